"""How long goods bear an order without an answer: hours in which people are awake."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storefront import clock

WAKES, SLEEPS = 6, 21
"""Nobody is expected to answer outside these hours, and nobody is told."""
DAY = SLEEPS - WAKES
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Urgency(enum.StrEnum):
    FRESH = "fresh"
    """Keeps three days at most."""
    SOON = "soon"
    """Keeps two weeks."""
    LASTING = "lasting"
    """Keeps longer, or nobody has said."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Hours without an answer after which the team is told, and then the commune."""

    team: int
    commune: int


Table = Mapping[Urgency, Patience]

BEGINNING: Table = {
    Urgency.FRESH: Patience(2, 5),
    Urgency.SOON: Patience(4, 10),
    Urgency.LASTING: Patience(8, 16),
}
"""Until the province sets others."""


def of_goods(shelf_days: int | None) -> Urgency:
    """By what spoils first."""
    if shelf_days is None or shelf_days > 14:
        return Urgency.LASTING
    return Urgency.FRESH if shelf_days <= 3 else Urgency.SOON


def is_awake(at: datetime) -> bool:
    return WAKES <= clock.village_time(at).hour < SLEEPS


def waited(since: datetime, at: datetime) -> timedelta:
    """Of the time between, what people were awake."""
    return timedelta(hours=_awake_until(at) - _awake_until(since))


def _awake_until(moment: datetime) -> float:
    """Hours awake since long ago."""
    there = clock.village_time(moment)
    days = (there.date() - EPOCH.date()).days
    hour = there.hour + there.minute / 60 + there.second / 3600
    return days * DAY + min(max(hour - WAKES, 0), DAY)
