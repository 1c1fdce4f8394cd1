"""Sheets with a QR, to hang at the stall or to keep: set by Typst, with the household's pattern."""

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
class Sheet:
    """What a sheet says, in the language of its reader."""

    size: Size
    lang: str
    code: str
    """Of the shop: the seed of its pattern."""
    content: str
    """What the QR says."""
    name: str
    place: str
    call: str
    """What to do with the QR."""
    compare: str
    """Why the pattern is there."""
    check: str
    """Where to ask whether this very QR is good, and by which serial."""
    qr_words: str
    mark_words: str
    sum: str = ""
    holder: str = ""
    """Whose account is paid by the QR, as the bank writes it."""
    account: str = ""
    """The bank and the last digits."""

    @property
    def tag(self) -> str:
        """Two sheets with one tag are the same."""
        said = json.dumps(asdict(self), sort_keys=True).encode() + TEMPLATE.read_bytes()
        return hashlib.sha256(said).hexdigest()[:20]


def pdf(sheet: Sheet) -> bytes:
    return _set(sheet, form="pdf")


def _set(sheet: Sheet, *, form: Literal["pdf", "png"]) -> bytes:
    import typst  # large, and few servers ever set a poster

    return bytes(
        typst.compile(
            input=str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=form,
            sys_inputs={
                "said": json.dumps(asdict(sheet)),
                "qr": qr.svg(sheet.content).decode(),
                "mark": _mark(sheet.code),
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
