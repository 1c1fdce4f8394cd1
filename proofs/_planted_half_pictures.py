"""The market with a fault planted in it, for a proof to find: pictures are written where they will
lie, so that half of one may lie there. Nobody serves this to anybody."""

from pathlib import Path

from storefront import files
from wsgi import app


def _in_place(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb", buffering=0) as out:
        out.write(content[:2_000])
        out.write(content[2_000:])


files.write_whole = _in_place

__all__ = ["app"]
