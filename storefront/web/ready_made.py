"""Templates as an earlier start compiled them, as long as nothing they are made of has changed.

Python keeps its own modules in the same way, in folders named __pycache__ beside them. Where those
may not be written, as on a server, tools/ready_made.py writes them when the market is installed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import jinja2
from flask import request
from jinja2.bccache import Bucket, BytecodeCache

from storefront.settings import ROOT

FOLDER = ROOT / "templates" / "__pycache__"
CODE = (ROOT / "storefront", Path(jinja2.__file__).parent)
"""Filters of ours may answer while a template is compiled, and they ask others."""
WORDS = ROOT / "translations"
VERSIONS = ROOT / "requirements.lock"
DIGEST = 16
"""Bytes. A damaged program could end the process that reads it."""


def made_of(addresses: Iterable[str], *, code: Iterable[Path] = CODE) -> str:
    """A name for all that any template is made of besides its own text: another name, another
    program. Files are read, because their days tell nothing of what an upgrade has copied."""
    told = hashlib.blake2b(repr((sys.version, sorted(addresses))).encode(), digest_size=DIGEST)
    for path in [VERSIONS, *_files(WORDS, ".mo"), *(it for one in code for it in _files(one))]:
        with path.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()


def _files(folder: Path, ending: str = ".py") -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(here, name) for name in sorted(names) if name.endswith(ending))


class ReadyMade(BytecodeCache):
    """Of one language."""

    def __init__(self, language: str, made_of: str, folder: Path = FOLDER) -> None:
        self._folder = folder / language
        self._made_of = made_of

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name.replace("/", "--")

    def get_source_checksum(self, source: str) -> str:
        """Addresses in it begin with where the market is mounted."""
        mounted = request.script_root if request else ""
        told = "\0".join((self._made_of, mounted, source))
        return hashlib.blake2b(told.encode(), digest_size=DIGEST).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            kept = self._file(bucket).read_bytes()
            if _digest(kept[DIGEST:]) == kept[:DIGEST]:
                bucket.bytecode_from_string(kept[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        made = bucket.bytecode_to_string()
        with suppress(OSError):  # then the next start compiles it again
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file(bucket).write_bytes(_digest(made) + made)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.code"


def _digest(made: bytes) -> bytes:
    return hashlib.blake2b(made, digest_size=DIGEST).digest()
