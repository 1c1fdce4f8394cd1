"""Money that came to a household in a time, and that went back, as the books have it.

A journal caused by a receipt is money from outside or to it. What moves between the household's own
pockets (a helper hands cash over, a merchant pays out) is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.db import session
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models import Means, Outcome, Receipt
from storefront.payments.queries import BY_OTHERS

POCKETS = (Account.BANK, Account.CASH, Account.CLEARING)
"""Where a household's money comes to from outside."""
OF_RECEIPT = "receipt:"


@dataclass(frozen=True, slots=True)
class Taking:
    at: datetime
    amount: Money
    """Below zero when it went back."""
    receipt: Receipt

    @property
    def is_by_others(self) -> bool:
        """A bank or a gateway says so, if only after the keeper."""
        agreed = self.receipt.confirmed_by_id is not None
        return agreed or self.receipt.means in BY_OTHERS

    @property
    def is_withdrawn(self) -> bool:
        """A word that was taken back, or its opposite."""
        return self.receipt.outcome is Outcome.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Takings:
    """Newest first."""

    came: list[Taking]
    went_back: list[Taking]
    corrected: Money
    """Words that were taken back: below zero when they had been counted on a day before."""

    @property
    def sum(self) -> Money:
        return Money.sum(it.amount for it in self.came)

    @property
    def given_back(self) -> Money:
        return -Money.sum(it.amount for it in self.went_back)

    @property
    def left(self) -> Money:
        """What the books have more than before."""
        return self.sum - self.given_back + self.corrected

    @property
    def by_others(self) -> int:
        return sum(it.is_by_others for it in self.came)

    def by_means(self, *means: Means) -> Money:
        return Money.sum(it.amount for it in self.came if it.receipt.means in means)


def on(day: date, *, household_id: int) -> Takings:
    """All of a village day."""
    found = _found(clock.start_of(day), clock.start_of(day + timedelta(days=1)), household_id)
    stands = [it for it in found if not it.is_withdrawn]
    return Takings(
        [it for it in stands if it.amount > Money(0)],
        [it for it in stands if it.amount < Money(0)],
        Money.sum(it.amount for it in found if it.is_withdrawn),
    )


def _found(start: datetime, end: datetime, household_id: int) -> list[Taking]:
    booked = session.execute(
        select(Journal.source, Journal.at, func.sum(Movement.amount))
        .join(Journal.movements)
        .where(
            Journal.household_id == household_id,
            Journal.at >= start,
            Journal.at < end,
            Journal.source.startswith(OF_RECEIPT),
            Movement.account.in_(POCKETS),
        )
        .group_by(Journal.id, Journal.source, Journal.at)
        .order_by(Journal.id.desc())
    ).all()
    receipts = _receipts([_number(source) for source, _at, _amount in booked])
    return [Taking(at, amount, receipts[_number(source)]) for source, at, amount in booked]


def _number(source: str) -> int:
    return int(source.removeprefix(OF_RECEIPT))


def _receipts(numbers: Sequence[int]) -> dict[int, Receipt]:
    if not numbers:
        return {}
    told = select(Receipt).where(Receipt.id.in_(numbers))
    whose = joinedload(Receipt.order)
    goods = (whose.joinedload(Order.checkout), whose.selectinload(Order.lines))
    wanted = told.options(*goods, joinedload(Receipt.bill))
    return {receipt.id: receipt for receipt in session.scalars(wanted)}
