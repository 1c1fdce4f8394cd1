"""On which days a market is held again. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from storefront import lunar
from storefront.fairs.models import Repeats

A_DAY = timedelta(days=1)
MOST = 12
"""So many days are planned at once."""
_EVERY_FIFTH = 5


def days(first: date, repeats: Repeats, many: int) -> list[date]:
    """The first, and those that follow it."""
    if repeats is Repeats.ONCE:
        return [first]
    found, day = [first], first
    while len(found) < min(many, MOST):
        day += A_DAY
        if _is_one(day, first, repeats):
            found.append(day)
    return found


def _is_one(day: date, first: date, repeats: Repeats) -> bool:
    if repeats is Repeats.LUNAR:
        return lunar.day_of(day) % _EVERY_FIFTH == lunar.day_of(first) % _EVERY_FIFTH
    is_weekday = day.weekday() == first.weekday()
    if repeats is Repeats.WEEKLY:
        return is_weekday
    return is_weekday and (day.day - 1) // 7 == (first.day - 1) // 7
