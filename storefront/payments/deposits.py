"""A harvest that fails: all that was paid for it goes back without anybody having to ask."""

from __future__ import annotations

from datetime import datetime

from storefront.accounts.models import Person
from storefront.orders import harvest
from storefront.orders.models import Order
from storefront.payments import attempts, queries, refunding, reversing
from storefront.payments.models import PaymentRefund
from storefront.payments.states import COLLECTED
from storefront.payments.tills import Tills
from storefront.shops.models import Lot


def harvest_failed(
    lot: Lot, tills: Tills, *, because: str, by: Person, at: datetime
) -> list[PaymentRefund]:
    """Every order that waits for it is called off, and what was paid is promised back."""
    called_off = harvest.fail(lot, because=because, by=by, at=at)
    found = (_promise(order, tills, lot, by=by, at=at) for order in called_off)
    return [it for it in found if it is not None]


def _promise(
    order: Order, tills: Tills, lot: Lot, *, by: Person, at: datetime
) -> PaymentRefund | None:
    amount = order.over - queries.spoken_for(order.id)
    if amount.dong <= 0:
        return None
    for attempt in reversed(attempts.of_order(order.id)):
        till = tills.find(attempt.provider, attempt.merchant)
        left = attempt.amount - reversing.given_back(attempt)
        if attempt.state in COLLECTED and till is not None and amount <= left:
            return refunding.by_gateway(order, attempt, amount, till, by=by, at=at)
    return refunding.by_bank(order, amount, by=by, once=f"lot:{lot.code}", at=at)
