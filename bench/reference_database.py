"""A connection a thread, opened once, and SQL as it stands."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

URL = os.environ["DATABASE_URL"]
IS_SQLITE = URL.startswith("sqlite")

_thread = threading.local()


def run(sql: str, **values: Any) -> Any:
    if not IS_SQLITE:
        sql = re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)
    return _connection().execute(sql, values)


@contextmanager
def writing() -> Iterator[None]:
    run("BEGIN IMMEDIATE" if IS_SQLITE else "BEGIN")
    try:
        yield
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise


def insert(table: str, **values: Any) -> int:
    """Gives the new row's id, or whatever its first column is."""
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f":{name}" for name in values)
    key = "fact_id" if table == "unfolded" else "id"
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING {key}'  # noqa: S608
    return int(run(sql, **values).fetchone()[key])


def _connection() -> Any:
    if not hasattr(_thread, "connection"):
        _thread.connection = _sqlite() if IS_SQLITE else _postgresql()
    return _thread.connection


def _sqlite() -> Any:
    from pysqlite3 import dbapi2

    line = dbapi2.connect(URL.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
    line.row_factory = dbapi2.Row
    line.execute("PRAGMA synchronous = FULL")
    line.execute("PRAGMA foreign_keys = ON")
    return line


def _postgresql() -> Any:
    import psycopg
    from psycopg.rows import dict_row

    return psycopg.connect(URL.replace("+psycopg", ""), autocommit=True, row_factory=dict_row)
