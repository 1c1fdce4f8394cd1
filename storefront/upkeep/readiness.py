"""Whether the market can serve: a word for each part, soon, however dead a part is."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storefront.files import Files
from storefront.jobs import LEASE
from storefront.upkeep import queries

OK, UNKNOWN = "ok", "unknown"
PATIENCE = 2.0
"""Seconds a database may take to answer the simplest question."""
LEAST_ROOM = 500 * 1024 * 1024
"""Bytes. With less on a disk, one large import or one backup more fills it."""
LATE = LEASE + timedelta(seconds=30)
"""Any job may take as long as it is leased; a worker that is silent for longer is stuck or gone."""

T = TypeVar("T")
Fit = Callable[[str | None], str]
"""What this version says to a schema: see cli/schema."""


@dataclass(frozen=True, slots=True)
class Readiness:
    database: str
    """ok, silent or failing."""
    schema: str
    """ok, older, newer or unknown."""
    disk: str
    """ok, full or unknown."""
    worker: str
    """ok, late, never or unknown."""
    files: str
    """ok or silent."""

    @property
    def can_serve(self) -> bool:
        """Whether pages can be served: what waits for the worker waits, and so do pictures."""
        return {self.database, self.schema, self.disk} == {OK}

    @property
    def is_whole(self) -> bool:
        return self.can_serve and {self.worker, self.files} == {OK}


def look(
    engine: Engine, folders: Sequence[Path], kept: Files, fit: Fit, *, at: datetime
) -> Readiness:
    known = bounded.ask(lambda: _of_database(engine, fit, at=at), PATIENCE)
    database, schema, worker = known or ("silent", UNKNOWN, UNKNOWN)
    files = OK if bounded_files.ask(kept.answers, PATIENCE) else "silent"
    return Readiness(database, schema, _disk(folders), worker, files)


def _of_database(engine: Engine, fit: Fit, *, at: datetime) -> tuple[str, str, str]:
    try:
        with engine.connect() as connection:
            schema = fit(queries.revision(connection))
            last = queries.last_worker(connection) if schema == OK else None
    except SQLAlchemyError:
        return "failing", UNKNOWN, UNKNOWN
    return OK, schema, _worker(last, at=at) if schema == OK else UNKNOWN


def _worker(last: datetime | None, *, at: datetime) -> str:
    if last is None:
        return "never"
    return OK if at - last <= LATE else "late"


def _disk(folders: Sequence[Path]) -> str:
    try:
        return OK if room(folders) >= LEAST_ROOM else "full"
    except OSError:
        return UNKNOWN


def room(folders: Sequence[Path]) -> int:
    """Bytes left where there are fewest."""
    return min(shutil.disk_usage(there(folder)).free for folder in folders)


def there(folder: Path) -> Path:
    """The folder, or whichever of those around it has been made."""
    folder = folder.absolute()
    return next(it for it in (folder, *folder.parents) if it.exists())


class _Bounded:
    """Asks in a thread of its own, which is left behind when it gets no answer. While one is left
    behind no other is sent after it: a database that is away for an hour costs one thread."""

    def __init__(self) -> None:
        self._asking = threading.Lock()

    def ask(self, question: Callable[[], T], patience: float) -> T | None:
        if not self._asking.acquire(timeout=patience):
            return None
        heard: list[T] = []
        done = threading.Event()

        def run() -> None:
            try:
                heard.append(question())
            finally:
                self._asking.release()
                done.set()

        threading.Thread(target=run, daemon=True).start()
        done.wait(patience)
        return heard[0] if heard else None


bounded, bounded_files, bounded_replica = _Bounded(), _Bounded(), _Bounded()
