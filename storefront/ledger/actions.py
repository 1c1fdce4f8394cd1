from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select

from storefront.asking import Statement
from storefront.db import session
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.rows import adding, numbered, put
from storefront.saying import say


class Unbalanced(ValueError):
    """A journal whose movements do not sum to zero. A programming error."""


def post(
    source: str,
    movements: Mapping[Account, Money],
    *,
    household_id: int,
    order_id: int | None = None,
    bill_id: int | None = None,
    at: datetime,
) -> None:
    """Write one event into the books. Debits are above zero, credits below."""
    if Money.sum(movements.values()):
        raise Unbalanced(source)
    put(Journal, {"source": source, "household_id": household_id, "at": at})
    rows = [
        {"account": account, "order_id": order_id, "bill_id": bill_id, "amount": amount}
        for account, amount in movements.items()
        if amount
    ]
    if rows:  # an order whose money went back before it ended owes nothing to undo
        say(_moving(len(rows)), numbered(Movement, rows) | {"source": source})


@cache
def _moving(many: int) -> Statement:
    """The journal is known by its source before we know its number."""
    journal = select(Journal.id).where(Journal.source == bindparam("source"))
    return adding(Movement, many, journal_id=journal.scalar_subquery())


def reverse(source: str, *, by: str, at: datetime) -> None:
    """Undo an event in the books by one that is its opposite. Nothing is edited."""
    journal = session.scalars(select(Journal).where(Journal.source == source)).one()
    of = journal.movements[0]
    undone = {movement.account: -movement.amount for movement in journal.movements}
    post(
        by,
        undone,
        household_id=journal.household_id,
        order_id=of.order_id,
        bill_id=of.bill_id,
        at=at,
    )
