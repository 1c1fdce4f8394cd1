"""When markets are held again, by dates that other people have published."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from storefront import lunar
from storefront.fairs.models import Repeats
from storefront.fairs.planning import days

KNOWN = [
    # The first day of Tết and the tenth of the third month, as the government announced them.
    (date(2025, 1, 29), 1),
    (date(2025, 4, 7), 10),
    (date(2026, 2, 17), 1),
    (date(2027, 2, 6), 1),
    # Where Hanoi's calendar and Beijing's part, from Hồ Ngọc Đức's page on its rules.
    (date(1968, 1, 29), 1),
    (date(1985, 1, 21), 1),
    (date(2007, 2, 17), 1),
    (date(2030, 2, 2), 1),
    # The second day of the second month that came twice in 2023.
    (date(2023, 3, 23), 2),
]


@pytest.mark.parametrize(("day", "said"), KNOWN)
def test_the_lunar_day_is_the_one_people_know(day: date, said: int) -> None:
    assert lunar.day_of(day) == said
    assert lunar.day_of(day - timedelta(days=1)) in ({29, 30} if said == 1 else {said - 1})


def test_lunar_months_have_29_or_30_days_and_no_day_is_left_out() -> None:
    first = date(2000, 1, 1)
    told = [lunar.day_of(first + timedelta(days=it)) for it in range(36_525)]

    pairs = set(itertools.pairwise(told))
    assert pairs - {(it, it + 1) for it in range(1, 30)} == {(29, 1), (30, 1)}


def test_a_market_of_every_fifth_lunar_day() -> None:
    """Kỳ Lừa is held on the 2nd, 7th, 12th, 17th, 22nd and 27th; a short month brings it sooner."""
    held = days(date(2026, 2, 18), Repeats.LUNAR, 8)

    assert [lunar.day_of(it) for it in held] == [2, 7, 12, 17, 22, 27, 2, 7]
    apart = {(b - a).days for a, b in itertools.pairwise(held)}
    assert apart <= {4, 5}


def test_a_market_of_the_thirtieth_is_left_out_where_a_month_has_none() -> None:
    held = days(date(2026, 1, 18), Repeats.LUNAR, 12)

    assert lunar.day_of(held[0]) == 30
    assert {lunar.day_of(it) for it in held} == {5, 10, 15, 20, 25, 30}


def test_weekly_monthly_and_once() -> None:
    sunday = date(2026, 11, 29)

    assert days(sunday, Repeats.ONCE, 9) == [sunday]
    assert days(sunday, Repeats.WEEKLY, 2) == [sunday, date(2026, 12, 6)]
    fifth = days(sunday, Repeats.MONTHLY, 3)
    assert fifth == [sunday, date(2027, 1, 31), date(2027, 5, 30)], "only months with five"
