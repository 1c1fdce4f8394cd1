"""Puts a copy back into an empty place. Everything that can be looked at is looked at before a byte
is written, and the database is put in place last: there is a market whole or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Engine

from storefront.files import Files, Folder
from storefront.upkeep import postgres_copy, sqlite_copy
from storefront.upkeep.copies import Copies, Copy
from storefront.upkeep.figures import different
from storefront.upkeep.readiness import LEAST_ROOM, there
from storefront.upkeep.refusals import CannotRestore
from storefront.upkeep.store import Damaged

Fit = Callable[[str], str]


def restore(
    engine: Engine, folders: Mapping[str, Files], source: Path, name: str, *, fit: Fit
) -> Copy:
    """Raises CannotRestore."""
    copies = Copies(source)
    copy = checked(copies, name)
    _fits(copy, engine, fit)
    _stays_inside(copy, folders)
    _place_is_empty(engine, folders)
    _has_room(copy, engine, folders)
    try:
        _put_files(copies, copy, folders)
        _put_database(copies, copy, engine)
    except BaseException:
        for kept in folders.values():
            kept.clear()
        raise
    return copy


def checked(copies: Copies, name: str) -> Copy:
    """Every piece is read once before anything is written."""
    try:
        copy = copies.read(name)
        for piece in set(copy.needs()):
            copies.store.get(piece)
    except Damaged as error:
        raise CannotRestore(f"The copy is damaged: {error}. Take an older one.") from error
    return copy


def _fits(copy: Copy, engine: Engine, fit: Fit) -> None:
    if copy.database != engine.dialect.name:
        raise CannotRestore(
            f"The copy is of {copy.database}; DATABASE_URL names {engine.dialect.name}."
        )
    if fit(copy.revision) == "newer":
        raise CannotRestore(
            f"The copy was made by a newer version (revision {copy.revision}, unknown here). "
            "Install that version first."
        )


def _stays_inside(copy: Copy, folders: Mapping[str, Files]) -> None:
    paths = [PurePosixPath(path) for files in copy.folders.values() for path in files]
    if copy.folders.keys() != folders.keys() or any(
        path.is_absolute() or ".." in path.parts for path in paths
    ):
        raise CannotRestore("The copy names files outside the folders of a market.")


def _place_is_empty(engine: Engine, folders: Mapping[str, Files]) -> None:
    database = sqlite_copy if _is_file(engine) else postgres_copy
    if not database.is_empty(engine):
        raise CannotRestore("The database is not empty. Restore into a new place.")
    for name, kept in folders.items():
        if any(True for _file in kept.all()):
            raise CannotRestore(f"{name} is not empty. Restore into a new place.")


def _has_room(copy: Copy, engine: Engine, folders: Mapping[str, Files]) -> None:
    """On the disk that has least, for all of it: often it is one disk."""
    places = [it.path for it in folders.values() if isinstance(it, Folder)]
    places += [sqlite_copy.file_of(engine).parent] if _is_file(engine) else []
    needed = copy.size + copy.bytes_of_files() + LEAST_ROOM
    if not places:  # a bucket, and a database elsewhere
        return
    free = min(shutil.disk_usage(there(place)).free for place in places)
    if free < needed:
        raise CannotRestore(f"There is no room: {needed:,} bytes are needed, {free:,} are free.")


def _is_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _put_files(copies: Copies, copy: Copy, folders: Mapping[str, Files]) -> None:
    for name, files in copy.folders.items():
        for path, (piece, _size) in files.items():
            folders[name].keep(PurePosixPath(path).name, copies.store.get(piece))


def _put_database(copies: Copies, copy: Copy, engine: Engine) -> None:
    around = sqlite_copy.file_of(engine) if _is_file(engine) else copies.folder / "dump"
    draft = around.with_name(around.name + ".restoring")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.open("wb") as whole:
            for piece in copy.pieces:
                whole.write(copies.store.get(piece))
        _let_in(copy, engine, draft)
    finally:
        draft.unlink(missing_ok=True)


def _let_in(copy: Copy, engine: Engine, draft: Path) -> None:
    if _is_file(engine):
        _compare(copy, sqlite_copy.figures_of(engine, draft))
        engine.dispose()
        os.sync()
        sqlite_copy.put_in_place(engine, draft)
        return
    try:
        _compare(copy, postgres_copy.fill(engine, draft))
    except CannotRestore:
        postgres_copy.empty(engine)
        raise


def _compare(copy: Copy, found: dict[str, Any]) -> None:
    wrong = different(copy.figures, found)
    if wrong:
        raise CannotRestore("What was put back is not what was copied: " + "; ".join(wrong[:5]))
