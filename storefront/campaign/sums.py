"""Reading the sums. Each question is one statement over folds and the facts not folded yet, so
that a fact folded meanwhile is seen in one of the two and never in both."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Subquery, bindparam, case, cast, func, select, union_all

from storefront.campaign import parts
from storefront.campaign.models import TeamFold
from storefront.campaign.remembering import remembered
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope, Shape, month_end
from storefront.db import session
from storefront.facts.models import DATED_AHEAD, Fact, Indicator
from storefront.packed import packed
from storefront.shops.models import Household

Months = Mapping[Indicator, Mapping[date, int]]
ByMonth = Mapping[int, Mapping[date, int]]
"""Of one indicator, commune by commune."""


class Sparse(dict[Any, Mapping[date, int]]):
    """Of what is not in it nothing was counted; asking for it leaves it as it is."""

    def __missing__(self, _key: Any) -> Mapping[date, int]:
        return {}


class Sum(NamedTuple):
    total: int
    before: int | None = None
    """Until the month before the last one; known only for the indicator that was asked for."""


def given(scope: Scope) -> dict[str, Any]:
    """What the statements here are to be asked with."""
    return {
        "communes": json.dumps(scope.commune_ids),
        "provinces": json.dumps(scope.province_ids),
        "until": scope.until,
        "month": scope.month,
        "month_end": month_end(scope.until),
    }


@remembered
def by_month(scope: Scope, *only: Indicator) -> Months:
    """Month by month, of all indicators or of some."""
    rows = session.execute(_of_months(scope.shape, only or tuple(Indicator)), given(scope))
    return Sparse({indicator: _by_month(days) for indicator, days in rows})


@remembered
def by_commune(scope: Scope, by: Indicator) -> dict[int, dict[Indicator, Sum]]:
    """Where every commune stands: all there ever was, less what came after the day."""
    sums: dict[int, dict[Indicator, Sum]] = {}
    for commune_id, totals, before in session.execute(_of_communes(scope.shape, by), given(scope)):
        sums[commune_id] = {_BY_NAME[it]: Sum(many) for it, many in json.loads(totals).items()}
        if by in sums[commune_id]:
            sums[commune_id][by] = Sum(sums[commune_id][by].total, before)
    return sums


@remembered
def by_commune_and_month(scope: Scope, indicator: Indicator) -> ByMonth:
    """One indicator, for small multiples."""
    rows = session.execute(_of_communes_and_months(scope.shape, indicator), given(scope))
    return Sparse({commune_id: _by_month(days) for commune_id, days in rows})


_BY_NAME = {it.value: it for it in Indicator}


def _by_month(days: str) -> dict[date, int]:
    months: dict[date, int] = {}
    for day, amount in json.loads(days).items():
        month = _month(day)
        months[month] = months.get(month, 0) + amount
    return months


@lru_cache(20_000)
def _month(day: str) -> date:
    return date.fromisoformat(day).replace(day=1)


@dataclass(frozen=True, slots=True)
class Lately:
    """How things stand, and what the last days were like, in one look."""

    by_commune: dict[int, Counter[Indicator]]
    by_day: Counter[tuple[date, Indicator]]

    def on(self, day: date, indicator: Indicator) -> int:
        return self.by_day[day, indicator]


def lately(scope: Scope, since: date, only: tuple[Indicator, ...]) -> Lately:
    """Of today; `only` may name nothing that is dated ahead."""
    found = Lately(defaultdict(Counter), Counter())
    asked = given(scope) | {"since": since}
    for commune_id, indicator, day, amount in session.execute(_lately(scope.shape, only), asked):
        if indicator not in only:
            continue
        if commune_id is not None:
            found.by_commune[commune_id][indicator] += amount
        if day is not None:
            found.by_day[day, indicator] += amount
    return found


# The statements, each written once for each shape of a scope: writing one costs more than asking.


@cache
def _of_months(shape: Shape, only: tuple[Indicator, ...]) -> Rows:
    rows = parts.dated(shape, only, is_by_commune=False)
    key = (rows.c.indicator, rows.c.day)
    it = select(*key, parts.total(rows.c.amount).label("amount")).group_by(*key).subquery().c
    return select(it.indicator, packed(it.day, it.amount)).group_by(it.indicator)


@cache
def _of_communes(shape: Shape, by: Indicator) -> Rows:
    pieces = [parts.totals(shape), parts.this_month(shape, by), parts.unfolded_before(shape)]
    later = tuple(Indicator) if shape.is_past else DATED_AHEAD
    pieces.append(parts.later_months(shape, later))
    later = DATED_AHEAD if shape.is_whole_months else tuple(Indicator)
    pieces.append(parts.later_days(shape, later))
    rows = union_all(*pieces).subquery()
    commune, found = parts.together(rows, shape)
    key = (commune.label("commune_id"), rows.c.indicator)
    totals = [parts.total(it).label(it.name) for it in (rows.c.amount, rows.c.before)]
    it = select(*key, *totals).select_from(found).group_by(commune, rows.c.indicator).subquery().c
    before = func.sum(case((it.indicator == by, it.before)))
    return select(
        it.commune_id, packed(it.indicator, it.amount), cast(before, BigInteger)
    ).group_by(it.commune_id)


@cache
def _of_communes_and_months(shape: Shape, indicator: Indicator) -> Rows:
    rows = parts.dated(shape, (indicator,), is_by_commune=True)
    commune, found = parts.together(rows, shape)
    key = (commune.label("commune_id"), rows.c.day)
    added = select(*key, parts.total(rows.c.amount).label("amount")).select_from(found)
    it = added.group_by(commune, rows.c.day).subquery().c
    return select(it.commune_id, packed(it.day, it.amount)).group_by(it.commune_id)


@cache
def _lately(shape: Shape, only: tuple[Indicator, ...]) -> Rows:
    """What has no commune is of a day, and what has no day of all days; what waits has both."""
    rows = union_all(
        parts.totals_of(shape, only), parts.last_days(shape, only), parts.unfolded(shape)
    ).subquery()
    commune, found = parts.together(rows, shape)
    key = (commune, rows.c.indicator, rows.c.day)
    return select(*key, parts.total(rows.c.amount)).select_from(found).group_by(*key)


@cache
def by_team(only: tuple[Indicator, ...], *, is_of_some: bool = False) -> Subquery:
    """To this day: a row a team, a column an indicator. Of some: of those given as `teams`."""
    folded = parts.team_folds(only)
    waiting = parts.unfolded_of_teams(Fact.indicator, Fact.amount)
    if is_of_some:
        some: Any = bindparam("teams", expanding=True)
        folded = folded.where(TeamFold.team_id.in_(some))
        waiting = waiting.where(Household.team_id.in_(some))
    rows = union_all(folded, waiting).subquery()
    columns = [
        parts.total(case((rows.c.indicator == it, rows.c.amount), else_=0)).label(it.value)
        for it in only
    ]
    return select(rows.c.team_id, *columns).group_by(rows.c.team_id).subquery()


@cache
def waiting_by_team() -> Subquery:
    """To this day: teams with shops that are open and cannot sell yet, and how many."""
    found = _waiting_by_team()
    return found.having(found.selected_columns["waiting"] > 0).subquery()


@cache
def teams_by_waiting() -> Rows:
    """The numbers of all teams that have households, most such shops first."""
    found = _waiting_by_team(parts.team_fold(Indicator.HOUSEHOLD_REGISTERED, times=0)).subquery().c
    return select(found.team_id).order_by(found.waiting.desc(), found.team_id)


def _waiting_by_team(*more: Rows) -> Rows:
    opened, ready = Indicator.SHOP_OPENED, Indicator.SHOP_READY
    signs = ((Fact.indicator == opened, Fact.amount), (Fact.indicator == ready, -Fact.amount))
    rows = union_all(
        parts.team_fold(opened),
        parts.team_fold(ready, times=-1),
        parts.unfolded_of_teams(case(*signs, else_=0)),
        *more,
    ).subquery()
    waiting = parts.total(rows.c.amount)
    return select(rows.c.team_id, waiting.label("waiting")).group_by(rows.c.team_id)
