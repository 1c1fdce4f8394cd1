"""What follows from facts that were written in bulk, all at once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from storefront.db import insert, session
from storefront.facts.actions import READY
from storefront.facts.models import ACTIVITY, Fact, Indicator
from storefront.facts.windows import SURVIVAL, UNTIL, months_apart

_COLUMNS = ["indicator", "cause", "household_id", "commune_id", "day", "amount", "written_at"]


def complete() -> None:
    """Add the facts that follow from others, where those were written in bulk.

    They are not marked as unfolded: whoever writes in bulk rebuilds the folds afterwards.
    """
    _add_firsts(Indicator.FIRST_ORDER, {Indicator.ORDER_PLACED})
    _add_firsts(Indicator.ACTIVE_2022, {Indicator.PRODUCT_LISTED, Indicator.FIRST_ORDER}, needed=1)
    _add_firsts(Indicator.SHOP_READY, READY)
    _add_survivors()
    for indicator in ACTIVITY:
        _add_activity(indicator)


def _add_firsts(
    indicator: Indicator, kinds: Collection[Indicator], *, needed: int | None = None
) -> None:
    by = _firsts(kinds, needed=needed or len(kinds)).subquery().c
    _add_once_a_household(indicator, by, literal(True))


def _firsts(kinds: Collection[Indicator], *, needed: int) -> Select[Any]:
    """For each household that has so many of the kinds, the fact that made them complete."""
    turn = (Fact.household_id, Fact.indicator)
    nth = func.row_number().over(partition_by=turn, order_by=(Fact.day, Fact.id)).label("nth")
    ranked = select(Fact, nth).where(Fact.indicator.in_(sorted(kinds))).subquery()
    have = func.row_number().over(
        partition_by=ranked.c.household_id, order_by=(ranked.c.day, ranked.c.id)
    )
    counted = select(ranked, have.label("have")).where(ranked.c.nth == 1).subquery()
    return select(counted).where(counted.c.have == needed)


def _add_survivors() -> None:
    opened = aliased(Fact)
    months = months_apart(opened.day, Fact.day)
    turn = (Fact.household_id, months)
    nth = func.row_number().over(partition_by=turn, order_by=(Fact.day, Fact.id)).label("nth")
    sold = (
        select(Fact, months.label("months"), nth)
        .join(opened, opened.household_id == Fact.household_id)
        .where(
            Fact.indicator == Indicator.ORDER_COMPLETED,
            opened.indicator == Indicator.SHOP_OPENED,
            months.in_(sorted(SURVIVAL)),
        )
        .subquery()
    )
    for after, indicator in SURVIVAL.items():
        which = (sold.c.nth == 1) & (sold.c.months == after)
        _add_once_a_household(indicator, sold.c, which)


def _add_once_a_household(indicator: Indicator, by: Any, which: ColumnElement[bool]) -> None:
    cause = literal("household:") + cast(by.household_id, String)
    already = select(Fact.household_id).where(Fact.indicator == indicator)
    columns = (by.household_id, by.commune_id, by.day, literal(1), by.written_at)
    rows = select(literal(indicator.value), cause, *columns)
    _add(rows.where(which, by.household_id.not_in(already)))


def _add_activity(indicator: Indicator) -> None:
    """A step up where activity begins or goes on, a step down where it would end."""
    until: Any = UNTIL[indicator]
    by = _days_sold(_behind(indicator)).subquery().c
    before = case((until(by.before) > by.day, until(by.before)), else_=by.day)
    is_longer = or_(by.before.is_(None), until(by.before) < until(by.day))
    steps = [
        select(
            literal(indicator.value),
            cast(by.household_id, String) + literal(f":{word}:") + cast(day, String),
            by.household_id,
            by.commune_id,
            day,
            literal(amount),
            by.written_at,
        ).where(is_longer)
        for word, day, amount in (("from", before, 1), ("until", until(by.day), -1))
    ]
    both = union_all(*steps).subquery()
    _add(select(both).where(literal(True)))


def _behind(indicator: Indicator) -> Select[int]:
    """Households that have sold since their activity was last written down."""
    until: Any = UNTIL[indicator]
    known = (
        select(Fact.household_id, func.max(Fact.day).label("day"))
        .where(Fact.indicator == indicator)
        .group_by(Fact.household_id)
        .subquery()
    )
    sold = (
        select(Fact.household_id, func.max(Fact.day).label("day"))
        .where(Fact.indicator == Indicator.ORDER_COMPLETED)
        .group_by(Fact.household_id)
        .subquery()
    )
    late = or_(known.c.day.is_(None), known.c.day < until(sold.c.day))
    joined = sold.outerjoin(known, known.c.household_id == sold.c.household_id)
    return select(sold.c.household_id).select_from(joined).where(late)


def _days_sold(households: Select[int]) -> Select[Any]:
    """The days on which they sold, each with the one before it."""
    turn = (Fact.household_id, Fact.day)
    nth = func.row_number().over(partition_by=turn, order_by=Fact.id).label("nth")
    sold = (
        select(Fact, nth)
        .where(
            Fact.indicator == Indicator.ORDER_COMPLETED,
            Fact.amount > 0,
            Fact.household_id.in_(households),
        )
        .subquery()
    )
    before = func.lag(sold.c.day).over(partition_by=sold.c.household_id, order_by=sold.c.day)
    return select(sold, before.label("before")).where(sold.c.nth == 1)


def _add(rows: Select[Any]) -> None:
    session.execute(insert(Fact).from_select(_COLUMNS, rows).on_conflict_do_nothing())
