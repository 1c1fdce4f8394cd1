"""What a report counts: whole sums of one place and period, ready to be written down as JSON.

The same sums as on the growth page, asked as of three days: the last one of the period, the one
before it began, and the one before the period before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storefront.campaign import queries, sums
from storefront.campaign.indicators import DEFINITIONS, definition
from storefront.campaign.models import Campaign
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Geography, Scope
from storefront.campaign.sums import Sum
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.reports.periods import Period

ANNEX = (
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

Sums = dict[int, dict[Indicator, Sum]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Three looks at the same communes."""

    last: Sums
    before: Sums
    """Until the day before the period."""
    earlier: Sums
    """Until the day before the period before it."""

    def line(self, commune_id: int, indicator: Indicator) -> tuple[int, int, int]:
        """In the period, in the one before it, and all together."""
        last, before, earlier = (
            _total(it, commune_id, indicator) for it in (self.last, self.before, self.earlier)
        )
        return last - before, before - earlier, last


def drawn_up(place: Place, period: Period, *, geography: Geography, today: date) -> dict[str, Any]:
    """All that is counted for a report, with where and as of when."""
    scope = _scope(place, period.last, geography, today)
    lines = ranked(queries.lines(scope, BY), BY)
    counted = _counted(scope, period)
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
        "indicators": [_indicator(it, lines, counted, campaign, scope) for it in _definitions()],
        "communes": [_commune(line, counted) for line in lines]
        if place.level is not Level.COMMUNE
        else [],
        "silent": sum(not line.has_data for line in lines),
    }


def _scope(place: Place, until: date, geography: Geography, today: date) -> Scope:
    return queries.scope_of(place, until=min(until, today), geography=geography, today=today)


def _counted(scope: Scope, period: Period) -> Counted:
    def until(day: date) -> Sums:
        earlier = Scope(scope.place, scope.communes, day, scope.geography, scope.today)
        return sums.by_commune(earlier, BY)

    return Counted(
        sums.by_commune(scope, BY), until(period.day_before), until(period.before.day_before)
    )


def _definitions() -> Sequence[Indicator]:
    return list(dict.fromkeys(it.indicator for it in DEFINITIONS))


def _indicator(
    indicator: Indicator,
    lines: Sequence[Line],
    counted: Counted,
    campaign: Campaign | None,
    scope: Scope,
) -> dict[str, Any]:
    parts = [counted.line(line.place.id, indicator) for line in lines]
    meaning = definition(indicator, on=scope.until)
    return {
        "indicator": indicator.value,
        "version": meaning.version,
        "in_period": sum(it[0] for it in parts),
        "before": sum(it[1] for it in parts),
        "total": sum(it[2] for it in parts),
        "baseline": _baseline(indicator, campaign, scope.place),
        "target": None,
    }


def _baseline(
    indicator: Indicator, campaign: Campaign | None, place: Place
) -> dict[str, Any] | None:
    """A province's baseline says nothing about one of its communes."""
    if campaign is None or campaign.place_id != place.id:
        return None
    found = next((it for it in campaign.baselines if it.indicator is indicator), None)
    if found is None:
        return None
    return {"value": found.value, "on": found.on.isoformat(), "source": found.source}


def _commune(line: Line, counted: Counted) -> dict[str, Any]:
    here = {it: counted.line(line.place.id, it) for it in ANNEX}
    return _of_place(line.place) | {
        "rank": line.rank,
        "has_data": line.has_data,
        "sums": {it.value: {"in_period": sum_[0], "total": sum_[2]} for it, sum_ in here.items()},
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


def _total(counted: Sums, commune_id: int, indicator: Indicator) -> int:
    found = counted.get(commune_id, {}).get(indicator)
    return found.total if found else 0
