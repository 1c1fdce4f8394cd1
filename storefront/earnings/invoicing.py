"""What an e-invoice needs of each order a household handed over in a month, and not the invoice.

The household, or whoever writes its invoices, takes this into the software of its provider. Each
order's lines sum to what the books hold as its sale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from storefront import clock
from storefront.db import session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order, OrderState
from storefront.shops import entries
from storefront.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Line:
    order: Order
    day: date
    name: str
    unit: str
    quantity: int | None
    """Nothing for what is not counted: delivery, and what was let off."""
    amount: Money

    @property
    def each(self) -> Money | None:
        """Without a remainder, or not at all: software multiplies it again."""
        if not self.quantity or self.amount.dong % self.quantity:
            return None
        return Money(self.amount.dong // self.quantity)


def handed_over(household_id: int, month: date) -> Sequence[Order]:
    """In that month of the village's calendar, in the order of handing over."""
    after = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    wanted = (
        select(Order)
        .join(Shop, Shop.id == Order.shop_id)
        .where(
            Shop.household_id.in_(entries.of(household_id)),
            Order.state == OrderState.DONE,
            Order.done_at >= clock.start_of(month.replace(day=1)),
            Order.done_at < clock.start_of(after),
        )
        .options(selectinload(Order.lines), joinedload(Order.checkout))
        .order_by(Order.done_at, Order.id)
    )
    return session.scalars(wanted).all()


def sold(orders: Iterable[Order]) -> dict[int, Money]:
    """What the books hold as the sale of each: its sum, less what was let off since."""
    numbers = [it.id for it in orders]
    wanted = (
        select(Movement.order_id, func.sum(Movement.amount))
        .where(Movement.order_id.in_(numbers), Movement.account == Account.SALES)
        .group_by(Movement.order_id)
    )
    return {number: -amount for number, amount in session.execute(wanted) if number is not None}


def lines(orders: Sequence[Order], *, delivery: str, let_off: str) -> Iterator[Line]:
    """The names of what is no goods are the reader's."""
    kept = sold(orders)
    for order in orders:
        on = _day(order.done_at)
        for it in order.lines:
            yield Line(order, on, it.name, it.unit, it.quantity, it.amount)
        if order.fee:
            yield Line(order, on, delivery, "", None, order.fee)
        if lowered := kept.get(order.id, order.total) - order.total:
            yield Line(order, on, let_off, "", None, lowered)


def _day(moment: datetime | None) -> date:
    assert moment is not None  # noqa: S101  it was handed over
    return clock.village_date(moment)
