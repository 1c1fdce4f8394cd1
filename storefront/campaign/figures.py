"""The one place where a figure is told: page, report, file and interface all ask here.

A figure is a value and, where it is a share, the whole it is a share of; both are sums, so that
places add up before anything is divided. What nobody can tell is missing, with the reason, and
never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from storefront.campaign import helped, indicators, spread, standing, sums, survival
from storefront.campaign.definition import Definition, Known, Measure
from storefront.campaign.definition import marked as _
from storefront.campaign.growth import percent_of
from storefront.campaign.scope import Scope
from storefront.facts.models import HELD, Indicator
from storefront.facts.windows import SURVIVAL

Totals = Mapping[Indicator, int]

NOTHING_COUNTED = _("Nothing has been counted here yet.")
ONLY_TOGETHER = _("Told for a whole place only: parts do not add up to it.")
NO_PERIOD = _("Told for a day, not for a period.")
NOT_KNOWN = _("Nobody has written it down here yet.")

EVERYTHING = tuple(dict.fromkeys(it.indicator for it in indicators.DEFINITIONS))


NO_COHORT = _("No shop has been open for that long.")

_IN_COHORTS = frozenset(SURVIVAL.values())
_SPREAD = frozenset({Measure.TOP_TEN, Measure.MEAN_REVENUE, Measure.MEDIAN_REVENUE})
_WORKED_OUT = {
    Measure.REVENUE_CASH: (Indicator.REVENUE, Indicator.REVENUE_CASHLESS),
    Measure.REVENUE_TRANSFER: (Indicator.REVENUE_CASHLESS, Indicator.REVENUE_GATEWAY),
}
"""One count less another."""


@dataclass(frozen=True, slots=True)
class Figure:
    definition: Definition
    value: int | None
    whole: int | None = None
    """What the value is a share of."""
    held: int = 0
    """Held out of the value while somebody looks at it."""
    why: str | None = None
    """Why there is no value, in words to be translated."""

    @property
    def share(self) -> Decimal | None:
        """In percent, one decimal, cut off."""
        if self.value is None or self.whole is None:
            return None
        return percent_of(self.value, self.whole)

    def __add__(self, other: Figure) -> Figure:
        """Of two places that do not overlap. What is unknown of one is unknown of both."""
        return replace(
            self,
            value=_both(self.value, other.value),
            whole=_both(self.whole, other.whole),
            held=self.held + other.held,
            why=self.why or other.why,
        )


Figures = dict[Known, Figure]


def figures(
    scope: Scope, wanted: Iterable[Known] = EVERYTHING, *, since: date | None = None
) -> Figures:
    """Of the whole place, until the scope's last day; or only of the days since one."""
    wanted = tuple(wanted)
    counted = _added(scope, since)
    asked = _asked(scope, wanted, since)
    return _told(wanted, scope.until, counted, asked, since)


def by_commune(
    scope: Scope, wanted: Iterable[Known] = EVERYTHING, *, since: date | None = None
) -> dict[int, Figures]:
    """The same for every commune of the scope, by its id."""
    wanted = tuple(wanted)
    counted = _by_commune(scope, since)
    asked = _asked_by_commune(scope, wanted, since)
    return {
        it: _told(wanted, scope.until, counted.get(it), asked.get(it, {}), since, is_part=True)
        for it in scope.commune_ids
    }


def add_up(communes: Iterable[Totals]) -> Counter[Indicator]:
    """Of several communes together."""
    together: Counter[Indicator] = Counter()
    for totals in communes:
        together.update(totals)
    return together


def _told(
    wanted: tuple[Known, ...],
    until: date,
    counted: Totals | None,
    asked: standing.Parts,
    since: date | None,
    *,
    is_part: bool = False,
) -> Figures:
    return {
        it: _figure(indicators.definition(it, on=until), counted, asked, since, is_part=is_part)
        for it in wanted
    }


