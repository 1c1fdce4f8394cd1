"""What the statements of sums.py are put together from: folds, and the facts not folded yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from storefront.campaign.models import (
    Apart,
    Fold,
    HouseholdFold,
    MonthFold,
    ProvinceFold,
    TeamFold,
    TotalFold,
)
from storefront.campaign.rollup import Rows, Village
from storefront.campaign.scope import Shape
from storefront.facts.models import DATED_AHEAD, Fact, Indicator, Unfolded
from storefront.numbers import numbers
from storefront.shops.models import Household

COMMUNES = numbers("communes")
PROVINCES = numbers("provinces")
KEYS = COMMUNES.union_all(select(Apart.place_id).where(Apart.commune_id.in_(COMMUNES)))
"""Under which the sums of these communes lie, as now."""
UNTIL = bindparam("until", type_=Date())
MONTH = bindparam("month", type_=Date())
MONTH_END = bindparam("month_end", type_=Date())


def dated(shape: Shape, only: Sequence[Indicator], *, is_by_commune: bool) -> Subquery:
    """(commune_id, indicator, day, amount); the day of a whole month is its first."""
    months, days = [_here(shape, it).label("commune_id") for it in (MonthFold, Fold)]
    is_together = shape.is_wide and not is_by_commune
    parts = [
        _months_of_provinces(shape, only)
        if is_together
        else _months(shape, only, *[months][:is_by_commune]),
        _unfolded(shape, *[_lives(shape)][:is_by_commune]).where(_is_one_of(only)),
    ]
    if not shape.is_whole_months:
        parts.append(_days(shape, only, *[days][:is_by_commune]))
    elif ahead := tuple(it for it in DATED_AHEAD if it in only):
        parts.append(_days_to_come(shape, ahead, *[days][:is_by_commune]))
    return union_all(*parts).subquery()


def _months(shape: Shape, only: Sequence[Indicator], *commune: Any) -> Rows:
    key = (*commune, MonthFold.indicator, MonthFold.month.label("day"))
    added = select(*key, total(MonthFold.amount).label("amount")).group_by(*key)
    return added.where(
        inside(shape, MonthFold),
        MonthFold.indicator.in_(only),
        MonthFold.month <= MONTH if shape.is_whole_months else MonthFold.month < MONTH,
    )


def _months_of_provinces(shape: Shape, only: Sequence[Indicator]) -> Rows:
    where = ProvinceFold.now_id if shape.is_now else ProvinceFold.province_id
    key = (ProvinceFold.indicator, ProvinceFold.month.label("day"))
    return select(*key, ProvinceFold.amount).where(
        where.in_(PROVINCES),
        ProvinceFold.indicator.in_(only),
        ProvinceFold.month <= MONTH if shape.is_whole_months else ProvinceFold.month < MONTH,
    )


def _days(shape: Shape, only: Sequence[Indicator], *commune: Any) -> Rows:
    return select(*commune, Fold.indicator, Fold.day, Fold.amount).where(
        inside(shape, Fold),
        Fold.indicator.in_(only),
        Fold.day >= MONTH,
        Fold.day <= UNTIL,
    )


def _days_to_come(shape: Shape, only: Sequence[Indicator], *commune: Any) -> Rows:
    """Taken off again: the month they are in was read whole."""
    return select(*commune, Fold.indicator, Fold.day, -Fold.amount).where(
        inside(shape, Fold),
        Fold.indicator.in_(only),
        Fold.day > UNTIL,
        Fold.day <= MONTH_END,
    )


def _unfolded(shape: Shape, *commune: Any) -> Rows:
    return _waiting(select(*commune, Fact.indicator, Fact.day, Fact.amount), shape)


def _is_one_of(only: Sequence[Indicator]) -> ColumnElement[bool]:
    """Of facts that wait. There are few, and with the plain column one would be led around by its
    index; so would all other sums be, if they were all asked together which ones are wanted."""
    return type_coerce(Fact.indicator, String).concat("").in_([it.value for it in only])


def totals(shape: Shape) -> Rows:
    """Added up already, in the order in which they lie."""
    here, amount = _here(shape, TotalFold), total(TotalFold.amount)
    added = select(
        here.label("commune_id"),
        TotalFold.indicator,
        amount.label("amount"),
        amount.label("before"),
    )
    return added.where(inside(shape, TotalFold)).group_by(here, TotalFold.indicator)


def totals_of(shape: Shape, only: Sequence[Indicator]) -> Rows:
    """(commune_id, indicator, day, amount) of all days."""
    here, day = _here(shape, TotalFold), cast(null(), Date)
    added = select(
        here.label("commune_id"),
        TotalFold.indicator,
        day.label("day"),
        total(TotalFold.amount).label("amount"),
    )
    return added.where(inside(shape, TotalFold), TotalFold.indicator.in_(only)).group_by(
        here, TotalFold.indicator
    )


def last_days(shape: Shape, only: Sequence[Indicator]) -> Rows:
    """The same of each day since one, of all communes together."""
    commune = cast(null(), BigInteger)
    added = select(commune, Fold.indicator, Fold.day, total(Fold.amount))
    return added.where(
        inside(shape, Fold),
        Fold.indicator.in_(only),
        Fold.day >= bindparam("since", type_=Date()),
        Fold.day <= UNTIL,
    ).group_by(Fold.indicator, Fold.day)


def unfolded(shape: Shape) -> Rows:
    return _unfolded(shape, _lives(shape))


def this_month(shape: Shape, by: Indicator) -> Rows:
    here, amount = _here(shape, MonthFold), MonthFold.amount
    return select(here, MonthFold.indicator, literal(0), -amount).where(
        inside(shape, MonthFold), MonthFold.indicator == by, MonthFold.month == MONTH
    )


def later_months(shape: Shape, only: Sequence[Indicator]) -> Rows:
    here, amount = _here(shape, MonthFold), MonthFold.amount
    return select(here, MonthFold.indicator, -amount, -amount).where(
        inside(shape, MonthFold),
        MonthFold.indicator.in_(only),
        MonthFold.month > MONTH,
    )


def later_days(shape: Shape, only: Sequence[Indicator]) -> Rows:
    here = _here(shape, Fold)
    return select(here, Fold.indicator, -Fold.amount, literal(0)).where(
        inside(shape, Fold),
        Fold.indicator.in_(only),
        Fold.day > UNTIL,
        Fold.day <= MONTH_END,
    )


def unfolded_before(shape: Shape) -> Rows:
    before = case((Fact.day < MONTH, Fact.amount), else_=0)
    return _waiting(select(_lives(shape), Fact.indicator, Fact.amount, before), shape)


def team_folds(only: Sequence[Indicator]) -> Rows:
    return select(TeamFold.team_id, TeamFold.indicator, TeamFold.amount).where(
        TeamFold.now_id.in_(KEYS), TeamFold.indicator.in_(only)
    )


def team_fold(only: Indicator, *, times: int = 1) -> Rows:
    return select(TeamFold.team_id, (TeamFold.amount * times).label("amount")).where(
        TeamFold.now_id.in_(KEYS), TeamFold.indicator == only
    )


def unfolded_of_teams(*columns: Any) -> Rows:
    waiting = unfolded_here(Household.team_id, *columns)
    return waiting.where(Household.team_id.is_not(None))


def unfolded_here(*columns: Any) -> Rows:
    """Of households that live there today."""
    return _unfolded_facts(select(*columns)).where((Village.parent_id + 0).in_(COMMUNES))


def household_folds(shape: Shape) -> Rows:
    return select(HouseholdFold.household_id, HouseholdFold.amount).where(
        inside(shape, HouseholdFold)
    )


def unfolded_revenue(shape: Shape) -> Rows:
    amount = case((Fact.indicator == Indicator.REVENUE, Fact.amount), else_=0)
    return _waiting(select(Fact.household_id, amount), shape)


def later_revenue(shape: Shape) -> Rows:
    """Folded already, and taken off again for a day that is past."""
    return (
        select(Fact.household_id, -Fact.amount)
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Village, Village.id == Household.village_id)
        .where(
            _lives(shape).in_(COMMUNES),
            Fact.indicator == Indicator.REVENUE,
            Fact.day > UNTIL,
            Fact.id.not_in(select(Unfolded.fact_id)),
        )
    )


def _waiting(columns: Rows, shape: Shape) -> Rows:
    return _unfolded_facts(columns).where((_lives(shape) + 0).in_(COMMUNES), Fact.day <= UNTIL)


def _unfolded_facts(columns: Rows) -> Rows:
    """Few rows, if one begins with them: `+ 0` keeps the database from beginning with an index
    of all places, households or facts instead, as it would without statistics of an empty list."""
    return (
        columns.select_from(Fact)
        .join(Household, Household.id == Fact.household_id + 0)
        .join(Village, Village.id == Household.village_id)
        .where(Fact.id.in_(select(Unfolded.fact_id)))
    )


def _here(shape: Shape, table: type[Fold | MonthFold | TotalFold | HouseholdFold]) -> Any:
    return table.now_id if shape.is_now else table.commune_id


def inside(shape: Shape, table: type[Fold | MonthFold | TotalFold | HouseholdFold]) -> Any:
    """Rows of the communes that were given."""
    return table.now_id.in_(KEYS) if shape.is_now else table.commune_id.in_(COMMUNES)


def _lives(shape: Shape) -> InstrumentedAttribute[Any]:
    return Village.parent_id if shape.is_now else Fact.commune_id


def together(rows: Subquery, shape: Shape) -> tuple[Any, Any]:
    """The commune whose sums these rows are, and where to select it from."""
    if not shape.is_now:
        return rows.c.commune_id, rows
    found = rows.outerjoin(Apart, Apart.place_id == rows.c.commune_id)
    return func.coalesce(Apart.commune_id, rows.c.commune_id), found


def total(amount: Any) -> Any:
    return cast(func.sum(amount), BigInteger)
