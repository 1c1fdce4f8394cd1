"""What one reader may be told of communes and teams: exact where they work, elsewhere by the rule
of small cells (hiding). Pages, files, charts and the public figures all ask here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, func, select, union_all

from storefront.campaign import drill, hiding, queries, sums
from storefront.campaign.hiding import Cell, Hidden
from storefront.campaign.models import Apart, HouseholdFold
from storefront.campaign.ranking import Line
from storefront.campaign.remembering import remembered, remembering
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Geography, Scope, Shape
from storefront.db import session
from storefront.facts.models import HELD, Indicator
from storefront.numbers import numbers
from storefront.places.models import Level, Place
from storefront.shops.models import Household

Knows = Callable[[Place], bool]
"""Whether the reader works at a place, and so may know its households."""
Cells = dict[Indicator, Cell]

REVENUE = (Indicator.REVENUE, HELD[Indicator.REVENUE])
PARTS = tuple(
    it
    for part in (Indicator.REVENUE_CASHLESS, Indicator.REVENUE_GATEWAY)
    for it in (part, HELD[part])
)
MONEY = (*REVENUE, *PARTS)
AT_STALLS = tuple(
    it
    for takings in (Indicator.MARKET_TAKINGS, Indicator.MARKET_CASHLESS)
    for it in (takings, HELD[takings])
)
"""How few households stood at a market nobody has counted: never told outside their commune."""
HIDES = (Indicator.SHOP_OPENED, Indicator.SHOP_READY, Indicator.ACCOUNT_RECEIVED)
"""By these it is known what else may not be told."""


@dataclass(frozen=True, slots=True)
class Told:
    """Of one commune or team."""

    cells: Cells
    waiting: Cell

    def of(self, indicator: Indicator) -> Cell:
        return self.cells.get(indicator, 0)


UNTOLD = Told(dict.fromkeys(Indicator, Hidden.WITH_IT), Hidden.WITH_IT)
"""Of a day that ends no month: two days in a row would tell what one household did."""


def lines(
    scope: Scope, some: Sequence[Line], *, knows: Knows, only: tuple[Indicator, ...] = ()
) -> dict[int, Told]:
    """By commune, for the lines of a scope. Of a commune seen from outside, its neighbours are
    asked for as well: what is hidden of it must be hidden on its own page. `only`: what is to be
    told if not everything, with all of HIDES among it."""
    if all(knows(line.place) for line in some):
        return {line.place.id: _exact(line.totals) for line in some}
    if not scope.is_whole_months:
        return {it.place.id: _exact(it.totals) if knows(it.place) else UNTOLD for it in some}
    told: dict[int, Told] = {}
    if scope.place.level is Level.COMMUNE:
        told[scope.place.id] = Told({}, 0)  # one that is gone has no neighbours today, and nothing
        scope = _around(scope)
        some = _neighbours(scope)
    for group in _provinces(scope, some).values():
        told |= _of_province(scope, group, only)
    exact = {line.place.id: _exact(line.totals) for line in some if knows(line.place)}
    return told | exact


def whole(scope: Scope, some: Sequence[Line], told: Mapping[int, Told], *, knows: Knows) -> Told:
    """Of the scope's own place: a commune as it is among its neighbours, anything wider in full."""
    if scope.place.level is Level.COMMUNE and not knows(scope.place):
        return told.get(scope.place.id, Told({}, None))
    totals: dict[Indicator, int] = {}
    for line in some:
        for it, counted in line.sums.items():
            totals[it] = totals.get(it, 0) + counted.total
    return _exact(totals)


def teams(
    scope: Scope,
    rows: Sequence[Any],
    *,
    knows: Knows,
    only: tuple[Indicator, ...] = drill.BY_TEAM,
) -> dict[int, Told]:
    """By team, for teams of a scope. Those of one commune add up to it, so that all of them are
    asked for. `only`: what is to be told, with all of HIDES among it."""
    now = queries.communes_in(scope.place, Geography.NOW, scope.today)
    here = {row.commune_code for row in rows}
    away = [commune for commune in now if commune.code in here and not knows(commune)]
    told = {row.team_id: _exact(_of_team(row, only)) for row in rows}
    if not away:
        return told
    every = _every_team(replace(scope, communes=away), only)
    above = _as_neighbours_see(scope, only, knows=knows)
    for commune in away:
        told |= {
            team_id: _within(cell, above.get(commune.id))
            for team_id, cell in every.get(commune.code, {}).items()
            if team_id in told
        }
    return told


