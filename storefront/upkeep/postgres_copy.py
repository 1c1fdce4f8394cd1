"""A PostgreSQL database dumped while it is written, at one moment, and put back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine

from storefront.upkeep.figures import figures
from storefront.upkeep.refusals import CannotBackUp, CannotRestore

INSTALL = "is not there: apt-get install postgresql-client"
MOMENT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def copy(engine: Engine, to: Path) -> dict[str, Any]:
    """Figures and dump are of the same moment."""
    with _line(engine) as line:
        line.execute(MOMENT)
        try:
            (moment,) = line.execute("SELECT pg_export_snapshot()").fetchone()
            done = _run(engine, "pg_dump", "--format=custom", "--snapshot", moment, "--file", to)
            if done.returncode:
                raise CannotBackUp(f"pg_dump: {done.stderr.strip()}")
            return figures(lambda sql: line.execute(sql).fetchall(), "postgresql")
        finally:
            line.execute("ROLLBACK")


def is_empty(engine: Engine) -> bool:
    with _line(engine) as line:
        wanted = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"
        return line.execute(wanted).fetchone() is None


def fill(engine: Engine, dump: Path) -> dict[str, Any]:
    """All or nothing. Gives the figures of what is there now."""
    once = ("--single-transaction", "--exit-on-error")
    done = _run(engine, "pg_restore", *once, dump)
    if done.returncode:
        raise CannotRestore(f"pg_restore: {done.stderr.strip()}")
    with _line(engine) as line:
        return figures(lambda sql: line.execute(sql).fetchall(), "postgresql")


def empty(engine: Engine) -> None:
    """It was empty before."""
    with _line(engine) as line:
        line.execute("DROP SCHEMA public CASCADE")
        line.execute("CREATE SCHEMA public")


@contextmanager
def _line(engine: Engine) -> Iterator[Any]:
    """The driver's own, which begins nothing by itself."""
    raw = engine.raw_connection()
    try:
        yield raw.driver_connection
    finally:
        raw.close()


def _run(engine: Engine, name: str, *words: object) -> subprocess.CompletedProcess[str]:
    """The password travels where other users of the machine do not see it."""
    known = {"PGPASSWORD": str(engine.url.password)} if engine.url.password else {}
    where = ("--no-owner", "--no-privileges", "--dbname", _unsaid(engine.url))
    command = [name, *where, *map(str, words)]
    try:
        return subprocess.run(  # noqa: S603  names of ours, no shell
            command, env=os.environ | known, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CannotBackUp(f"{name} {INSTALL}") from error


def _unsaid(url: URL) -> str:
    """Without its password: `set` takes None for "as it was", and three stars would be believed."""
    there = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return there.render_as_string()
