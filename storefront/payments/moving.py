"""Deciding what money that came is for. Nothing is edited: each move is a receipt of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, literal, select

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders.models import Happened, Order
from storefront.orders.refusals import NotNow
from storefront.orders.telling import tell
from storefront.payments import billing, cases, counting, owed, queries
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone, MoreThanCame
from storefront.rows import add_once

MOVED = "moved"
"""In the place of a provider's name."""


def left(receipt: Receipt) -> Money:
    """What of a receipt nobody has found an order or bill for yet."""
    none = literal(Money(0), Dong())
    gone = select(func.coalesce(func.sum(Receipt.amount), none)).where(
        Receipt.moved_from_id == receipt.id
    )
    return receipt.amount - session.scalars(gone).one()


def apply(
    receipt: Receipt,
    to: Owed,
    amount: Money,
    *,
    turn: int = 0,
    by: Person | None,
    at: datetime,
) -> Receipt | None:
    """Money nobody knew the purpose of is for this one. Said twice in one turn, it counts once.

    Raises MoreThanCame, and NotNow when it takes no money any more.
    """
    owed.lock(to)
    if owed.takes_no_money(to):
        raise NotNow(to.code)
    if not Money(0) < amount <= left(receipt):
        raise MoreThanCame(to.code)
    name = f"{receipt.id}:{to.code}:{turn}" if turn else f"{receipt.id}:{to.code}"
    moved = _word(to, name, amount, Outcome.PAID, by=by, at=at, source=receipt)
    if moved is not None:
        _came(to, moved, by=by, at=at)
    return moved


def carry_over(
    of: Owed, to: Owed, amount: Money, *, once: str, by: Person, at: datetime
) -> list[Receipt]:
    """What one has too much pays another of the same household: what was taken, what was given.

    Raises MoreThanCame or NotNow.
    """
    owed.lock(of, to)
    if owed.takes_no_money(to) or of.shop.household_id != to.shop.household_id:
        raise NotNow(to.code)
    if not Money(0) < amount <= min(of.over, _free(of), to.due):
        raise MoreThanCame(of.code)
    taken = _word(of, f"{once}:out", -amount, Outcome.MOVED, by=by, at=at)
    if taken is None:
        return []
    _went(of, taken, by=by, at=at)
    moved = _word(to, f"{once}:in", amount, Outcome.PAID, by=by, at=at)
    assert moved is not None  # noqa: S101  the other half was new
    _came(to, moved, by=by, at=at)
    return [taken, moved]


def _free(of: Owed) -> Money:
    """What is not on its way back to the buyer already."""
    return of.paid - queries.spoken_for(of.id) if isinstance(of, Order) else of.paid


def moved_back(moved: Receipt, of: Owed, *, by: Person, at: datetime) -> Receipt:
    """The opposite of a move, whatever it moved. The books are the caller's."""
    source = session.get(Receipt, moved.moved_from_id) if moved.moved_from_id else None
    name = f"{moved.transaction_id}:back"
    back = _word(of, name, -moved.amount, Outcome.MOVED, by=by, at=at, source=source)
    if back is None:
        raise AlreadyDone(of.code)
    return back


def _word(
    of: Owed,
    what: str,
    amount: Money,
    outcome: Outcome,
    *,
    by: Person | None,
    at: datetime,
    source: Receipt | None = None,
) -> Receipt | None:
    return add_once(
        Receipt,
        unless=("provider", "transaction_id"),
        provider=MOVED,
        transaction_id=what,
        means=Means.MOVED,
        amount=amount,
        outcome=outcome,
        said_by_id=by.id if by else None,
        moved_from_id=source.id if source else None,
        **owed.names(of),
        at=at,
    )


def _came(to: Owed, moved: Receipt, *, by: Person | None, at: datetime) -> None:
    if to.over_with(moved.amount):
        moved.outcome = Outcome.OVER
    elif moved.amount < owed.asked(to):
        moved.outcome = Outcome.SHORT
    if isinstance(to, Bill):
        billing.moved_in(to, moved, by=by, at=at)
    else:
        _pays_order(to, moved, by=by, at=at)


def _pays_order(order: Order, moved: Receipt, *, by: Person | None, at: datetime) -> None:
    had, due = order.paid, order.due
    counting.book_receipt(order, moved, at=at)
    counting.recount(order, moved, at=at)
    tell(order, Happened.MONEY_FOUND, by=by, amount=moved.amount, at=at)
    if moved.outcome is not Outcome.PAID:
        cases.odd(moved, order, was_due=due, at=at)
    elif had:
        cases.rest_came(order, at=at)


def _went(of: Owed, taken: Receipt, *, by: Person, at: datetime) -> None:
    if isinstance(of, Bill):
        billing.moved_out(of, taken, by=by, at=at)
        return
    counting.book_moved_out(of, taken, at=at)
    counting.recount(of, taken, at=at)
