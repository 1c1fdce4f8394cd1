"""A folder of pieces named by their SHA-256: each is kept once, however many copies hold it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from storefront.files import where


class Damaged(Exception):
    """A piece is not there, or not what its name says."""


class Store:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        target = where(self._folder, name)
        if not _is_there(target, len(content)):
            _write(target, content)
        return name

    def named_as(self, file: str, size: int) -> str | None:
        """The piece that holds this file, if there is one: its name begins as the file's does."""
        stem = file.partition(".")[0]
        found = where(self._folder, stem).parent.glob(f"{stem}*")
        return next((it.name for it in found if _is_there(it, size)), None)

    def get(self, name: str) -> bytes:
        """Raises Damaged."""
        try:
            content = where(self._folder, name).read_bytes()
        except OSError as error:
            raise Damaged(f"piece {name} cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise Damaged(f"piece {name} is not what was written")
        return content

    def sweep(self, needed: Collection[str]) -> int:
        """Throw away what no copy holds any more. Gives the bytes that became free."""
        free = 0
        for piece in self._folder.glob("*/*"):
            if piece.name not in needed:
                free += piece.stat().st_size
                piece.unlink()
        return free


def _is_there(target: Path, size: int) -> bool:
    """One that was cut short is written anew."""
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _write(target: Path, content: bytes) -> None:
    # Not synced one by one: all of them are before the copy is given its name.
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)  # for nobody else to read
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(draft).replace(target)