@remembered
def _every_team(scope: Scope, only: tuple[Indicator, ...]) -> dict[str, dict[int, Told]]:
    """Of these communes, by their code: all their teams, as they may be told outside."""
    every = drill.unnamed_teams(scope, only)
    wants_money = any(it in MONEY for it in only)
    with_money = _teams_with_money([row.team_id for row in every]) if wants_money else {}
    told: dict[str, dict[int, Told]] = {}
    for code, group in _by_commune(every).items():
        households = [with_money.get(row.team_id, 0) for row in group]
        cells = column([_of_team(row, only) for row in group], households)
        told[code] = dict(zip((row.team_id for row in group), cells, strict=True))
    return told


def _by_commune(teams: Iterable[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in teams:
        groups[row.commune_code].append(row)
    return groups


def _as_neighbours_see(
    scope: Scope, only: tuple[Indicator, ...], *, knows: Knows
) -> dict[int, Told]:
    """The communes around, to this day: sums of teams have no other."""
    now = replace(scope, geography=Geography.NOW, until=scope.today)
    now = replace(now, communes=queries.communes_in(scope.place, now.geography, now.today))
    return lines(now, _neighbours(now), knows=knows, only=only)


def _neighbours(scope: Scope) -> list[Line]:
    """Every commune of the scope with its sums; nobody asks who answers for it."""
    counted = sums.by_commune(scope, Indicator.SHOP_OPENED)
    here = (it for it in scope.communes if scope.is_now or it.id in counted)
    return [Line(it, counted.get(it.id, {})) for it in here]


def _within(team: Told, commune: Told | None) -> Told:
    """What is not told of a commune is not told of its teams: they would add up to it."""
    if commune is None:
        return team
    cells: Cells = {
        it: Hidden.WITH_IT if isinstance(commune.of(it), Hidden) else cell
        for it, cell in team.cells.items()
    }
    waits = Hidden.WITH_IT if isinstance(commune.waiting, Hidden) else team.waiting
    return Told(cells, waits)


def _of_team(row: Any, only: tuple[Indicator, ...]) -> dict[Indicator, int]:
    return {it: getattr(row, it) for it in only}


def _teams_with_money(teams: Sequence[int]) -> dict[int, int]:
    # `+ 0` has SQLite begin with the sums: there are fewer of them than households.
    of_these = (Household.team_id + 0).in_(numbers("teams"))
    wanted = (
        select(Household.team_id, func.count(HouseholdFold.household_id.distinct()))
        .join(Household, Household.id == HouseholdFold.household_id)
        .where(of_these, HouseholdFold.amount != 0)
        .group_by(Household.team_id)
    )
    rows = session.execute(wanted, {"teams": json.dumps(list(teams))})
    return {team or 0: many for team, many in rows}


def column(totals: Sequence[Mapping[Indicator, int]], households: Sequence[int]) -> list[Told]:
    """Of places that add up to one the reader knows. `households`: how many each has with money."""
    opened = [it.get(Indicator.SHOP_OPENED, 0) for it in totals]
    few = {nth for nth, shops in enumerate(opened) if 0 < shops < hiding.FEWEST}
    waiting = hiding.counts([_waiting(it) for it in totals], few=few)
    gaps = {nth for nth, cell in enumerate(waiting) if isinstance(cell, Hidden)}
    known = sorted({indicator for it in totals for indicator in it})
    columns: dict[Indicator, list[Cell]] = {}
    for indicator in known:
        values = [it.get(indicator, 0) for it in totals]
        if indicator in AT_STALLS:
            columns[indicator] = [Hidden.WITH_IT if value else value for value in values]
        elif indicator in REVENUE:
            columns[indicator] = hiding.money(values, households)
        elif indicator not in PARTS:
            aside = gaps if indicator is Indicator.SHOP_READY else set()
            columns[indicator] = hiding.counts(values, few=few | aside)
    for indicator in PARTS:
        if indicator in known:
            received = [it.get(Indicator.ACCOUNT_RECEIVED, 0) for it in totals]
            least = [min(pair) for pair in zip(received, households, strict=True)]
            columns[indicator] = hiding.money([it.get(indicator, 0) for it in totals], least)
    rows = zip(*(columns[it] for it in known), strict=True) if known else ((),) * len(totals)
    return [
        Told(dict(zip(known, cells, strict=True)), waits)
        for cells, waits in zip(rows, waiting, strict=True)
    ]


def untold_of(scope: Scope, wanted: Iterable[Indicator], *, knows: Knows) -> set[Indicator]:
    """What may not be told month by month of a commune to somebody from outside."""
    if scope.place.level is not Level.COMMUNE or knows(scope.place):
        return set()
    if not scope.is_whole_months:
        return set(wanted)
    around = _around(scope)
    with remembering():  # for each sum of money it is asked again how many sold
        return {it for it in wanted if scope.place.id in untold(around, it, knows=knows)}


def untold(around: Scope, indicator: Indicator, *, knows: Knows) -> set[int]:
    """Of communes that are all of a province or more: those whose months may not be told one by
    one to somebody from outside, by what was counted in them."""
    away = {it.id for it in around.communes if not knows(it)}
    if indicator in AT_STALLS:
        return away
    return away & _gone(around, indicator) if around.is_whole_months else away


@remembered
def _gone(around: Scope, indicator: Indicator) -> frozenset[int]:
    counted = sums.by_commune_and_month(around, indicator)
    months = sorted({month for row in counted.values() for month in row})
    rows = [_in_months(counted[it], months) for it in around.commune_ids]
    many = None
    if indicator in MONEY:
        sold = sums.by_commune_and_month(around, Indicator.ACTIVE_30)
        many = [list(accumulate(_in_months(sold[it], months))) for it in around.commune_ids]
    gone = hiding.series(rows, many)
    return frozenset(it for nth, it in enumerate(around.commune_ids) if nth in gone)


def _in_months(counted: Mapping[date, int], months: Sequence[date]) -> list[int]:
    return [counted.get(month, 0) for month in months]


def _of_province(
    scope: Scope, group: Sequence[Line], only: tuple[Indicator, ...]
) -> dict[int, Told]:
    totals = [line.totals for line in group]
    if only:
        totals = [{it: many for it, many in row.items() if it in only} for row in totals]
    households = [0] * len(group)
    if not only or any(it in MONEY for it in only):
        households = _with_money(scope, group)
    return dict(zip((line.place.id for line in group), column(totals, households), strict=True))


def _with_money(scope: Scope, group: Sequence[Line]) -> list[int]:
    """How many households of each commune took money at all, of what is folded, and of many only
    that they are enough. Of a past day less is known: those that had received some by then."""
    if scope.until < scope.today:
        return [line.total(Indicator.ACCOUNT_RECEIVED) for line in group]
    found = _in_communes(scope)
    return [found.get(line.place.id, 0) for line in group]


@remembered
def _in_communes(scope: Scope) -> dict[int, int]:
    rows = session.execute(_with_money_in(scope.shape), sums.given(scope))
    return {row[0]: row[1] for row in rows}


@cache
def _with_money_in(shape: Shape) -> Rows:
    """Counted as far as the rule asks: of each commune no more than the first few are read."""
    it = numbers("communes").subquery()
    here: ColumnElement[bool] = HouseholdFold.commune_id == it.c.value
    if shape.is_now:
        apart = select(Apart.place_id).where(Apart.commune_id == it.c.value).correlate(it)
        here = HouseholdFold.now_id.in_(union_all(select(it.c.value).correlate(it), apart))
    some = select(HouseholdFold.household_id).where(here, HouseholdFold.amount != 0).distinct()
    few = some.limit(hiding.FEWEST).correlate(it).subquery()
    return select(it.c.value, select(func.count()).select_from(few).scalar_subquery())


def _exact(totals: Mapping[Indicator, int]) -> Told:
    return Told(dict(totals), _waiting(totals))


def _waiting(totals: Mapping[Indicator, int]) -> int:
    return totals.get(Indicator.SHOP_OPENED, 0) - totals.get(Indicator.SHOP_READY, 0)


def _around(scope: Scope) -> Scope:
    """The same day and geography of the whole province."""
    province = _province(scope.place)
    communes = queries.communes_in(province, scope.geography, scope.today)
    return replace(scope, place=province, communes=communes)


def _provinces(scope: Scope, some: Sequence[Line]) -> Mapping[int, Sequence[Line]]:
    """All of them in one's own scope: no district need be looked up."""
    if scope.place.level is Level.PROVINCE:
        return {scope.place.id: some}
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in some:
        groups[_province(line.place).id].append(line)
    return groups


def _province(place: Place) -> Place:
    while place.parent is not None and place.level is not Level.PROVINCE:
        place = place.parent
    return place
