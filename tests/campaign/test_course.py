"""Targets as arithmetic: where one should stand, what it is called, and where the run ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from storefront.campaign.course import Course, Projection, State, projected

BEGAN, DUE = date(2026, 1, 1), date(2027, 1, 1)
HALFWAY = date(2026, 7, 2)


def a_course(*, began_at: int | None = 0, dropped_on: date | None = None) -> Course:
    at = None if began_at is None else Decimal(began_at)
    return Course(Decimal(730), BEGAN, DUE, at, dropped_on=dropped_on)


@pytest.mark.parametrize(
    ("value", "day", "state"),
    [
        (730, HALFWAY, State.MET),
        (364, HALFWAY, State.ON_COURSE),
        (363, HALFWAY, State.BEHIND),
        (729, DUE, State.BEHIND),
        (729, date(2027, 1, 2), State.NOT_MET),
        (730, date(2027, 1, 2), State.MET),
        (None, date(2027, 1, 2), State.NO_DATA),
    ],
)
def test_a_target_is_met_behind_or_missed(value: int | None, day: date, state: State) -> None:
    assert a_course().state(None if value is None else Decimal(value), day) is state


def test_what_was_given_up_is_neither_met_nor_missed() -> None:
    course = a_course(dropped_on=HALFWAY)

    assert course.state(Decimal(900), HALFWAY) is State.NOT_CARRIED_OUT
    assert course.state(Decimal(900), BEGAN) is State.MET


def test_where_nobody_knew_the_beginning_there_is_no_line() -> None:
    course = a_course(began_at=None)

    assert course.expected(HALFWAY) is None
    assert course.state(Decimal(1), HALFWAY) is State.ON_COURSE


def test_a_lower_rank_is_better() -> None:
    course = Course(Decimal(3), BEGAN, DUE, Decimal(21), less_is_better=True)

    assert course.expected(DUE) == 3
    assert course.state(Decimal(12), HALFWAY) is State.ON_COURSE
    assert course.state(Decimal(13), HALFWAY) is State.BEHIND
    assert course.state(Decimal(3), HALFWAY) is State.MET


def test_a_run_rate_says_how_little_it_knows() -> None:
    months = [10, 40, 10]

    told = projected(Decimal(100), months, day=date(2026, 1, 1), due_on=date(2027, 1, 1))

    assert told == Projection(Decimal(220), Decimal(340), Decimal(580))


@pytest.mark.parametrize("months", [[], [5], [5, 5]])
def test_from_two_months_nobody_can_tell(months: list[int]) -> None:
    assert projected(Decimal(9), months, day=BEGAN, due_on=DUE) is None
