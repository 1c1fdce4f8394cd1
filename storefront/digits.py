"""Numbers in digits, as each language writes them: 1.234.567,8 here, 1,234,567.8 in English."""

import re

MARKS = {"vi": ".,", "en": ",."}
"""Between thousands, and before a part of one. Written down, because a page writes a hundred
numbers, and asking Babel for each costs more than the page's questions to the database."""
_SWAPPED = str.maketrans(MARKS["en"], MARKS["vi"])


def written(said: str, language: str = "vi") -> str:
    """What Python says as 1,234.5."""
    return said if language == "en" else said.translate(_SWAPPED)


def number(value: int, language: str = "vi") -> str:
    said = f"{value:,}"  # a page has many of these: to change one mark is quicker than two
    return said if language == "en" else said.replace(",", ".")


def dong(value: int, language: str = "vi") -> str:
    """120.000 ₫ and 120,000 ₫: the sign stands behind in both, as on every note and price tag."""
    return number(value, language) + "\u00a0₫"


def percent(said: str, language: str = "vi") -> str:
    """What Python says as 12.5: 12,5 % and 12.5%."""
    return written(said, language) + ("%" if language == "en" else "\u00a0%")


def plain(typed: str) -> str:
    """1.234.567, 1,234,567 and 1 234 567 as 1234567: people group by any, whatever they read.
    Other commas stay, for 12,50 is no whole number."""
    closed = _SPACES.sub("", typed)
    return closed.replace("," if _BY_COMMAS.fullmatch(closed) else ".", "")


def read(typed: str, language: str = "vi") -> str:
    """1.234,5 as Python reads it, in English 1,234.5. Here a comma parts what a dot does there."""
    if language == "en":
        return _BETWEEN.sub("", typed)
    return typed.replace(".", "").replace(",", ".")


def sums_in(kept: str, language: str = "vi") -> str:
    """What was kept with its dots, such as 20.000 ₫ → 35.000 ₫, for whoever reads it now."""
    return _SUM.sub(lambda it: it[0].replace(".", ","), kept) if language == "en" else kept


_SPACES = re.compile(r"\s")
_BY_COMMAS = re.compile(r"-?\d{1,3}(,\d{3})+")
_BETWEEN = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SUM = re.compile(r"\d[\d.]*(?=\u00a0₫)")
