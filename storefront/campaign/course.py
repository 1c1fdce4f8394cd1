"""Is a target on course? Arithmetic: numbers in, numbers out, no database."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

ENOUGH_MONTHS = 3
"""From fewer, a run-rate says more about chance than about the run."""


class State(enum.StrEnum):
    MET = "met"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    NOT_MET = "not_met"
    NOT_CARRIED_OUT = "not_carried_out"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Course:
    """From where it began, in a straight line, to the goal on the day it is due."""

    goal: Decimal
    began_on: date
    due_on: date
    began_at: Decimal | None = None
    less_is_better: bool = False
    dropped_on: date | None = None

    def expected(self, day: date) -> Decimal | None:
        """Where it should stand on the day; before it began, nobody had undertaken anything."""
        if self.began_at is None or self.due_on <= self.began_on or day < self.began_on:
            return None
        gone = min((day - self.began_on).days, self.length)
        return self.began_at + (self.goal - self.began_at) * gone / self.length

    @property
    def length(self) -> int:
        return (self.due_on - self.began_on).days

    def state(self, value: Decimal | None, day: date) -> State:
        if self.dropped_on and self.dropped_on <= day:
            return State.NOT_CARRIED_OUT
        if value is None:
            return State.NO_DATA
        if self._reaches(value, self.goal):
            return State.MET
        if day > self.due_on:
            return State.NOT_MET
        expected = self.expected(day)
        return (
            State.ON_COURSE if expected is None or self._reaches(value, expected) else State.BEHIND
        )

    def _reaches(self, value: Decimal, line: Decimal) -> bool:
        return value <= line if self.less_is_better else value >= line


@dataclass(frozen=True, slots=True)
class Projection:
    """Where it will be when due, if every month still to come is like one that has been."""

    low: Decimal
    middle: Decimal
    high: Decimal


def projected(
    value: Decimal, months: Sequence[int], *, day: date, due_on: date
) -> Projection | None:
    """From whole months, the oldest first. The range is honest: as if all the rest were like the
    worst month, and like the best."""
    if len(months) < ENOUGH_MONTHS or due_on <= day:
        return None
    left = Decimal((due_on - day).days) * 12 / 365
    mean = Decimal(sum(months)) / len(months)
    low, middle, high = (
        (value + rate * left).quantize(Decimal(1), ROUND_DOWN)
        for rate in (Decimal(min(months)), mean, Decimal(max(months)))
    )
    return Projection(low, middle, high)
