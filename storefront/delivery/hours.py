"""When a household hands goods over: its closed days, its hour, its holidays, how much a day bears.

Orders are taken on every day; what is closed only moves the day on which goods leave. Who does not
want orders at all stops selling (`shops.actions.pause`).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from storefront import clock

FURTHEST = 120
"""Days ahead in which an open day is looked for; holidays end before."""


class Wait(enum.StrEnum):
    """Why goods do not leave on the first day asked about."""

    HOUR = "hour"
    CLOSED = "closed"
    REST = "rest"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off, the last included."""

    first: date
    last: date
    reason: str = ""


NOTHING_YET: Mapping[date, int] = {}


@dataclass(frozen=True, slots=True)
class Hours:
    closed: frozenset[int] = frozenset()
    """Days of the week, Monday 0."""
    until: int | None = None
    """Ordered before this hour, it leaves on the same day."""
    a_day: int | None = None
    """How many parcels a day bears."""
    rests: Sequence[Rest] = field(default_factory=tuple)

    def rest_on(self, day: date) -> Rest | None:
        return next((it for it in self.rests if it.first <= day <= it.last), None)

    def calendar(
        self, at: datetime, taken: Mapping[date, int] = NOTHING_YET, *, ripe: date | None = None
    ) -> Calendar:
        """When what is ordered now can leave, and what stands in the way of leaving sooner.

        `taken`: how many parcels are promised for a day already. `ripe`: the day of the harvest.
        """
        village = clock.village_time(at)
        day, waits = max(village.date(), ripe or date.min), list[Wait]()
        for _ahead in range(FURTHEST):
            wait = self._against(day, village, taken)
            if wait is None:
                break
            waits.append(wait)
            day += timedelta(1)
        return Calendar(self, day, tuple(waits), taken)

    def against(self, day: date, taken: Mapping[date, int]) -> Wait | None:
        if self.rest_on(day):
            return Wait.REST
        if day.weekday() in self.closed:
            return Wait.CLOSED
        full = self.a_day is not None and taken.get(day, 0) >= self.a_day
        return Wait.FULL if full else None

    def _against(self, day: date, now: datetime, taken: Mapping[date, int]) -> Wait | None:
        late = self.until is not None and now.hour >= self.until
        return self.against(day, taken) or (Wait.HOUR if late and day == now.date() else None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which a household can hand over what is ordered at a moment."""

    hours: Hours
    first: date
    waits: Sequence[Wait]
    """What stood against each earlier day, from today."""
    taken: Mapping[date, int]

    def is_open(self, day: date) -> bool:
        return self.hours.against(day, self.taken) is None


ALWAYS = Hours()


def read(kept: Mapping[str, Any] | None) -> Hours:
    """As a shop keeps it."""
    if not kept:
        return ALWAYS
    rests = [
        Rest(date.fromisoformat(it["first"]), date.fromisoformat(it["last"]), it["reason"])
        for it in kept["rests"]
    ]
    return Hours(frozenset(kept["closed"]), kept["until"], kept["a_day"], tuple(rests))


def counts(kept: Mapping[str, Any] | None) -> bool:
    """Whether a day of this household bears only so many parcels."""
    return bool(kept and kept["a_day"])


def kept(hours: Hours) -> dict[str, Any]:
    """For a shop to keep."""
    rests = [
        {"first": it.first.isoformat(), "last": it.last.isoformat(), "reason": it.reason}
        for it in hours.rests
    ]
    return {
        "closed": sorted(hours.closed),
        "until": hours.until,
        "a_day": hours.a_day,
        "rests": rests,
    }
