"""What a report is about: a place, a day, and one of two geographies."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storefront.places.models import Level, Place


class Geography(StrEnum):
    NOW = "now"
    """Communes as they are today: a household takes its history along."""
    THEN = "then"
    """Communes as they were on the day: what was counted stays where it was counted."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a scope that changes how it is asked about, and not only with what."""

    is_now: bool
    is_past: bool
    is_whole_months: bool
    is_wide: bool
    """Made of whole provinces."""


@dataclass(frozen=True)
class Scope:
    place: Place
    communes: Sequence[Place]
    until: date
    """The last day that counts."""
    geography: Geography
    today: date

    @property
    def commune_ids(self) -> list[int]:
        return [commune.id for commune in self.communes]

    @property
    def province_ids(self) -> list[int]:
        """Those it is made of; none where it is one commune."""
        if self.place.level is Level.COUNTRY:
            return sorted({commune.ids[1] for commune in self.communes})
        return [self.place.id] if self.place.level is Level.PROVINCE else []

    @property
    def month(self) -> date:
        """The first day of the last month."""
        return self.until.replace(day=1)

    @property
    def is_whole_months(self) -> bool:
        return self.until >= self.today or self.until == month_end(self.until)

    @property
    def is_now(self) -> bool:
        return self.geography is Geography.NOW

    @property
    def shape(self) -> Shape:
        is_wide = self.place.level in (Level.COUNTRY, Level.PROVINCE)
        return Shape(self.is_now, self.until < self.today, self.is_whole_months, is_wide)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_until(last: date, *, count: int) -> list[date]:
    """First days of so many months, the oldest first."""
    months = [last.replace(day=1)]
    while len(months) < count:
        months.append(month_before(months[-1]))
    return months[::-1]
