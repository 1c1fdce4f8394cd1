"""Deciding what money that came is for. Nothing is edited: each move is a receipt of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, literal, select

from storefront.accounts.models import Person
from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order
from storefront.orders.refusals import NotNow
from storefront.orders.telling import tell
from storefront.payments import cases, counting
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.refusals import MoreThanCame
from storefront.rows import add_once

MOVED = "moved"
"""In the place of a provider's name."""


def left(receipt: Receipt) -> Money:
    """What of a receipt nobody has found an order for yet."""
    none = literal(Money(0), Dong())
    gone = select(func.coalesce(func.sum(Receipt.amount), none)).where(
        Receipt.moved_from_id == receipt.id
    )
    return receipt.amount - session.scalars(gone).one()


def apply(
    receipt: Receipt, order: Order, amount: Money, *, by: Person | None, at: datetime
) -> Receipt | None:
    """Money nobody knew the order of is for this one. Said twice, it counts once.

    Raises MoreThanCame, and NotNow when the order has ended.
    """
    orders.lock(order)
    if order.has_ended_unsold:
        raise NotNow(order.code)
    if not Money(0) < amount <= left(receipt):
        raise MoreThanCame(order.code)
    moved = _moved(receipt, order, amount, by=by, at=at)
    if moved is not None:
        _came(order, moved, by=by, at=at)
    return moved


def carry_over(
    order: Order, to: Order, amount: Money, *, once: str, by: Person, at: datetime
) -> Receipt | None:
    """What one order has too much pays another of the same household. Raises MoreThanCame."""
    for one in sorted((order, to), key=lambda one: one.id):
        orders.lock(one)
    if to.has_ended_unsold or order.shop.household_id != to.shop.household_id:
        raise NotNow(to.code)
    if not Money(0) < amount <= min(order.over, to.due):
        raise MoreThanCame(order.code)
    taken = _word(order, f"{once}:out", -amount, Outcome.MOVED, by=by, at=at)
    if taken is None:
        return None
    counting.book_moved_out(order, taken, at=at)
    counting.recount(order, taken, at=at)
    moved = _word(to, f"{once}:in", amount, Outcome.PAID, by=by, at=at)
    assert moved is not None  # noqa: S101  the other half was new
    _came(to, moved, by=by, at=at)
    return moved


def _moved(
    receipt: Receipt, order: Order, amount: Money, *, by: Person | None, at: datetime
) -> Receipt | None:
    return _word(
        order, f"{receipt.id}:{order.code}", amount, Outcome.PAID, by=by, at=at, source=receipt
    )


def _word(
    order: Order,
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
        order_id=order.id,
        means=Means.MOVED,
        amount=amount,
        outcome=outcome,
        said_by_id=by.id if by else None,
        moved_from_id=source.id if source else None,
        at=at,
    )


def _came(order: Order, moved: Receipt, *, by: Person | None, at: datetime) -> None:
    had, due = order.paid, order.due
    if moved.amount != due:
        moved.outcome = Outcome.SHORT if moved.amount < due else Outcome.OVER
    counting.book_receipt(order, moved, at=at)
    counting.recount(order, moved, at=at)
    tell(order, Happened.MONEY_FOUND, by=by, amount=moved.amount, at=at)
    if moved.outcome is not Outcome.PAID:
        cases.odd(moved, order, was_due=due, at=at)
    elif had:
        cases.rest_came(order, at=at)
