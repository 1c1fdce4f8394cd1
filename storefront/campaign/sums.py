"""Reading the sums. Each question is one statement over folds and the facts not folded yet, so
that a fact folded meanwhile is seen in one of the two and never in both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Subquery, case, cast, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from storefront.campaign.models import Fold, MonthFold, TeamFold, TotalFold
from storefront.campaign.rollup import Rows, Village
from storefront.campaign.scope import Scope, month_end
from storefront.db import session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.shops.models import Household

Months = dict[Indicator, dict[date, int]]


@dataclass(frozen=True, slots=True)
class Sum:
    total: int
    before: int | None = None
    """Until the month before the last one; known only for the indicator that was asked for."""


def by_month(scope: Scope, *only: Indicator) -> Months:
    """Month by month, of all indicators or of some."""
    wanted = only or tuple(Indicator)
    rows = _dated(scope, wanted)
    sums = select(rows.c.indicator, rows.c.day, _total(rows.c.amount)).group_by(
        rows.c.indicator, rows.c.day
    )
    months: Months = defaultdict(lambda: defaultdict(int))
    for indicator, day, amount in session.execute(sums):
        if indicator in wanted:
            months[indicator][day.replace(day=1)] += amount
    return months


def by_commune(scope: Scope, by: Indicator) -> dict[int, dict[Indicator, Sum]]:
    """Where every commune stands: all there ever was, less what came after the day."""
    parts = [_totals(scope), _this_month(scope, by), _unfolded_before(scope)]
    if scope.until < scope.today:
        parts.append(_later_months(scope))
    if not scope.is_whole_months:
        parts.append(_later_days(scope))
    rows = union_all(*parts).subquery()
    wanted = select(
        rows.c.commune_id, rows.c.indicator, _total(rows.c.amount), _total(rows.c.before)
    ).group_by(rows.c.commune_id, rows.c.indicator)
    sums: dict[int, dict[Indicator, Sum]] = defaultdict(dict)
    for commune_id, indicator, total, before in session.execute(wanted):
        sums[commune_id][indicator] = Sum(total, before if indicator is by else None)
    return sums


def by_commune_and_month(scope: Scope, indicator: Indicator) -> dict[int, dict[date, int]]:
    """One indicator, for small multiples."""
    rows = _dated(scope, (indicator,))
    key = (rows.c.commune_id, rows.c.indicator, rows.c.day)
    wanted = select(*key, _total(rows.c.amount)).group_by(*key)
    months: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for commune_id, found, day, amount in session.execute(wanted):
        if found is indicator:
            months[commune_id][day.replace(day=1)] += amount
    return months


def by_team(scope: Scope, only: Sequence[Indicator]) -> Subquery:
    """To this day: a row a team, a column an indicator."""
    rows = union_all(_team_folds(scope, only), _unfolded_of_teams(scope)).subquery()
    columns = [
        _total(case((rows.c.indicator == indicator, rows.c.amount), else_=0)).label(indicator.value)
        for indicator in only
    ]
    return select(rows.c.team_id, *columns).group_by(rows.c.team_id).subquery()


def _dated(scope: Scope, only: Sequence[Indicator]) -> Subquery:
    """(commune_id, indicator, day, amount); the day of a whole month is its first."""
    parts = [_months(scope, only), _unfolded(scope)]
    if not scope.is_whole_months:
        parts.append(_days(scope, only))
    return union_all(*parts).subquery()


def _months(scope: Scope, only: Sequence[Indicator]) -> Rows:
    last = scope.month
    here = _here(scope, MonthFold)
    return select(
        here.label("commune_id"),
        MonthFold.indicator,
        MonthFold.month.label("day"),
        MonthFold.amount,
    ).where(
        here.in_(scope.commune_ids),
        MonthFold.indicator.in_(only),
        MonthFold.month <= last if scope.is_whole_months else MonthFold.month < last,
    )


def _days(scope: Scope, only: Sequence[Indicator]) -> Rows:
    here = _here(scope, Fold)
    return select(here, Fold.indicator, Fold.day, Fold.amount).where(
        here.in_(scope.commune_ids),
        Fold.indicator.in_(only),
        Fold.day >= scope.month,
        Fold.day <= scope.until,
    )


def _unfolded(scope: Scope) -> Rows:
    """Of all indicators: there are few, and asking for some would lead around by their index."""
    return _waiting(select(_lives(scope), Fact.indicator, Fact.day, Fact.amount), scope)


def _totals(scope: Scope) -> Rows:
    here, amount = _here(scope, TotalFold), TotalFold.amount
    return select(
        here.label("commune_id"),
        TotalFold.indicator,
        amount.label("amount"),
        amount.label("before"),
    ).where(here.in_(scope.commune_ids))


def _this_month(scope: Scope, by: Indicator) -> Rows:
    here, amount = _here(scope, MonthFold), MonthFold.amount
    return select(here, MonthFold.indicator, literal(0), -amount).where(
        here.in_(scope.commune_ids), MonthFold.indicator == by, MonthFold.month == scope.month
    )


def _later_months(scope: Scope) -> Rows:
    here, amount = _here(scope, MonthFold), MonthFold.amount
    return select(here, MonthFold.indicator, -amount, -amount).where(
        here.in_(scope.commune_ids),
        MonthFold.indicator.in_(tuple(Indicator)),
        MonthFold.month > scope.month,
    )


def _later_days(scope: Scope) -> Rows:
    here = _here(scope, Fold)
    return select(here, Fold.indicator, -Fold.amount, literal(0)).where(
        here.in_(scope.commune_ids),
        Fold.indicator.in_(tuple(Indicator)),
        Fold.day > scope.until,
        Fold.day <= month_end(scope.until),
    )


def _unfolded_before(scope: Scope) -> Rows:
    before = case((Fact.day < scope.month, Fact.amount), else_=0)
    return _waiting(select(_lives(scope), Fact.indicator, Fact.amount, before), scope)


def _team_folds(scope: Scope, only: Sequence[Indicator]) -> Rows:
    return select(TeamFold.team_id, TeamFold.indicator, TeamFold.amount).where(
        TeamFold.now_id.in_(scope.commune_ids), TeamFold.indicator.in_(only)
    )


def _unfolded_of_teams(scope: Scope) -> Rows:
    waiting = _unfolded_facts(select(Household.team_id, Fact.indicator, Fact.amount))
    here = (Village.parent_id + 0).in_(scope.commune_ids)
    return waiting.where(here, Household.team_id.is_not(None))


def _waiting(columns: Rows, scope: Scope) -> Rows:
    return _unfolded_facts(columns).where(
        (_lives(scope) + 0).in_(scope.commune_ids), Fact.day <= scope.until
    )


def _unfolded_facts(columns: Rows) -> Rows:
    """Few rows, if one begins with them: `+ 0` keeps the database from beginning with an index
    of all places or facts instead."""
    return (
        columns.select_from(Unfolded)
        .join(Fact, Fact.id == Unfolded.fact_id)
        .join(Household, Household.id == Fact.household_id)
        .join(Village, Village.id == Household.village_id)
    )


def _here(scope: Scope, table: type[Fold | MonthFold | TotalFold]) -> Any:
    return table.now_id if scope.is_now else table.commune_id


def _lives(scope: Scope) -> InstrumentedAttribute[Any]:
    return Village.parent_id if scope.is_now else Fact.commune_id


def _total(amount: Any) -> Any:
    return cast(func.sum(amount), BigInteger)
