"""Reading the sums. Each question is one statement over folds and the facts not folded yet, so
that a fact folded meanwhile is seen in one of the two and never in both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, case, cast, func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from storefront.campaign.models import Fold, MonthFold, TeamFold
from storefront.campaign.rollup import Village
from storefront.campaign.scope import Scope
from storefront.db import session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.shops.models import Household

Rows = Select[*tuple[Any, ...]]
Months = dict[Indicator, dict[date, int]]


@dataclass(frozen=True, slots=True)
class Sum:
    total: int
    before: int
    """Until the month before the last one."""


def by_month(scope: Scope) -> Months:
    rows = _counted(scope)
    wanted = select(rows.c.indicator, rows.c.day, _total(rows.c.amount)).group_by(
        rows.c.indicator, rows.c.day
    )
    months: Months = defaultdict(lambda: defaultdict(int))
    for indicator, day, amount in session.execute(wanted):
        months[indicator][day.replace(day=1)] += amount
    return months


def by_commune(scope: Scope) -> dict[int, dict[Indicator, Sum]]:
    rows = _counted(scope)
    before = case((rows.c.day < scope.month, rows.c.amount), else_=0)
    wanted = select(
        rows.c.commune_id, rows.c.indicator, _total(rows.c.amount), _total(before)
    ).group_by(rows.c.commune_id, rows.c.indicator)
    sums: dict[int, dict[Indicator, Sum]] = defaultdict(dict)
    for commune_id, indicator, total, earlier in session.execute(wanted):
        sums[commune_id][indicator] = Sum(total, earlier)
    return sums


def by_commune_and_month(scope: Scope, indicator: Indicator) -> dict[int, dict[date, int]]:
    """One indicator, for small multiples."""
    rows = _counted(scope, indicator)
    wanted = select(rows.c.commune_id, rows.c.day, _total(rows.c.amount)).group_by(
        rows.c.commune_id, rows.c.day
    )
    months: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for commune_id, day, amount in session.execute(wanted):
        months[commune_id][day.replace(day=1)] += amount
    return months


def by_team(scope: Scope) -> Subquery:
    """To this day: a row a team, a column an indicator."""
    rows = union_all(_team_folds(scope), _unfolded_of_teams(scope)).subquery()
    columns = [
        _total(case((rows.c.indicator == indicator, rows.c.amount), else_=0)).label(indicator.value)
        for indicator in Indicator
    ]
    return select(rows.c.team_id, *columns).group_by(rows.c.team_id).subquery()


def _counted(scope: Scope, indicator: Indicator | None = None) -> Subquery:
    """(commune_id, indicator, day, amount); the day of a whole month is its first."""
    parts = [_months(scope), _unfolded(scope)]
    if not scope.is_whole_months:
        parts.append(_days(scope))
    rows = union_all(*parts).subquery()
    if indicator is None:
        return rows
    return select(rows).where(rows.c.indicator == indicator).subquery()


def _months(scope: Scope) -> Rows:
    last = MonthFold.month <= scope.month
    where = MonthFold.now_id if scope.is_now else MonthFold.commune_id
    return select(
        where.label("commune_id"),
        MonthFold.indicator,
        MonthFold.month.label("day"),
        MonthFold.amount,
    ).where(where.in_(scope.commune_ids), last if scope.is_whole_months else _before(scope))


def _before(scope: Scope) -> Any:
    return MonthFold.month < scope.month


def _days(scope: Scope) -> Rows:
    where = Fold.now_id if scope.is_now else Fold.commune_id
    return select(where, Fold.indicator, Fold.day, Fold.amount).where(
        where.in_(scope.commune_ids), Fold.day >= scope.month, Fold.day <= scope.until
    )


def _unfolded(scope: Scope) -> Rows:
    where = _where(scope)
    columns = (where, Fact.indicator, Fact.day, Fact.amount)
    waiting = _waiting(select(*columns))
    return waiting.where(where.in_(scope.commune_ids), Fact.day <= scope.until)


def _team_folds(scope: Scope) -> Rows:
    return select(TeamFold.team_id, TeamFold.indicator, TeamFold.amount).where(
        TeamFold.now_id.in_(scope.commune_ids)
    )


def _unfolded_of_teams(scope: Scope) -> Rows:
    waiting = _waiting(select(Household.team_id, Fact.indicator, Fact.amount))
    return waiting.where(Village.parent_id.in_(scope.commune_ids), Household.team_id.is_not(None))


def _waiting(columns: Rows) -> Rows:
    return (
        columns.select_from(Unfolded)
        .join(Fact, Fact.id == Unfolded.fact_id)
        .join(Household, Household.id == Fact.household_id)
        .join(Village, Village.id == Household.village_id)
    )


def _where(scope: Scope) -> InstrumentedAttribute[Any]:
    return Village.parent_id if scope.is_now else Fact.commune_id


def _total(amount: Any) -> Any:
    return cast(func.sum(amount), BigInteger)
