"""The market that is measured: the demo market at scale, in a database of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.servers import parent_of
from storefront.settings import ROOT
from tests.databases import a_postgres_server

SHOPS, ORDERS = 17_500, 20_000
"""Gives ten thousand products."""


@dataclass(frozen=True)
class Scratch:
    """Two databases with the same rows: one for the market, one for the reference."""

    ours: str
    theirs: str
    helpers: tuple[int, ...] = ()
    """The database server, when there is one."""


@contextmanager
def scratch(kind: str, folder: Path, *, shops: int, orders: int) -> Iterator[Scratch]:
    if kind == "sqlite":
        yield _on_sqlite(folder, shops, orders)
    else:
        with a_postgres_server(durable=True) as url:
            yield _on_postgresql(url, shops, orders)


def _on_sqlite(folder: Path, shops: int, orders: int) -> Scratch:
    ours, theirs = folder / "ours.db", folder / "theirs.db"
    fill(f"sqlite:///{ours}", shops, orders)
    shutil.copy(ours, theirs)
    return Scratch(f"sqlite:///{ours}", f"sqlite:///{theirs}")


def _on_postgresql(url: str, shops: int, orders: int) -> Scratch:
    ours, theirs = (url.removesuffix("/postgres") + f"/{name}" for name in ("ours", "theirs"))
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as line:
        line.execute(text("CREATE DATABASE ours"))
        fill(ours, shops, orders)
        # A copy is refused while anybody, such as autovacuum, is still looking at the original.
        line.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ours'")
        )
        line.execute(text("CREATE DATABASE theirs TEMPLATE ours"))
        own = line.scalar(text("SELECT pg_backend_pid()"))
        helpers = (parent_of(own),)
    server.dispose()
    return Scratch(ours, theirs, helpers)


def fill(url: str, shops: int, orders: int, *, years: int = 2) -> None:
    migrate(url)
    _flask(url, "demo", f"--shops={shops}", f"--orders={orders}", f"--years={years}")
    tidy(url)


def migrate(url: str) -> None:
    _flask(url, "migrate")


def _flask(url: str, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )


def tidy(url: str) -> None:
    """As the database does by itself in time: what it knows of its tables is true again."""
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as line:
        line.execute(text("VACUUM" if url.startswith("sqlite") else "VACUUM ANALYZE"))
        line.execute(text("ANALYZE"))
