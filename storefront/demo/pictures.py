"""The pictures of the demo's goods, kept as photos of them would be."""

from __future__ import annotations

import csv

from storefront import files
from storefront.demo.book import Book
from storefront.demo.rows import stamp
from storefront.files import Files
from storefront.settings import ROOT

_FOLDER = ROOT / "static" / "img" / "goods"
_SIDE = 480
"""They are drawn at the size of the small square already, and so need no developing."""


class Pictures:
    """Photo ids by the name of the good."""

    def __init__(self, ids: dict[str, int]) -> None:
        self._ids = ids

    def of(self, name: str) -> int | None:
        return self._ids.get(name)


def keep(media: Files) -> dict[str, str]:
    """Put the files where photos are served from. Gives their names by the name of the good."""
    with (_FOLDER / "index.csv").open(encoding="utf-8", newline="") as rows:
        return {row["name_vi"]: _kept(row["file"], media) for row in csv.DictReader(rows)}


def _kept(name: str, media: Files) -> str:
    return files.put(media, (_FOLDER / name).read_bytes(), suffix=".webp")


def hang(kept: dict[str, str], book: Book, at: int) -> Pictures:
    """Write a photo for every file."""
    ids: dict[str, int] = {}
    for file in dict.fromkeys(kept.values()):
        ids[file] = book.photos.next_id()
        book.photos.add((ids[file], file, file, _SIDE, _SIDE, stamp(at)))
    return Pictures({name: ids[file] for name, file in kept.items()})
