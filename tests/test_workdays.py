"""On which days the market's people work, and how many lie between."""

from datetime import date

import pytest

from storefront import workdays


@pytest.mark.parametrize(
    ("day", "many", "then"),
    [
        (date(2026, 11, 18), 1, date(2026, 11, 19)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 23), 1, date(2026, 11, 25)),  # over the Day of Culture
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (date(2026, 8, 28), 2, date(2026, 9, 4)),  # over a bridge day and two of the nation
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # not even one, and it is Saturday
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_the_next_working_day(day: date, many: int, then: date) -> None:
    assert workdays.after(day, many) == then


def test_between_counts_what_after_needs() -> None:
    friday, wednesday = date(2026, 11, 20), date(2026, 11, 25)

    assert workdays.between(friday, wednesday) == 2
    assert workdays.after(friday, 2) == wednesday
    assert workdays.between(wednesday, friday) == 0


def test_every_holiday_is_a_weekday_and_says_why() -> None:
    assert all(day.weekday() < 5 and name for day, name in workdays.holidays().items())
