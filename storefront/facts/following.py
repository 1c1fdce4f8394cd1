"""What follows from facts that were written in bulk, all at once.

Each question goes household by household along the index of their facts, so that what is known
already costs one look a household, however much it has sold.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    case,
    cast,
    exists,
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
from storefront.facts.windows import SURVIVAL, UNTIL, month_after

_COLUMNS = ["indicator", "cause", "household_id", "commune_id", "day", "amount", "written_at"]


def complete() -> None:
    """Add the facts that follow from others, where those were written in bulk.

    They are not marked as unfolded: whoever writes in bulk makes the sums afresh afterwards.
    """
    _add_firsts(Indicator.FIRST_ORDER, {Indicator.ORDER_PLACED})
    _add_firsts(Indicator.ACTIVE_2022, {Indicator.PRODUCT_LISTED, Indicator.FIRST_ORDER}, needed=1)
    _add_firsts(Indicator.SHOP_READY, READY)
    _add_second_sales()
    for after, indicator in SURVIVAL.items():
        _add_survivors(indicator, after)
    for indicator in ACTIVITY:
        _add_activity(indicator)


def _add_firsts(
    indicator: Indicator, kinds: Collection[Indicator], *, needed: int | None = None
) -> None:
    """The fact by which a household had so many of the kinds."""
    home = _households()
    firsts = union_all(
        *(
            _facts(home, _lacks(home.c.id, indicator), _earliest(home.c.id, kind, aliased(Fact)))
            for kind in sorted(kinds)
        )
    ).subquery()
    order = (firsts.c.day, firsts.c.id)
    have = func.row_number().over(partition_by=firsts.c.household_id, order_by=order)
    by = select(firsts, have.label("have")).subquery().c
    _add_once_a_household(indicator, by, by.have == (needed or len(kinds)))


def _add_second_sales() -> None:
    """The first sale of a later day than the first."""
    home, sale, first = _households(), aliased(Fact), aliased(Fact)
    first_day = select(func.min(first.day)).where(
        first.household_id == home.c.id, first.indicator == Indicator.ORDER_COMPLETED
    )
    second = _earliest(home.c.id, Indicator.ORDER_COMPLETED, sale).where(
        sale.day > first_day.correlate(home).scalar_subquery()
    )
    found = _facts(home, _lacks(home.c.id, Indicator.SOLD_AGAIN), second.correlate(home))
    _add_once_a_household(Indicator.SOLD_AGAIN, found.subquery().c, literal(True))


def _add_survivors(indicator: Indicator, after: int) -> None:
    """The first sale of the month so long after the one in which the shop opened."""
    opened, sale = aliased(Fact), aliased(Fact)
    first = _earliest(opened.household_id, Indicator.ORDER_COMPLETED, sale).where(
        sale.day >= month_after(opened.day, after), sale.day < month_after(opened.day, after + 1)
    )
    late = (opened.indicator == Indicator.SHOP_OPENED) & _lacks(opened.household_id, indicator)
    _add_once_a_household(indicator, _facts(opened, late, first).subquery().c, literal(True))


def _add_once_a_household(indicator: Indicator, by: Any, which: ColumnElement[bool]) -> None:
    cause = literal("household:") + cast(by.household_id, String)
    columns = (by.household_id, by.commune_id, by.day, literal(1), by.written_at)
    _add(select(literal(indicator.value), cause, *columns).where(which))


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
            Fact.commune_id,
            day,
            literal(amount),
            Fact.written_at,
        )
        .join(Fact, Fact.id == by.first)
        .where(is_longer)
        for word, day, amount in (("from", before, 1), ("until", until(by.day), -1))
    ]
    both = union_all(*steps).subquery()
    _add(select(both).where(literal(True)))


def _behind(indicator: Indicator) -> Select[int]:
    """Households that have sold since their activity was last written down."""
    until: Any = UNTIL[indicator]
    home = _households()
    known, sold = (_last_day(home.c.id, it) for it in (indicator, Indicator.ORDER_COMPLETED))
    return select(home.c.id).where(or_(known < until(sold), known.is_(None) & sold.is_not(None)))


def _days_sold(households: Select[int]) -> Select[Any]:
    """The days on which they sold, each with its first sale and the day before it."""
    turn = (Fact.household_id, Fact.day)
    sold = (
        select(*turn, func.min(Fact.id).label("first"))
        .where(
            Fact.indicator == Indicator.ORDER_COMPLETED,
            Fact.amount > 0,
            Fact.household_id.in_(households),
        )
        .group_by(*turn)
        .subquery()
    )
    before = func.lag(sold.c.day).over(partition_by=sold.c.household_id, order_by=sold.c.day)
    return select(sold, before.label("before"))


def _households() -> Any:
    """Whoever facts are about."""
    (key,) = Fact.__table__.c.household_id.foreign_keys
    return key.column.table


def _lacks(household_id: Any, indicator: Indicator) -> Any:
    it = aliased(Fact)
    return ~exists().where(it.household_id == household_id, it.indicator == indicator)


def _facts(among: Any, which: Any, number: Select[Any]) -> Select[Any]:
    """Of each the fact with that number. PostgreSQL is to find the numbers first: else it may look
    for one again for every fact there is."""
    found = select(number.scalar_subquery().label("number")).select_from(among)
    numbers = found.where(which).cte()
    first = numbers.prefix_with("MATERIALIZED", dialect="postgresql")
    return select(Fact).join(first, Fact.id == first.c.number)


def _earliest(household_id: Any, indicator: Indicator, it: Any) -> Select[Any]:
    theirs = select(it.id).where(it.household_id == household_id, it.indicator == indicator)
    return theirs.order_by(it.day, it.id).limit(1)


def _last_day(household_id: Any, indicator: Indicator) -> Any:
    it = aliased(Fact)
    wanted = select(func.max(it.day)).where(
        it.household_id == household_id, it.indicator == indicator
    )
    return wanted.scalar_subquery()


def _add(rows: Select[Any]) -> None:
    """In one order on both databases, so that the same facts get the same numbers."""
    found = rows.subquery()
    _indicator, _cause, household_id, _commune_id, day, amount, _written_at = found.c
    in_order = select(found).order_by(household_id, day, amount.desc())
    session.execute(insert(Fact).from_select(_COLUMNS, in_order).on_conflict_do_nothing())
