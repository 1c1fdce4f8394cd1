"""Cells of a table, and the days and sums that stand in them as people and banks write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from storefront import text
from storefront.money import HIGHEST, Money

Cell = str | int | float | Decimal | date | datetime | bool | None
Row = Sequence[Cell]

MOST_CELLS = 60
"""In a row. Further ones are not looked at."""
FORMULA = "="
"""A cell that begins so is worked out by whichever program opens it."""

_DAY = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_UNITS = re.compile(r"(vn[dđ]|đồng|₫|đ)\.?", re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,15}")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_HUNDREDTHS = re.compile(r"[.,]0{1,2}")


class NotAValue(ValueError):
    """Something stands there, and it is not what should."""


def words(cell: Cell, *, most: int = 300) -> str:
    """What stands in a cell, on one line, with nothing that cannot be seen."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    plain = str(cell)[: 4 * most].encode("utf-8", "ignore").decode()
    return " ".join(text.tidy(plain).split())[:most]


def day(cell: Cell) -> date | None:
    """24/08/2026, with or without a time behind it. Nothing when the cell is empty.

    Raises NotAValue.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = words(cell)
    if not written:
        return None
    try:
        return _day(written)
    except ValueError as error:
        raise NotAValue(written) from error


def amount(cell: Cell) -> Money | None:
    """1.234.567, 1,234,567, 1,234,567.00, -50 000 đ, (50.000). Nothing when the cell is empty.

    Raises NotAValue, for 12,50 too: no bank in Vietnam has half a đồng.
    """
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return _whole(Decimal(str(cell)), cell)
    written = words(cell)
    plain = _UNITS.sub("", written).strip()
    if plain in ("", "-", "–"):
        return None
    below = plain.startswith("-") or plain.endswith("-") or plain[0] + plain[-1] == "()"
    digits = _digits(plain.strip("()+- \u00a0"))
    if digits is None:
        raise NotAValue(written)
    return _whole(-Decimal(digits) if below else Decimal(digits), written)


def cell_name(column: int, row: int) -> str:
    """The column counted from nought: C7, AB12."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _day(written: str) -> date:
    if found := _DAY.match(written):
        on, month, year = (int(part) for part in found.groups())
        return date(year + 2000 if year < 100 else year, month, on)
    if found := _ISO_DAY.match(written):
        return date(*(int(part) for part in found.groups()))
    raise ValueError(written)


def _digits(plain: str) -> str | None:
    """The whole đồng of a sum; its hundredths may only be noughts."""
    for shape in (_GROUPED, _WHOLE):
        found = shape.match(plain)
        if found and (found.end() == len(plain) or _HUNDREDTHS.fullmatch(plain[found.end() :])):
            return re.sub(r"\D", "", found.group())
    return None


def _whole(number: Decimal, cell: Cell) -> Money:
    if not number.is_finite() or number % 1 or abs(number) > HIGHEST:
        raise NotAValue(str(cell))
    return Money(int(number))
