"""Weeks, months, quarters and years as officials count them. No database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storefront.campaign.scope import month_end

EARLIEST = date(2000, 1, 1)
_ONE_DAY = timedelta(days=1)


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    span: Span
    first: date
    last: date

    @property
    def code(self) -> str:
        """As in addresses: 2026-w43, 2026-10, 2026-q3, 2026."""
        if self.span is Span.WEEK:
            year, week, _day = self.first.isocalendar()
            return f"{year}-w{week:02}"
        if self.span is Span.MONTH:
            return f"{self.first:%Y-%m}"
        if self.span is Span.QUARTER:
            return f"{self.first.year}-q{self.number}"
        return str(self.first.year)

    @property
    def number(self) -> int:
        """Which week, month or quarter of its year."""
        if self.span is Span.WEEK:
            return self.first.isocalendar().week
        return {Span.QUARTER: (self.first.month + 2) // 3, Span.YEAR: 1}.get(
            self.span, self.first.month
        )

    @property
    def year(self) -> int:
        return self.first.isocalendar().year if self.span is Span.WEEK else self.first.year

    @property
    def before(self) -> Period:
        return period_of(self.span, self.first - _ONE_DAY)

    @property
    def day_before(self) -> date:
        return self.first - _ONE_DAY

    def is_over(self, *, today: date) -> bool:
        return self.last < today


def period_of(span: Span, day: date) -> Period:
    """The period in which a day lies."""
    if span is Span.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(span, monday, monday + timedelta(days=6))
    if span is Span.MONTH:
        return Period(span, day.replace(day=1), month_end(day))
    if span is Span.QUARTER:
        first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        return Period(span, first, month_end(first.replace(month=first.month + 2)))
    return Period(span, date(day.year, 1, 1), date(day.year, 12, 31))


_CODE = re.compile(r"(20\d\d)(?:-(?:w(?P<week>\d\d)|q(?P<quarter>[1-4])|(?P<month>\d\d)))?")


def named(code: str) -> Period | None:
    """The period of a code, if there is one."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year = int(found[1])
    try:
        if found["week"]:
            return period_of(Span.WEEK, date.fromisocalendar(year, int(found["week"]), 1))
        if found["quarter"]:
            return period_of(Span.QUARTER, date(year, int(found["quarter"]) * 3, 1))
        if found["month"]:
            return period_of(Span.MONTH, date(year, int(found["month"]), 1))
    except ValueError:
        return None
    return period_of(Span.YEAR, date(year, 1, 1))


def latest(span: Span, *, today: date, count: int) -> list[Period]:
    """The period under way and those before it, the newest first."""
    found = [period_of(span, today)]
    while len(found) < count:
        found.append(found[-1].before)
    return found
