"""The day of the Vietnamese lunar month, by which many markets are held. Pure.

New moons by Meeus' short series, as Hồ Ngọc Đức's calendar reckons them, in Hanoi's time. Months
begin with the day of the new moon; which month of the year it is nobody here needs to know.
"""

from __future__ import annotations

from datetime import date
from math import floor, radians, sin

MONTH = 29.530588853
_FIRST = 2_415_021.076998695
"""The new moon of 1 January 1900, in days of Julius Scaliger."""
_DAY_NOUGHT = 1_721_425
_HANOI = 7 / 24

_WAVES = (
    (-0.4068, 0, 1, 0), (0.0161, 0, 2, 0), (-0.0004, 0, 3, 0), (0.0104, 0, 0, 2),
    (-0.0051, 1, 1, 0), (-0.0074, 1, -1, 0), (0.0004, 1, 0, 2), (-0.0004, -1, 0, 2),
    (-0.0006, 0, 1, 2), (0.0010, 0, -1, 2), (0.0005, 1, 2, 0), (0.0021, 2, 0, 0),
)  # fmt: skip
"""How far each wave moves the new moon, and what multiples of the sun's and the moon's anomaly
and of the moon's latitude it is of."""


def day_of(day: date) -> int:
    """1 to 30."""
    number = day.toordinal() + _DAY_NOUGHT
    nearest = floor((number - _FIRST) / MONTH)
    begun = next(it for nth in (1, 0, -1) if (it := _new_moon(nearest + nth)) <= number)
    return number - begun + 1


def _new_moon(nth: int) -> int:
    """On which day, counted from the same day."""
    century = nth / 1236.85
    squared, cubed = century**2, century**3
    mean = 2_415_020.75933 + 29.53058868 * nth + 0.0001178 * squared - 0.000000155 * cubed
    mean += 0.00033 * sin(radians(166.56 + 132.87 * century - 0.009173 * squared))
    sun = 359.2242 + 29.10535608 * nth - 0.0000333 * squared - 0.00000347 * cubed
    moon = 306.0253 + 385.81691806 * nth + 0.0107306 * squared + 0.00001236 * cubed
    node = 21.2964 + 390.67050646 * nth - 0.0016528 * squared - 0.00000239 * cubed
    moved = (0.1734 - 0.000393 * century) * sin(radians(sun))
    moved += sum(much * sin(radians(a * sun + b * moon + c * node)) for much, a, b, c in _WAVES)
    slower = -0.000278 + 0.000265 * century + 0.000262 * squared
    return floor(mean + moved - slower + 0.5 + _HANOI)
