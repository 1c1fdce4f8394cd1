"""How figures are written: compact on an axis, exact where one asks, cut off and not rounded."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from babel.numbers import format_compact_decimal

from storefront import digits
from storefront.campaign.hiding import FEWEST, Cell, Hidden
from storefront.campaign.indicators import Unit
from storefront.money import Money
from storefront.web.filters import in_digits, number
from storefront.web.languages import language


def compact(value: Cell) -> str:
    """20 nghìn, 1,5 triệu: for axes, never where somebody pays."""
    if not isinstance(value, int):
        return plainly(value)
    return number(value) if abs(value) < 10_000 else _compact(value, language())


def plainly(value: Cell, *, is_money: bool = False) -> str:
    """A cell that is no number: nothing heard, or left out by the rule of small cells."""
    if value is Hidden.SMALL and not is_money:
        return f"<{FEWEST}"
    return "–" if value is None else "…"


def told_cell(value: Cell, unit: Unit) -> int | str | None:
    """The same for a file: numbers stay numbers."""
    if isinstance(value, int) or value is None:
        return value
    return plainly(value, is_money=unit is Unit.DONG)


@lru_cache(10_000)
def _compact(value: int, language: str) -> str:
    """Remembered: the growth page writes a hundred of them, and most were there the last time."""
    return str(
        format_compact_decimal(value, format_type="long", locale=language, fraction_digits=1)
    )


def decimal(value: Decimal | float, places: int = 3) -> str:
    """192.6013 as 192,601, in English 192.601: cut off, not rounded."""
    return digits.written(_cut(value, places), language())


def percent(value: Decimal | float, places: int = 0) -> str:
    return digits.percent(_cut(value, places), language())


def _cut(value: Decimal | float, places: int) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    cut = exact.quantize(Decimal(10) ** -places, ROUND_DOWN) + 0  # nought has no sign
    return f"{cut:,f}"


def amount(value: Cell, unit: Unit) -> str:
    """With its unit, when it is money; counts stand alone; small cells are not told."""
    if not isinstance(value, int):
        return plainly(value, is_money=unit is Unit.DONG)
    return in_digits(Money(value)) if unit is Unit.DONG else number(value)
