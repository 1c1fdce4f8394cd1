"""The growth page itself: headlines, funnel, trend, ranking and map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from flask_babel import gettext as _

from storefront.campaign import baselines as told_baselines
from storefront.campaign import (
    drill,
    headlines,
    indicators,
    queries,
    sums,
    survival,
    telling,
    unplaced,
)
from storefront.campaign.hiding import Cell, Hidden
from storefront.campaign.indicators import Definition
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Scope, months_until
from storefront.campaign.telling import Told
from storefront.facts.models import HELD, Indicator
from storefront.imports import queries as imports
from storefront.imports.apportioning import apportioned
from storefront.places.models import Level, Place
from storefront.screening import audits
from storefront.screening.models import AuditSample
from storefront.web import charts, growth_bases, growth_told, import_words, maps
from storefront.web.figures import amount, compact
from storefront.web.growth_views import DEFINITIONS, frame, in_order, who_knows
from storefront.web.maps import Map

CHARTED = (
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
)
MONTHS = 24
SOME_LINES = 8
SOME_TEAMS = 3
_OF_A_COMMUNE = (
    *indicators.HEADLINES,
    *(HELD[it] for it in indicators.HEADLINES),
    Indicator.HELD_ORDER_PLACED,
    *indicators.FUNNEL,
    Indicator.BUYER_NEW,
    Indicator.BUYER_REPEAT,
)
"""What its page tells of a commune by itself."""
At = Callable[..., str]
"""The address of a page about a place."""


def report(
    scope: Scope, *, by: Indicator, bases: Collection[int] = (), counted_at: datetime | None
) -> dict[str, Any]:
    """The whole growth page. `bases` are baselines chosen instead of the campaign's own."""
    counted = ranked(queries.lines(scope, by), by)
    months = sums.by_month(scope, *dict.fromkeys((by, Indicator.SHOP_OPENED, Indicator.SURVIVED_3)))
    campaign = queries.campaign_for(scope.place, on=scope.until)
    own = told_baselines.of(campaign, scope.place)
    baselines = told_baselines.chosen(campaign, scope.place, bases)
    knows, is_one = who_knows(), scope.place.level is Level.COMMUNE
    only = tuple(dict.fromkeys((*telling.HIDES, by, *(_OF_A_COMMUNE if is_one else ()))))
    cells = telling.lines(scope, counted, knows=knows, only=only)
    lines = in_order(counted, cells, by)
    whole = telling.whole(scope, lines, cells, knows=knows)
    totals = Counter({it: cell for it, cell in whole.cells.items() if isinstance(cell, int)})
    is_away = is_one and not knows(scope.place)
    told = queries.published(campaign) if campaign and baselines else ()
    return frame(scope, by=by) | {
        "campaign": campaign,
        "counted_at": counted_at,
        "audited": _audited(scope.place),
        "unplaced": unplaced.of(scope),
        "settling": unplaced.settling(scope),
        "headlines": headlines.headlines(totals, baselines, on=scope.until),
        "choices": growth_bases.choices(
            told_baselines.all_of(campaign, scope.place), baselines, own
        ),
        "is_own": baselines == own,
        "cells": cells,
        "whole": whole,
        "funnel": [(DEFINITIONS[it], whole.of(it)) for it in indicators.FUNNEL],
        "afterwards": _afterwards(scope, totals, months) if not is_away else [],
        "waiting": whole.waiting,
        "known_codes": {it.code for it in scope.communes if knows(it)},
        "waiting_teams": drill.waiting_teams(scope, limit=SOME_TEAMS),
        "lines": lines,
        "some": lines[:SOME_LINES],
        "unheard": [line.place for line in lines if not line.total(Indicator.SHOP_OPENED)],
        "is_untold": bool(telling.untold_of(scope, (by,), knows=knows)),
        "trend": trend(
            months.get(by, {}),
            DEFINITIONS[by],
            scope.month,
            growth_told.value_of(baselines.get(by)),
        ),
        "charted": [DEFINITIONS[it] for it in CHARTED],
        "map": on_the_map(scope, lines, cells, by),
        "printed": growth_told.printed(told, own),
        "series": growth_told.series(told, own),
        "told": growth_told.by_day(told),
        "told_columns": growth_told.columns(),
        "elsewhere": imports.elsewhere(scope.place, until=scope.until),
        "apportioned": apportioned(scope.place, until=scope.until, on=scope.today),
        "words": import_words,
    }


