"""From a market that people's deeds could have made to one with millions of orders.

Orders and the facts that each of them wrote are written again, some days earlier, until there are
enough: the database does it by itself, in minutes. Lines, events and books of the copies are left
out; no growth page reads those.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Date, Table, delete, func, insert, literal_column, select

from storefront.db import Base, Moment, db, deed, session
from storefront.demo import loading
from storefront.facts.models import Fact, Indicator
from storefront.orders.models import Order

OWN = (
    Indicator.ORDER_PLACED,
    Indicator.ORDER_COMPLETED,
    Indicator.ANSWER_DUE,
    Indicator.ANSWER_SOON,
    Indicator.BUYER_NEW,
    Indicator.BUYER_REPEAT,
    Indicator.BUYER_OUTSIDE,
    Indicator.REVENUE,
    Indicator.REVENUE_CASHLESS,
    Indicator.REVENUE_GATEWAY,
)
"""What an order is counted by itself."""
FOLLOWING = (
    Indicator.FIRST_ORDER,
    Indicator.SOLD_AGAIN,
    Indicator.ACTIVE_2022,
    Indicator.ACTIVE_30,
    Indicator.ACTIVE_SEASON,
    Indicator.SURVIVED_3,
    Indicator.SURVIVED_6,
    Indicator.SURVIVED_12,
)
"""What follows from many orders together: found out afresh when the folds are made."""
MARK = "~"
"""Between a name and the number of its copy."""
EARLIER = {
    ("sqlite", Date): "date({}, '-{} days')",
    ("sqlite", Moment): "strftime('%Y-%m-%d %H:%M:%S.000000', {}, '-{} days')",
    ("postgresql", Date): "{} - {}",
    ("postgresql", Moment): "{} - interval '{} days'",
}


def grow(orders: int) -> None:
    """Until there are about so many. The folds are to be made afterwards."""
    with loading.hurry(db.engine), deed():
        load = loading.loader()
        load.set_aside(["order", "fact"])
        session.execute(delete(Fact).where(Fact.indicator.in_(FOLLOWING)))
        order, fact = _table(Order), _table(Fact)
        ours = fact.c.indicator.in_(OWN)
        first_orders = order.c.id <= _last(order, "code")
        first_facts = ours & (fact.c.id <= _last(fact, "cause", ours))
        there = session.scalar(select(func.count(order.c.id))) or 0
        seeds = session.scalar(select(func.count(order.c.id)).where(first_orders)) or 1
        for turn in range(there // seeds, round(orders / seeds)):
            session.execute(_again(order, "code", turn, first_orders))
            session.execute(_again(fact, "cause", turn, first_facts))
        load.put_back()


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def _last(table: Table, name: str, *which: Any) -> int:
    """The highest number of those that are no copies."""
    wanted = select(func.max(table.c.id)).where(table.c[name].not_like(f"%{MARK}%"), *which)
    return session.scalar(wanted) or 0


def _again(table: Table, name: str, turn: int, which: Any) -> Any:
    """All the same but for name and time; numbers come from the database."""
    kept = [column for column in table.c if column.name != "id"]
    values = [
        column + literal_column(f"'{MARK}{turn}'")
        if column.name == name
        else _earlier(column, turn)
        for column in kept
    ]
    return insert(table).from_select(kept, select(*values).where(which))


def _earlier(column: Any, days: int) -> Any:
    pattern = EARLIER.get((db.engine.dialect.name, type(column.type)))
    return literal_column(pattern.format(f'"{column.name}"', days)) if pattern else column
