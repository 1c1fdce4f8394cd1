from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from storefront.asking import Statement
from storefront.db import session
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.rows import adding, numbered, put
from storefront.saying import say


class Unbalanced(ValueError):
    """A journal whose movements do not sum to zero. A programming error."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One event for the books. Debits are above zero, credits below."""

    source: str
    movements: Mapping[Account, Money]
    household_id: int
    order_id: int | None = None
    bill_id: int | None = None


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
    post_all([Posting(source, movements, household_id, order_id, bill_id)], at=at)


def post_all(events: Sequence[Posting], *, at: datetime) -> None:
    """Write several events into the books, in one statement for each of their tables."""
    for it in events:
        if Money.sum(it.movements.values()):
            raise Unbalanced(it.source)
    journals = [{"source": it.source, "household_id": it.household_id, "at": at} for it in events]
    put(Journal, *journals)
    moved = [_moved(it) for it in events]
    rows = [row for of_one in moved for row in of_one]
    if rows:  # an order whose money went back before it ended owes nothing to undo
        sources = {f"source_{nth}": it.source for nth, it in enumerate(events)}
        say(_moving(tuple(map(len, moved))), numbered(Movement, rows) | sources)


def _moved(it: Posting) -> list[dict[str, Any]]:
    return [
        {"account": account, "order_id": it.order_id, "bill_id": it.bill_id, "amount": amount}
        for account, amount in it.movements.items()
        if amount
    ]


@cache
def _moving(sizes: tuple[int, ...]) -> Statement:
    """Journals are known by their sources before we know their numbers."""
    journals = [
        select(Journal.id).where(Journal.source == bindparam(f"source_{nth}")).scalar_subquery()
        for nth, many in enumerate(sizes)
        for _row in range(many)
    ]
    return adding(Movement, [{"journal_id": journal} for journal in journals])


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