def trend(
    months: Mapping[date, int], definition: Definition, last: date, baseline: int | None
) -> dict[str, Any]:
    """Month by month: flows as bars, what has been reached so far as a line."""
    shown = months_until(last, count=MONTHS)
    amounts = [months.get(month, 0) for month in shown]
    if not definition.is_flow:
        earlier = sum(amount for month, amount in months.items() if month < shown[0])
        amounts = list(accumulate(amounts, initial=earlier))[1:]
    values = [
        charts.Value(month, f"{month.month}/{month:%y}", amount)
        for month, amount in zip(shown, amounts, strict=True)
    ]
    return {
        "values": values,
        "is_flow": definition.is_flow,
        "baseline": baseline,
        "sheets": [
            charts.bars(values, words=compact, sheet=sheet)
            if definition.is_flow
            else charts.line(values, words=compact, baseline=baseline, sheet=sheet)
            for sheet in (charts.WIDE, charts.SLIM)
        ],
    }


def _afterwards(
    scope: Scope, totals: Mapping[Indicator, int], months: sums.Months
) -> list[tuple[Definition, int, int, str]]:
    """Whether money arrives, and shops last: each of a whole of its own, by its name."""
    alive = survival.pooled(months, scope.until).get(Indicator.SURVIVED_3)
    received, declared = Indicator.ACCOUNT_RECEIVED, Indicator.ACCOUNT_DECLARED
    told = [(received, totals[received], totals[declared], DEFINITIONS[declared].name)]
    if alive and alive.value is not None:
        whole = DEFINITIONS[Indicator.SURVIVED_3].denominator or ""
        told.append((Indicator.SURVIVED_3, alive.value, alive.whole or 0, whole))
    return [(DEFINITIONS[it], value, whole, name) for it, value, whole, name in told if whole]


def _audited(place: Place) -> tuple[AuditSample, audits.Rate] | None:
    """The last finished draw by lot, with its rate."""
    sample = audits.latest(place)
    return (sample, audits.rate(sample)) if sample else None


def on_the_map(
    scope: Scope,
    lines: Sequence[Line],
    cells: Mapping[int, Told],
    by: Indicator,
    *,
    at: At | None = None,
) -> Map:
    """Communes at their centres; of the country, provinces, each the sum of its communes."""
    if scope.place.level is Level.COUNTRY:
        return maps.drawn(_provinces(lines, by, at), code=maps.COUNTRY)
    seen = [
        _seen(it.place, cells[it.place.id].of(by) if it.has_data else None, by, at) for it in lines
    ]
    outline = scope.place.code if scope.place.stood_on(scope.today) else None
    return maps.drawn([it for it in seen if it], code=outline)


def _provinces(lines: Sequence[Line], by: Indicator, at: At | None) -> list[maps.Seen]:
    together: dict[int, int | None] = {}
    for line in lines:
        inside = line.place.ids[1]
        known = together.setdefault(inside, None)
        if line.has_data:
            together[inside] = (known or 0) + line.total(by)
    places = queries.places_of(together)
    return [it for place in places if (it := _seen(place, together[place.id], by, at))]


def _seen(place: Place, cell: Cell, by: Indicator, at: At | None) -> maps.Seen | None:
    """Nothing of a place whose position nobody has written down. What may not be told is drawn as
    small as can be, whatever it is."""
    if place.lat is None or place.lon is None:
        return None
    name = place.full_name
    says = (
        str(_("%(place)s: no data yet", place=name))
        if cell is None
        else f"{name}: {amount(cell, DEFINITIONS[by].unit)}"
    )
    href = at("growth.show", place=place) if at else ""
    is_told = not isinstance(cell, Hidden)
    value = 1 if isinstance(cell, Hidden) else cell
    return maps.Seen(place.name, place.lat, place.lon, value, says, href, is_told)


def spark(months: Mapping[date, int], last: date) -> str:
    return charts.sparkline([months.get(month, 0) for month in months_until(last, count=12)])
