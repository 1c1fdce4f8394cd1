"""The growth page itself: headlines, funnel, trend, ranking and map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from flask_babel import gettext as _

from storefront.campaign import baselines as told_baselines
from storefront.campaign import drill, figures, headlines, indicators, queries, sums, unplaced
from storefront.campaign.indicators import Definition
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Scope, months_until
from storefront.facts.models import Indicator
from storefront.imports import queries as imports
from storefront.places.models import Place
from storefront.screening import audits
from storefront.screening.models import AuditSample
from storefront.web import charts, growth_told, import_words
from storefront.web.figures import compact
from storefront.web.filters import number
from storefront.web.growth_views import DEFINITIONS, frame

CHARTED = (
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
)
MONTHS = 24
SOME_LINES = 8
SOME_TEAMS = 3
ISLANDS = ("Hoàng Sa", "Trường Sa")


def report(scope: Scope, *, by: Indicator, counted_at: datetime | None) -> dict[str, Any]:
    """The whole growth page."""
    lines = ranked(queries.lines(scope, by), by)
    months = sums.by_month(scope, by)
    campaign = queries.campaign_for(scope.place)
    baselines = told_baselines.of(campaign, scope.place)
    totals = figures.add_up(line.totals for line in lines)
    told = queries.published(campaign) if campaign and baselines else ()
    return frame(scope, by=by) | {
        "campaign": campaign,
        "counted_at": counted_at,
        "audited": _audited(scope.place),
        "unplaced": unplaced.of(scope),
        "headlines": headlines.headlines(totals, baselines, on=scope.until),
        "funnel": [(DEFINITIONS[it], totals[it]) for it in indicators.FUNNEL],
        "waiting": totals[Indicator.SHOP_OPENED] - totals[Indicator.SHOP_READY],
        "waiting_teams": drill.waiting_teams(scope, limit=SOME_TEAMS),
        "lines": lines,
        "some": lines[:SOME_LINES],
        "unheard": [line.place for line in lines if not line.total(Indicator.SHOP_OPENED)],
        "trend": trend(
            months.get(by, {}),
            DEFINITIONS[by],
            scope.month,
            growth_told.value_of(baselines.get(by)),
        ),
        "charted": [DEFINITIONS[it] for it in CHARTED],
        "spots": spots(lines, by),
        "printed": growth_told.printed(told, baselines),
        "series": growth_told.series(told, baselines),
        "told": growth_told.by_day(told),
        "told_columns": growth_told.columns(),
        "elsewhere": imports.elsewhere(scope.place, until=scope.until),
        "words": import_words,
    }


def trend(
    months: dict[date, int], definition: Definition, last: date, baseline: int | None
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


def _audited(place: Place) -> tuple[AuditSample, audits.Rate] | None:
    """The last finished draw by lot, with its rate."""
    sample = audits.latest(place)
    return (sample, audits.rate(sample)) if sample else None


def spots(lines: Sequence[Line], by: Indicator) -> list[charts.Spot]:
    return charts.dots(
        [
            charts.Seen(
                name=line.place.name,
                lat=line.place.lat,
                lon=line.place.lon,
                value=line.total(by) if line.has_data else None,
                says=_said(line, by),
                is_always_named=line.place.name in ISLANDS,
            )
            for line in lines
            if line.place.lat is not None and line.place.lon is not None
        ]
    )


def _said(line: Line, by: Indicator) -> str:
    name = line.place.full_name
    if not line.has_data:
        return str(_("%(place)s: no data yet", place=name))
    return f"{name}: {number(line.total(by))}"


def spark(months: dict[date, int], last: date) -> str:
    return charts.sparkline([months.get(month, 0) for month in months_until(last, count=12)])
