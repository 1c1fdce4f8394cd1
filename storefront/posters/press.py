"""Sheets with a QR, to hang at the stall or to keep: set by Typst, with the household's pattern."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from storefront import qr, weave
from storefront.settings import ROOT

TEMPLATE = ROOT / "templates" / "poster" / "poster.typ"
FONTS = ROOT / "storefront" / "data" / "fonts"
BAND = TEMPLATE.with_name("band.svg")

Size = Literal["a6", "a5", "a4"]
Form = Literal["pdf", "png"]


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
    return typeset(TEMPLATE, *_said([sheet], sheet.name))


def batch(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """One on each page, all of one size. Set aside: the memory it takes goes back."""
    return typeset_aside(TEMPLATE, *_said(sheets, title))


def _said(sheets: Sequence[Sheet], title: str) -> tuple[dict[str, Any], dict[str, str]]:
    first = sheets[0]
    said: dict[str, Any] = {"size": first.size, "lang": first.lang, "title": title, "sheets": []}
    images = {"band": band()}
    for nth, sheet in enumerate(sheets):
        said["sheets"].append(asdict(sheet))
        images[f"qr{nth}"] = qr.svg(sheet.content).decode()
        images[f"mark{nth}"] = mark(sheet.code)
    return said, images


def typeset(
    template: Path, said: dict[str, Any], images: dict[str, str], *, form: Form = "pdf"
) -> bytes:
    """`said` comes in as data, so that nothing a person typed is read as markup."""
    import typst  # large, and few servers ever set a sheet

    return bytes(
        typst.compile(
            input=str(template),
            root=str(template.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=form,
            sys_inputs={"said": json.dumps(said), **images},
        )
    )


def typeset_aside(template: Path, said: dict[str, Any], images: dict[str, str]) -> bytes:
    """The same in a process of its own: Typst keeps in memory what it has once set."""
    told = json.dumps([str(template), said, images]).encode()
    done = subprocess.run(  # noqa: S603  our own interpreter and our own words
        [sys.executable, "-m", __name__], input=told, capture_output=True, check=True, cwd=ROOT
    )
    return done.stdout


def mark(code: str) -> str:
    """A household's pattern as an SVG file."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -.5 21 21" width="210" height="210">'
        f"{weave.strokes(code)}</svg>"
    )


@cache
def band() -> str:
    return BAND.read_text(encoding="utf-8")


def _main() -> None:
    template, said, images = json.load(sys.stdin)
    sys.stdout.buffer.write(typeset(Path(template), said, images))


if __name__ == "__main__":
    _main()
