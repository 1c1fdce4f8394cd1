"""Files named by what is in them: written once, never changed, cached for ever.

In a folder of this machine; or, where several machines serve, in a bucket: see buckets.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


class Files(Protocol):
    def keep(self, name: str, content: bytes) -> None:
        """Done twice it is done once: a name says what is in it."""

    def open(self, name: str) -> BinaryIO | None:
        """Nothing, if there is no such file."""

    def remove(self, name: str) -> None: ...

    def all(self) -> Iterator[tuple[str, int]]:
        """Names and sizes, in the order of names."""

    def clear(self) -> None:
        """Remove everything."""

    def answers(self) -> bool:
        """Whether files can be had just now."""


def put(to: Files, content: bytes, *, suffix: str) -> str:
    """Keep the content and give its name, e.g. 'ab34….webp'. The same content is kept once."""
    name = name_of(content, suffix=suffix)
    to.keep(name, content)
    return name


def read(kept: Files, name: str) -> bytes | None:
    found = kept.open(name)
    if found is None:
        return None
    with found:
        return found.read()


def name_of(content: bytes, *, suffix: str) -> str:
    return hashlib.sha256(content).hexdigest()[:40] + suffix


@dataclass(frozen=True, slots=True)
class Folder:
    """On this machine's disk."""

    path: Path

    def keep(self, name: str, content: bytes) -> None:
        target = where(self.path, name)
        if not target.exists():
            write_whole(target, content)

    def open(self, name: str) -> BinaryIO | None:
        try:
            return where(self.path, name).open("rb")
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        where(self.path, name).unlink(missing_ok=True)

    def all(self) -> Iterator[tuple[str, int]]:
        for path in sorted(self.path.glob("*/*")):
            if not path.name.startswith("tmp"):  # files that are being written
                yield path.name, path.stat().st_size

    def clear(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def answers(self) -> bool:
        return True


def where(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def write_whole(target: Path, content: bytes) -> None:
    """Renamed into place, so that nobody ever reads half a picture. A full disk is not filled
    further with what could not be finished."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
