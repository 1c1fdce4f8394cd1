"""When a parcel can leave and when it arrives, and whether the goods bear it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from storefront.shops.freshness import Perishable, keeps, may_leave

SATURDAY = 5
FURTHEST = 7
"""Days ahead in which a day to leave is looked for."""


def leaves_on(
    goods: Perishable,
    first: date,
    *,
    days: int | None,
    rests: bool,
    is_open: Callable[[date], bool] = bool,
) -> date | None:
    """The first day on which goods can leave and still arrive fresh; nothing when none does.

    `rests`: the carrier does not move on Saturdays and Sundays. `is_open`: the household hands
    goods over on that day.
    """
    for ahead in range(FURTHEST + 1):
        day = first + timedelta(ahead)
        if not is_open(day) or (rests and not may_leave(goods, on=day)):
            continue
        if days is None or keeps(goods, (arrives(day, days, rests=rests) - day).days):
            return day
    return None


def arrives(leaves: date, days: int, *, rests: bool) -> date:
    day = leaves
    while days:
        day += timedelta(1)
        if not (rests and day.weekday() >= SATURDAY):
            days -= 1
    return day