def _figure(
    definition: Definition,
    counted: Totals | None,
    asked: standing.Parts,
    since: date | None,
    *,
    is_part: bool,
) -> Figure:
    indicator = definition.indicator
    if definition.why_not:
        return Figure(definition, None, why=definition.why_not)
    if indicator in _IN_COHORTS:
        return _of_register(definition, asked, NO_COHORT)
    if isinstance(indicator, Indicator) or indicator in _WORKED_OUT:
        if counted is None:
            return Figure(definition, None, why=NOTHING_COUNTED)
        whole, held = _whole(counted, definition), _held(counted, indicator)
        return Figure(definition, _counted(counted, indicator), whole, held)
    if since is not None and indicator not in helped.TURNS:
        return Figure(definition, None, why=NO_PERIOD)
    if is_part and not definition.is_additive:
        return Figure(definition, None, why=ONLY_TOGETHER)
    return _of_register(definition, asked, NOT_KNOWN)


def _of_register(definition: Definition, asked: standing.Parts, why_not: str) -> Figure:
    part = asked.get(definition.indicator)
    if part is None or part.value is None:
        return Figure(definition, None, why=why_not)
    return Figure(definition, part.value, part.whole)


def _asked(scope: Scope, wanted: tuple[Known, ...], since: date | None) -> standing.Parts:
    asked: dict[Known, standing.Part] = {}
    if _IN_COHORTS.intersection(wanted):
        asked |= survival.of_place(scope, since=since)
    if helped.TOLD.intersection(wanted):
        asked |= helped.of_place(scope, since=since)
    if since is None:
        asked |= standing.of_place(scope, _measures(wanted))
        if _SPREAD.intersection(wanted):
            asked |= spread.of_place(scope)
    return asked


def _asked_by_commune(
    scope: Scope, wanted: tuple[Known, ...], since: date | None
) -> dict[int, standing.Parts]:
    asked: dict[int, standing.Parts] = {}
    if since is None:
        asked |= standing.by_commune(scope, _measures(wanted))
    more = []
    if _IN_COHORTS.intersection(wanted):
        more.append(survival.by_commune(scope, since=since))
    if helped.TOLD.intersection(wanted):
        more.append(helped.by_commune(scope, since=since))
    for parts in more:
        for commune, found in parts.items():
            asked[commune] = {**asked.get(commune, {}), **found}
    return asked


def _counted(counted: Totals, indicator: Known) -> int:
    if isinstance(indicator, Indicator):
        return counted.get(indicator, 0)
    all_of_it, less = _WORKED_OUT[indicator]
    return counted.get(all_of_it, 0) - counted.get(less, 0)


def _held(counted: Totals, indicator: Known) -> int:
    return counted.get(HELD[indicator], 0) if isinstance(indicator, Indicator) else 0


def _whole(counted: Totals, definition: Definition) -> int | None:
    return None if definition.whole is None else _counted(counted, definition.whole)


def _added(scope: Scope, since: date | None) -> Totals | None:
    communes = _by_commune(scope, since)
    return add_up(communes.values()) if communes else None


def _by_commune(scope: Scope, since: date | None) -> dict[int, dict[Indicator, int]]:
    """Communes in which anything was ever counted."""
    until = _totals(scope)
    if since is None:
        return until
    before = _totals(replace(scope, until=since - timedelta(days=1)))
    return {
        commune: {it: total - before.get(commune, {}).get(it, 0) for it, total in totals.items()}
        for commune, totals in until.items()
    }


def _totals(scope: Scope) -> dict[int, dict[Indicator, int]]:
    counted = sums.by_commune(scope, Indicator.SHOP_OPENED)
    return {
        commune: {it: found.total for it, found in totals.items()}
        for commune, totals in counted.items()
        if any(found.total for found in totals.values())
    }


def _measures(wanted: tuple[Known, ...]) -> frozenset[Measure]:
    return frozenset(it for it in wanted if isinstance(it, Measure))


def _both(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
