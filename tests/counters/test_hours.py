"""Hours as people write them, and whether somebody is there now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from storefront.counters import hours
from storefront.counters.hours import BadHours

MORNING, AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17))
WEEK = hours.kept([[MORNING, AFTERNOON]] * 5 + [[MORNING], []])
SATURDAY = date(2026, 8, 22)


def at(hour: int, minute: int = 0, *, day: date = SATURDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 7, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("", []),
        ("7:30-11:30, 13:30-17:00", [MORNING, AFTERNOON]),
        ("7h30 – 11h30; 13h30 đến 17h", [MORNING, AFTERNOON]),
        ("7.30-11.30 và 13.30-17", [MORNING, AFTERNOON]),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, means: list[hours.Span]) -> None:
    assert hours.read(words) == means


@pytest.mark.parametrize(
    "words", ["sáng", "11:30-7:30", "7:30-25:00", "13:30-17:00, 7:30-11:30", "7-11, 10-12", "7:30"]
)
def test_what_is_no_hours_is_refused(words: str) -> None:
    with pytest.raises(BadHours):
        hours.read(words)


def test_what_is_kept_is_read_again() -> None:
    assert hours.on(WEEK, 5) == [MORNING]
    assert hours.written(hours.on(WEEK, 0)) == "07:30-11:30, 13:30-17:00"
    assert hours.on(WEEK, 6) == []


def test_open_from_the_first_minute_and_no_longer_than_the_last() -> None:
    assert not hours.is_open(WEEK, at(7, 29))
    assert hours.is_open(WEEK, at(7, 30))
    assert hours.is_open(WEEK, at(11, 29))
    assert not hours.is_open(WEEK, at(11, 30))


def test_it_opens_next_on_the_day_after_what_is_closed() -> None:
    assert hours.opens_next(WEEK, at(7)) == (SATURDAY, time(7, 30))
    assert hours.opens_next(WEEK, at(12)) == (date(2026, 8, 24), time(7, 30))
    assert hours.opens_next({}, at(12)) is None


def test_on_the_country_s_holidays_it_is_closed() -> None:
    independence = date(2026, 9, 2)
    assert not hours.is_open(WEEK, at(9, day=independence))
