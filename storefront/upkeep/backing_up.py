"""Takes a copy of the market while it is open.

The database is copied at one moment, and what it refers to after it: files are written before the
rows that name them and never changed, so that none is missing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from storefront import files
from storefront.files import Files
from storefront.upkeep import postgres_copy, sqlite_copy
from storefront.upkeep.copies import Copies, Copy
from storefront.upkeep.refusals import CannotBackUp
from storefront.upkeep.store import Store

PIECE = 256 * 1024
"""Bytes. The same piece of a database that has changed little is kept once for all copies."""
DRAFT = ".draft-"
Folders = Mapping[str, Files]
"""What is kept besides the database, by name."""


def back_up(
    engine: Engine, folders: Folders, to: Path, *, revision: str, at: datetime
) -> tuple[str, Copy]:
    """Raises CannotBackUp. Gives the copy, and its name."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    copies = Copies(to)
    with alone(to), tempfile.TemporaryDirectory(dir=to, prefix=DRAFT) as draft:
        kind = engine.dialect.name
        file = Path(draft) / "database"
        figures = _copy(engine, file, room=shutil.disk_usage(to).free)
        copy = Copy(
            taken_at=at.isoformat(),
            database=kind,
            revision=revision,
            size=file.stat().st_size,
            pieces=list(cut(file, copies.store)),
            folders={name: _files(kept, copies.store) for name, kept in folders.items()},
            figures=figures,
        )
        return copies.write(copy), copy


def tidy(folder: Path, *, at: datetime) -> int:
    with alone(folder):
        return Copies(folder).tidy(at=at)


def _copy(engine: Engine, file: Path, *, room: int) -> dict[str, Any]:
    if engine.dialect.name != "sqlite":
        return postgres_copy.copy(engine, file)
    needed = 2 * sqlite_copy.size(engine)  # the copy itself, and its pieces
    if room < needed:
        raise CannotBackUp(f"There is no room: {needed:,} bytes are needed, {room:,} are free.")
    return sqlite_copy.copy(engine, file)


def cut(file: Path, store: Store) -> Iterator[str]:
    with file.open("rb") as whole:
        while piece := whole.read(PIECE):
            yield store.put(piece)


def _files(kept: Files, store: Store) -> dict[str, list[Any]]:
    """One that was copied before is not read again: it never changes."""
    found: dict[str, list[Any]] = {}
    for name, size in kept.all():
        piece = store.named_as(name, size)
        if piece is None and (content := files.read(kept, name)) is not None:
            piece = store.put(content)
        if piece:
            found[f"{name[:2]}/{name}"] = [piece, size]
    return found


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """What one that was killed left behind is removed."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.glob(f"{DRAFT}*"):
            shutil.rmtree(left)
        for left in folder.glob("*.draft"):
            left.unlink()
        yield
    except BlockingIOError as error:
        raise CannotBackUp("Another backup into this folder is under way.") from error
    finally:
        os.close(handle)
