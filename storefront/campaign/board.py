"""What a live board shows of a place at this moment, and nothing about anybody in particular."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import not_, select

from storefront.campaign import baselines, figures, headlines, indicators, queries, sums
from storefront.campaign.headlines import Headline
from storefront.campaign.parts import COMMUNES, UNTIL
from storefront.campaign.queries import Pulse
from storefront.campaign.scope import Geography, Scope
from storefront.db import session
from storefront.facts.models import HELD, Fact, Indicator
from storefront.facts.restating import MOVED
from storefront.places.models import Level, Place

TODAY = (Indicator.ORDER_PLACED, Indicator.REVENUE, Indicator.SHOP_OPENED)
"""What is told of the day by itself."""
TREND = Indicator.ORDER_PLACED
DAYS = 14
EVENTS = 5
FEWEST = 5
"""Where fewer have done it, a commune's name beside a moment could be somebody's."""
HAPPENINGS = (
    Indicator.SHOP_OPENED,
    Indicator.PRODUCT_LISTED,
    Indicator.ORDER_PLACED,
    Indicator.ACCOUNT_RECEIVED,
)


@dataclass(frozen=True, slots=True)
class Event:
    indicator: Indicator
    at: datetime
    commune: str | None
    """Nothing where a name would say too much, or says nothing new."""


@dataclass(frozen=True, slots=True)
class Board:
    scope: Scope
    beat: Pulse
    """How the facts stood when the figures were asked for: newer ones move it."""
    headlines: list[Headline]
    today: dict[Indicator, int]
    days: list[tuple[date, int]]
    """Orders, day by day; the last is today."""
    events: list[Event]


def scope_of(place: Place, *, today: date) -> Scope:
    """A board is about today, and about communes as they are."""
    return queries.scope_of(place, until=today, geography=Geography.NOW, today=today)


def board(scope: Scope) -> Board:
    """All figures come from one statement, so that they are of one moment."""
    beat = queries.pulse()
    first = scope.until - timedelta(days=DAYS - 1)
    counted = sums.lately(scope, first, _WANTED)
    totals = figures.add_up(counted.by_commune.values())
    told = baselines.of(queries.campaign_for(scope.place, on=scope.until), scope.place)
    days = [first + timedelta(days=nth) for nth in range(DAYS)]
    return Board(
        scope,
        beat,
        headlines.headlines(totals, told, on=scope.until),
        {it: counted.on(scope.until, it) for it in TODAY},
        [(day, counted.on(day, TREND)) for day in days],
        _events(scope, counted),
    )


_WANTED = tuple(
    dict.fromkeys(
        (
            *indicators.HEADLINES,
            *(HELD[it] for it in indicators.HEADLINES),
            Indicator.HELD_ORDER_PLACED,
            *TODAY,
            *HAPPENINGS,
        )
    )
)


def _events(scope: Scope, counted: sums.Lately) -> list[Event]:
    is_one = scope.place.level is Level.COMMUNE
    names = {it.id: it.full_name for it in scope.communes}
    return [
        Event(
            row.indicator,
            row.written_at,
            names.get(row.commune_id) if not is_one and _is_named(counted, row) else None,
        )
        for row in session.execute(_NEWEST, sums.given(scope))
    ]


def _is_named(counted: sums.Lately, row: Any) -> bool:
    return counted.by_commune.get(row.commune_id, Counter())[row.indicator] >= FEWEST


_NEWEST = (
    select(Fact.indicator, Fact.written_at, Fact.commune_id)
    .where(
        Fact.commune_id.in_(COMMUNES),
        Fact.indicator.in_(HAPPENINGS),
        Fact.day == UNTIL,
        Fact.amount > 0,
        not_(Fact.cause.startswith("aside:")),
        not_(Fact.cause.startswith(MOVED)),
    )
    .order_by(Fact.written_at.desc(), Fact.id.desc())
    .limit(EVENTS)
)
"""Of today. What was set aside, went back or went over did not happen anew."""
