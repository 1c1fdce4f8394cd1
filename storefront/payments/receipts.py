"""An order's receipt is written down once, whoever tells of the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storefront.accounts.models import Person
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.owed import Owed
from storefront.payments.provider import Notice
from storefront.rows import add_once

KEEPER = "keeper"
"""In the place of a provider's name, when the word is the keeper's."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who says that money moved, and how it did."""

    means: Means
    by: Person | None = None
    raw_message_id: int | None = None
    attempt_id: int | None = None


def once(notice: Notice, order: Order | None, said: Said, *, at: datetime) -> Receipt | None:
    """Write the receipt down, unless this transaction was told before."""
    return add_once(
        Receipt,
        unless=("provider", "transaction_id"),
        provider=notice.provider,
        transaction_id=notice.transaction_id,
        order_id=order.id if order else None,
        means=said.means,
        amount=notice.amount,
        memo=notice.memo,
        to_account=notice.to_account,
        outcome=_outcome(order, notice.amount),
        said_by_id=said.by.id if said.by else None,
        raw_message_id=said.raw_message_id,
        attempt_id=said.attempt_id,
        bank_reference=notice.bank_reference or None,
        moved_on=notice.moved_on,
        at=at,
    )


def _outcome(order: Order | None, amount: Money) -> Outcome:
    if order is None:
        return Outcome.UNMATCHED
    if amount < Money(0):
        return Outcome.REFUNDED
    if order.has_ended_unsold:
        return Outcome.LATE
    if order.over_with(amount):
        return Outcome.OVER
    return Outcome.SHORT if amount < order.asked else Outcome.PAID


def word(owed: Owed, what: str, amount: Money) -> Notice:
    """A person's word, in the shape of a bank's."""
    return Notice(KEEPER, f"{owed.code}:{what}", "", amount, owed.code)
