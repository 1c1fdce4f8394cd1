"""Posters to hang at the stall: set by Typst, with the household's own pattern."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

from storefront import qr, weave
from storefront.settings import ROOT

TEMPLATE = ROOT / "templates" / "poster" / "poster.typ"
FONTS = ROOT / "storefront" / "data" / "fonts"
BAND = TEMPLATE.with_name("band.svg")

Size = Literal["a5", "a4"]


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says, in the language of its reader."""

    size: Size
    lang: str
    code: str
    """Of the shop: the seed of its pattern."""
    link: str
    """Where the QR leads."""
    name: str
    place: str
    call: str
    """What to do with the QR."""
    compare: str
    """Why the pattern is there."""
    address: str
    qr_words: str
    mark_words: str

    @property
    def tag(self) -> str:
        """Two posters with one tag are the same."""
        said = json.dumps(asdict(self), sort_keys=True).encode() + TEMPLATE.read_bytes()
        return hashlib.sha256(said).hexdigest()[:20]


def pdf(poster: Poster) -> bytes:
    return _set(poster, form="pdf")


def _set(poster: Poster, *, form: Literal["pdf", "png"]) -> bytes:
    import typst  # large, and few servers ever set a poster

    return bytes(
        typst.compile(
            input=str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=form,
            sys_inputs={
                "said": json.dumps(asdict(poster)),
                "qr": qr.svg(poster.link).decode(),
                "mark": _mark(poster.code),
                "band": _band(),
            },
        )
    )


def _mark(code: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -.5 21 21" width="210" height="210">'
        f"{weave.strokes(code)}</svg>"
    )


@cache
def _band() -> str:
    return BAND.read_text(encoding="utf-8")
