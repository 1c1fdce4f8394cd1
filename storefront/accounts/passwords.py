"""Which passwords are refused: only those that everybody would try first.

No rules of composition: any letters of any script, spaces too, eight or more of them. What is typed
is kept as it is, but for the one way in which Unicode writes the same letters.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from storefront import text
from storefront.settings import ROOT

LEAST, MOST = 8, 200
LIST = ROOT / "storefront" / "data" / "common_passwords.txt.gz"
"""About 8,400 of eight characters or more; where they come from is in data/LICENSES.md."""
FAVOURITES = ROOT / "storefront" / "data" / "vietnamese_passwords.txt"
"""Without marks, and without the digits that people put around them."""

_ENDS = re.compile(r"^[\d\W_]+|[\d\W_]+$")
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUNS = tuple(way for row in _ROWS for way in (row, row[::-1]))


class Refused(StrEnum):
    LENGTH = "length"
    COMMON = "common"
    STOLEN = "stolen"


def refused(password: str, *, about: Iterable[str], stolen: Path | None) -> Refused | None:
    """Why nobody may take this one, wherever it is set. `stolen`: the operator's list, if any."""
    if not LEAST <= len(password) <= MOST:
        return Refused.LENGTH
    if is_common(password, about=about):
        return Refused.COMMON
    return Refused.STOLEN if is_breached(password, stolen) else None


def is_common(password: str, *, about: Iterable[str] = ()) -> bool:
    """Whether it is among the first that somebody would try; `about` is what is known of them:
    name, telephone number."""
    plain = text.fold(password).replace(" ", "")
    if len(set(password.lower())) <= 2 or _ENDS.sub("", plain) in FAVOURITES.read_text().split():
        return True
    if plain and (_is_run(plain) or _is_about(plain, about)):
        return True
    return not _listed().isdisjoint({password.lower(), plain} - {""})


def is_breached(password: str, folder: Path | None) -> bool:
    """Whether it stands in a list of stolen ones: files as haveibeenpwned.com answers for ranges,
    ABCDE.txt by the first letters of a hash, in it a line for the rest of each. SHA-1 is theirs;
    nothing is kept by it. What the folder lacks is not known."""
    if folder is None:
        return False
    said = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        lines = (folder / f"{said[:5]}.txt").read_text("ascii").upper().splitlines()
    except FileNotFoundError:
        return False
    found = dict(line.strip().partition(":")[::2] for line in lines)
    return found.get(said[5:], "0") != "0"


def exactly(password: str) -> str:
    """As typed. The same letters may come in two codings, by phone."""
    password.encode("utf-8")  # a lone surrogate is a ValueError
    return unicodedata.normalize("NFC", password)


def _is_run(plain: str) -> bool:
    """12345678, abcdefgh, or a row of the keyboard, also twice over."""
    half = plain[: (len(plain) + 1) // 2]
    return len(plain) >= 6 and any(
        it in way for way in _RUNS for it in ((plain,) if half * 2 != plain else (half,))
    )


def _is_about(plain: str, about: Iterable[str]) -> bool:
    """Somebody's own name or number, with or without digits after it."""
    known = [text.fold(it).replace(" ", "") for it in about if it]
    same = {*known, *(f"0{it.removeprefix('84')}" for it in known)}
    return plain in same or _ENDS.sub("", plain) in known


def _listed() -> frozenset[str]:
    """Read anew each time: a password is set once in a long while."""
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split("\n"))
