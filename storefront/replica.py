"""Much reading is left to a replica, a copy of PostgreSQL that follows it, when one is set up.

It is asked only when it has everything that was written by now, so that no page is older for it;
else the database itself is asked. One that is away is left alone for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from storefront.db import asking_of, db, engine_options, is_writing, session

NAME = "replica"
PATIENCE = 2
"""Seconds to reach it, and in which a long file waits for it to catch up."""
A_MOMENT = 0.3
"""Seconds that the last words always are on their way."""
LEFT_ALONE = 15.0
"""Seconds, after it did not answer."""
WRITTEN = text("SELECT pg_current_wal_flush_lsn()::text")
"""All that anybody was told is written."""
HAS = text("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn)")
LAST = text("SELECT pg_last_xact_replay_timestamp()")

T = TypeVar("T")
_away_until = [0.0]


@dataclass(frozen=True, slots=True)
class Following:
    """How a replica follows."""

    is_there: bool
    has_all: bool = False
    last: datetime | None = None
    """When what it wrote last was written."""


def binds(url: str) -> dict[str, Any]:
    """What Flask-SQLAlchemy is told."""
    patient = {"connect_timeout": PATIENCE, "tcp_user_timeout": PATIENCE * 1_000}
    options = engine_options(url) | {"connect_args": patient}
    return {NAME: {"url": url, **options}} if url else {}


@contextmanager
def reading(*, patience: float = 0) -> Iterator[bool]:
    """What is read inside is read from the replica, if it has all. Says whether it is."""
    engine = db.engines.get(NAME)
    if engine is None or is_writing() or not _has_all(engine, patience):
        yield False
        return
    with asking_of(engine):
        yield True


def ask(question: Callable[[], T]) -> T:
    """Once more of the database itself, when the replica breaks off."""
    with reading() as is_elsewhere:
        if is_elsewhere:
            try:
                return question()
            except (SQLAlchemyError, db.engines[NAME].dialect.loaded_dbapi.Error):
                _leave_alone()
                session.rollback()
    return question()


def following(engine: Engine, follower: Engine) -> Following:
    try:
        with engine.connect() as line, follower.connect() as there:
            return Following(True, _caught_up(line, there, A_MOMENT), there.scalar(LAST))
    except SQLAlchemyError:
        return Following(False)


def _has_all(engine: Engine, patience: float) -> bool:
    if time.monotonic() < _away_until[0]:
        return False
    try:
        with db.engine.connect() as line, engine.connect() as there:
            return _caught_up(line, there, patience)
    except SQLAlchemyError:
        _leave_alone()
        return False


def _caught_up(line: Connection, there: Connection, patience: float) -> bool:
    written, until = line.scalar(WRITTEN), time.monotonic() + patience
    while not (has := there.scalar(HAS, {"written": written})) and time.monotonic() < until:
        time.sleep(0.05)
    return bool(has)


def _leave_alone() -> None:
    _away_until[0] = time.monotonic() + LEFT_ALONE
