"""When what was written on SQLite is on disk: before the pen is handed on, or, of a brief deed,
after.

A commit waits for the disk, and everybody who wants to write waits for the commit. Where that is
left for later, two processes wait for the disk at the same time. What others write in between comes
after it in the same file, and cannot be on disk before it.
"""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import Connection, Engine, event

LATER = "on disk later"


def prepare(engine: Engine) -> None:
    event.listen(engine, "checkin", _as_before)


def later(line: Connection) -> None:
    """Of a deed that has said nothing yet. Whoever gets the line afterwards finds it as it was."""
    if line.dialect.name == "sqlite":
        line.info[LATER] = True
        _take_care(line.connection.dbapi_connection, "NORMAL")


def _as_before(raw: Any, record: Any) -> None:
    if raw is not None and record.info.pop(LATER, False):
        _take_care(raw, "FULL")


def _take_care(raw: Any, how: str) -> None:
    raw.execute(f"PRAGMA synchronous = {how}")


def now(engine: Engine) -> None:
    """Returns when all that was written so far is on disk."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        return
    try:
        log = os.open(f"{path}-wal", os.O_RDONLY)
    except FileNotFoundError:
        return  # all of it is in the database itself, which is put on disk before this is removed
    try:
        os.fdatasync(log)
    finally:
        os.close(log)
