"""Finds order codes in what banks make of a transfer note. Pure.

Notes arrive with a bank's own words around them, in lower case, with spaces put in or taken out,
cut at the end, and with several codes. Whoever asks must still look whether such an order is there.
"""

import re
from itertools import chain

from storefront import codes, text

_WINDOW = re.compile(rf"(?=({codes.PREFIX}[{codes.ALPHABET}]{{{codes.LENGTH - 2}}}))")
_CUT = re.compile(rf"{codes.PREFIX}([{codes.ALPHABET}]{{{codes.BODY}}})$")


def codes_in(memo: str) -> list[str]:
    """Every well-formed order code, the plainest readings first, each once."""
    words = text.fold(memo).upper()
    run_together = words.replace(" ", "")
    readings = chain(_windows(words), _windows(run_together), _without_check(run_together))
    return list(dict.fromkeys(readings))


def _windows(letters: str) -> list[str]:
    return [code for code in _WINDOW.findall(letters) if codes.is_code(code)]


def _without_check(letters: str) -> list[str]:
    """The last letter was cut off with the note's end; it follows from the others."""
    cut = _CUT.search(letters)
    return [cut.group() + codes.check_letter(cut.group(1))] if cut else []
