"""What a parcel weighs, as far as the units its goods are sold by say so."""

from collections.abc import Iterable

from storefront import units
from storefront.units import Measure

UNKNOWN = 1_000
"""Grams of one of which nobody knows: a chicken, a jar, a bunch."""


def grams(unit: str) -> int:
    held = units.read(unit)
    return UNKNOWN if held is None or held.measure is Measure.PIECES else held.many


def together(goods: Iterable[tuple[str, int]]) -> int:
    """Grams of so many of each unit. A litre is taken for a kilogram."""
    return sum(grams(unit) * many for unit, many in goods)
