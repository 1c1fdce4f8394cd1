"""What a report counts: figures of one place and period, ready to be written down as JSON.

They are told by campaign/figures.py, like those of every page: until the last day of the period,
in the period, and in the period before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from storefront.campaign import baselines, figures, queries, targets
from storefront.campaign.figures import Figures
from storefront.campaign.indicators import Known
from storefront.campaign.models import Campaign, Target, TargetKind
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Geography, Scope
from storefront.facts.models import Indicator
from storefront.imports import queries as imports
from storefront.imports.queries import Elsewhere
from storefront.places.models import Level, Place
from storefront.reports.periods import Period

ANNEX: tuple[Indicator, ...] = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.SHOP_OPENED,
    Indicator.ACCOUNT_DECLARED,
    Indicator.PRODUCT_LISTED,
    Indicator.ORDER_PLACED,
    Indicator.REVENUE,
)
"""The columns by commune that the official forms have, of what is counted here."""
BY = Indicator.SHOP_OPENED
"""What communes are ranked by."""


def drawn_up(place: Place, period: Period, *, geography: Geography, today: date) -> dict[str, Any]:
    """All that is counted for a report, with where and as of when."""
    scope = queries.scope_of(place, until=min(period.last, today), geography=geography, today=today)
    campaign = queries.campaign_for(place)
    return {
        "place": _of_place(place),
        "period": {
            "code": period.code,
            "span": period.span.value,
            "number": period.number,
            "year": period.year,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
        },
        "geography": _of_geography(scope),
        "campaign": _of_campaign(campaign),
        "indicators": _indicators(
            _looked(scope, period), campaign, place, _undertaken(place, period.last)
        ),
        "communes": [] if place.level is Level.COMMUNE else _communes(scope, period),
    } | _elsewhere(scope)


def _elsewhere(scope: Scope) -> dict[str, Any]:
    """What other platforms say, in an annex of its own; reports without any are as they were."""
    told = imports.elsewhere(scope.place, until=scope.until)
    return {"elsewhere": [_of_source(it) for it in told]} if told else {}


def _of_source(it: Elsewhere) -> dict[str, Any]:
    sums = it.sums
    return {
        "platform": it.platform.value,
        "named": it.named,
        "since": it.since.isoformat() if it.since else None,
        "until": it.until.isoformat(),
        "shops": sums.shops,
        "products": sums.products,
        "orders": sums.orders,
        "revenue": sums.revenue.dong if sums.revenue is not None else None,
        "listed": sums.listed,
        "ours": sums.ours,
    }


@dataclass(frozen=True, slots=True)
class Looked:
    """Three looks at the same place."""

    total: Figures
    in_period: Figures
    before: Figures


def _looked(scope: Scope, period: Period) -> Looked:
    earlier = replace(scope, until=period.day_before)
    return Looked(
        figures.figures(scope),
        figures.figures(scope, since=period.first),
        figures.figures(earlier, since=period.before.first),
    )


def _indicators(
    looked: Looked, campaign: Campaign | None, place: Place, undertaken: Sequence[Target]
) -> list[dict[str, Any]]:
    return [
        {
            "indicator": it.value,
            "version": figure.definition.version,
            "total": figure.value,
            "in_period": looked.in_period[it].value,
            "before": looked.before[it].value,
            "held": figure.held,
            "why": figure.why if figure.value is None else None,
            "baseline": _baseline(it, campaign, place),
            "target": _goal(undertaken, it),
        }
        for it, figure in looked.total.items()
    ]


def _goal(undertaken: Sequence[Target], it: Known) -> int | None:
    """The number that is due next; other kinds of targets have no percentage."""
    return next((int(target.goal) for target in undertaken if target.indicator == it), None)


def _undertaken(place: Place, on: date) -> list[Target]:
    """Numbers still to be reached on a day, the one due first first."""
    return [
        it
        for it in targets.of_place(place)
        if it.kind is TargetKind.COUNT
        and on <= it.due_on
        and (it.dropped_on is None or on < it.dropped_on)
    ]


def _baseline(it: Known, campaign: Campaign | None, place: Place) -> dict[str, Any] | None:
    found = next(
        (one for one in baselines.of(campaign, place).values() if one.indicator == it), None
    )
    if found is None:
        return None
    return {"value": found.value, "on": found.on.isoformat(), "source": found.source}


def _communes(scope: Scope, period: Period) -> list[dict[str, Any]]:
    total = figures.by_commune(scope, ANNEX)
    in_period = figures.by_commune(scope, ANNEX, since=period.first)
    return [
        _commune(line, total[line.place.id], in_period[line.place.id])
        for line in ranked(queries.lines(scope, BY), BY)
    ]


def _commune(line: Line, total: Figures, in_period: Figures) -> dict[str, Any]:
    return _of_place(line.place) | {
        "rank": line.rank,
        "sums": {
            it.value: {"in_period": in_period[it].value, "total": total[it].value} for it in ANNEX
        },
    }


def _of_place(place: Place) -> dict[str, Any]:
    return {"code": place.code, "since": place.valid_from.isoformat(), "name": place.full_name}


def _of_geography(scope: Scope) -> dict[str, Any]:
    """Units by their names of a day; the newest of them says which reform they follow."""
    return {
        "as": scope.geography.value,
        "on": scope.today.isoformat(),
        "units": len(scope.communes),
        "since": max((it.valid_from for it in scope.communes), default=scope.today).isoformat(),
    }


def _of_campaign(campaign: Campaign | None) -> dict[str, Any] | None:
    if campaign is None:
        return None
    return {"name": campaign.name, "began_on": campaign.began_on.isoformat()}
