"""Copies of the market in a folder. Each is one small file that names its pieces; it gets its name
last, so that there is a copy whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from storefront import clock
from storefront.upkeep.store import Damaged, Store

FORM = 1
LAST_HOUR = timedelta(hours=1)
DAYS, WEEKS, MONTHS = 7, 4, 12
"""The newest of each of so many is kept, besides all of the last hour."""


@dataclass(frozen=True, slots=True)
class Copy:
    taken_at: str
    database: str
    """sqlite or postgresql."""
    revision: str
    size: int
    """Bytes of the database's file: of SQLite the database, of PostgreSQL a dump."""
    pieces: list[str]
    """That file, in order."""
    folders: dict[str, dict[str, list[Any]]]
    """By folder and name: piece and size."""
    figures: dict[str, Any]
    """What must be found in it again."""
    form: int = FORM

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    def needs(self) -> Iterator[str]:
        yield from self.pieces
        for files in self.folders.values():
            yield from (piece for piece, _size in files.values())

    def bytes_of_files(self) -> int:
        return sum(size for files in self.folders.values() for _piece, size in files.values())


class Copies:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "pieces")

    def names(self) -> list[str]:
        """The oldest first."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def read(self, name: str) -> Copy:
        """Raises Damaged."""
        try:
            written = (self.folder / f"{name}.json").read_bytes()
        except OSError as error:
            raise Damaged(f"copy {name} cannot be read: {error.strerror}") from error
        if not name.endswith(_print_of(written)):
            raise Damaged(f"copy {name} is not what was written")
        told = json.loads(written)
        if told["form"] != FORM:
            raise Damaged(f"copy {name} is of form {told['form']}, which this version cannot read")
        return Copy(**told)

    def write(self, copy: Copy) -> str:
        """All its pieces are on disk before it has a name."""
        written = json.dumps(asdict(copy), separators=(",", ":")).encode()
        name = f"{copy.at:%Y%m%dT%H%M%SZ}-{_print_of(written)}"
        draft = self.folder / f"{name}.draft"
        draft.write_bytes(written)
        draft.chmod(0o600)
        os.sync()
        draft.replace(self.folder / f"{name}.json")
        os.sync()
        return name

    def tidy(self, *, at: datetime) -> int:
        """Let go of what the rule does not keep. Gives the bytes that became free."""
        names = self.names()
        good = kept([moment_of(name) for name in names], at=at)
        needed: set[str] = set()
        for name in names:
            if moment_of(name) in good:
                needed.update(self.read(name).needs())
        for name in names:
            if moment_of(name) not in good:
                (self.folder / f"{name}.json").unlink()
        return self.store.sweep(needed)


def moment_of(name: str) -> datetime:
    return datetime.strptime(name.partition("-")[0] + "+0000", "%Y%m%dT%H%M%SZ%z")


def kept(taken: Sequence[datetime], *, at: datetime) -> set[datetime]:
    """All of the last hour, and the newest of each of the last seven days that have one, four weeks
    and twelve months."""
    newest_first = sorted(taken, reverse=True)
    found = {it for it in newest_first if at - it < LAST_HOUR} | set(newest_first[:1])
    for many, name in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        by_period: dict[str, datetime] = {}
        for it in newest_first:
            by_period.setdefault(clock.village_date(it).strftime(name), it)
        found.update(list(by_period.values())[:many])
    return found


def _print_of(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()[:32]
