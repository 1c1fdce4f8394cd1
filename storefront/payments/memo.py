"""Finds codes of orders and bills in what banks make of a transfer note. Pure.

Notes arrive with a bank's own words around them, in lower case, with spaces put in or taken out,
cut at the end, and with several codes. Whoever asks must still look whether such an order is there.
"""

import re
from itertools import chain

from storefront import codes, text

_WINDOW = {
    prefix: re.compile(rf"(?=({prefix}[{codes.ALPHABET}]{{{codes.LENGTH - 2}}}))")
    for prefix in codes.PREFIXES
}
_CUT = {
    prefix: re.compile(rf"{prefix}([{codes.ALPHABET}]{{{codes.BODY}}})$")
    for prefix in codes.PREFIXES
}


def codes_in(memo: str, prefix: str = codes.PREFIX) -> list[str]:
    """Every well-formed code of orders, or of what the prefix names: the plainest readings first,
    each once."""
    words = text.fold(memo).upper()
    run_together = words.replace(" ", "")
    readings = chain(
        _windows(words, prefix),
        _windows(run_together, prefix),
        _without_check(run_together, prefix),
    )
    return list(dict.fromkeys(readings))


def _windows(letters: str, prefix: str) -> list[str]:
    return [code for code in _WINDOW[prefix].findall(letters) if codes.is_code(code, prefix)]


def _without_check(letters: str, prefix: str) -> list[str]:
    """The last letter was cut off with the note's end; it follows from the others."""
    cut = _CUT[prefix].search(letters)
    return [cut.group() + codes.check_letter(cut.group(1))] if cut else []
