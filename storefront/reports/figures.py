"""What a report counts: figures of one place and period, ready to be written down as JSON.

They are told by campaign/figures.py, like those of every page: until the last day of the period,
in the period, and in the period before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from storefront.campaign import baselines, figures, helped, queries, targets
from storefront.campaign.figures import Figures
from storefront.campaign.indicators import Known
from storefront.campaign.models import Campaign, Target, TargetKind
from storefront.campaign.ranking import Line, ranked
from storefront.campaign.scope import Geography, Scope
from storefront.facts.models import Indicator
from storefront.imports import queries as imports
from storefront.imports.queries import Elsewhere
from storefront.places.models import Level, Place
from storefront.places.queries import provinces
from storefront.reports import breakdown, undertaken
from storefront.reports.breakdown import Sums
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

FORM = 3
"""Of the content. Reports of an earlier form are read beside this one, and restated in their own.
2: targets of every kind, breakdowns, and what communes have undertaken themselves.
3: access points, and what was done there."""
ADDED = {3: frozenset(helped.TOLD)}
"""Lines that came with a form, by the names they have in the dictionary."""


def drawn_up(
    place: Place, period: Period, *, geography: Geography, today: date, form: int = FORM
) -> dict[str, Any]:
    """All that is counted for a report, with where and as of when."""
    said = _drawn_up(place, period, geography, today)
    if form < 3:
        said = _second_form(said)
    return _first_form(said) if form == 1 else said


def _second_form(said: dict[str, Any]) -> dict[str, Any]:
    lines = [it for it in said["indicators"] if it["indicator"] not in ADDED[3]]
    return said | {"form": 2, "indicators": lines}


def _first_form(said: dict[str, Any]) -> dict[str, Any]:
    communes = [
        {name: it for name, it in commune.items() if name != "own"} for commune in said["communes"]
    ]
    lines = [it | {"baseline": _first_baseline(it["baseline"])} for it in said["indicators"]]
    kept = {name: it for name, it in said.items() if name not in ("targets", "breakdowns")}
    return kept | {"form": 1, "communes": communes, "indicators": lines}


def _first_baseline(baseline: dict[str, Any] | None) -> dict[str, Any] | None:
    return baseline and {name: it for name, it in baseline.items() if name != "multiple"}


def _drawn_up(place: Place, period: Period, geography: Geography, today: date) -> dict[str, Any]:
    scope = queries.scope_of(place, until=min(period.last, today), geography=geography, today=today)
    campaign = queries.campaign_for(place, on=scope.until)
    looked = _looked(scope, period)
    communes = [] if place.level is Level.COMMUNE else _communes(scope, period)
    return {
        "form": FORM,
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
            looked, campaign, place, _due_next(targets.of_place(place), period.last)
        ),
        "targets": undertaken.listed(scope, period, looked.total),
        "communes": [_commune(it, campaign, period) for it in communes],
        "breakdowns": _breakdowns(scope, period, communes),
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


def _due_next(found: Sequence[Target], on: date) -> list[Target]:
    """Numbers still to be reached on a day, the one due first first."""
    return [
        it
        for it in found
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
    told = {"value": found.value, "on": found.on.isoformat(), "source": found.source}
    multiple = None if found.multiple is None else f"{found.multiple.normalize():f}"
    return told | {"multiple": multiple}


@dataclass(frozen=True, slots=True)
class Counted:
    """A commune with its figures."""

    line: Line
    total: Figures
    in_period: Figures
    undertaken: Sequence[Target]

    @property
    def sums(self) -> Sums | None:
        pairs = {it: (self.in_period[it].value, self.total[it].value) for it in ANNEX}
        heard = {
            it: (one, all_)
            for it, (one, all_) in pairs.items()
            if one is not None and all_ is not None
        }
        return heard or None


def _communes(scope: Scope, period: Period) -> list[Counted]:
    total = figures.by_commune(scope, ANNEX)
    in_period = figures.by_commune(scope, ANNEX, since=period.first)
    undertaken = targets.of_places(scope.commune_ids)
    return [
        Counted(it, total[it.place.id], in_period[it.place.id], undertaken.get(it.place.id, ()))
        for it in ranked(queries.lines(scope, BY), BY)
    ]


def _commune(it: Counted, campaign: Campaign | None, period: Period) -> dict[str, Any]:
    place = it.line.place
    due = _due_next(it.undertaken, period.last)
    own = {
        of.value: {"baseline": _baseline(of, campaign, place), "target": _goal(due, of)}
        for of in ANNEX
    }
    return _of_place(place) | {
        "rank": it.line.rank,
        "sums": {
            of.value: {"in_period": it.in_period[of].value, "total": it.total[of].value}
            for of in ANNEX
        },
        "own": {of: it for of, it in own.items() if any(it.values())},
    }


def _breakdowns(scope: Scope, period: Period, communes: Sequence[Counted]) -> list[dict[str, Any]]:
    """One level down where the communes do not say it already."""
    if scope.place.level is Level.COMMUNE:
        return breakdown.of_commune(scope, period, ANNEX)
    if scope.place.level is not Level.COUNTRY:
        return []
    names = {it.id: it for it in provinces(on=scope.today)}
    return breakdown.of_country([(it.line.place, it.sums) for it in communes], names, ANNEX)


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
