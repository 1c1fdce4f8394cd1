"""What money may be for: an order or a bill. Alike where money is concerned."""

from __future__ import annotations

from typing import TypeAlias

from storefront.bills import actions as bills
from storefront.bills.models import Bill
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order

Owed: TypeAlias = Order | Bill


def lock(*several: Owed) -> None:
    """Orders first, then bills, each by its number: whoever locks several does so in this order."""
    for one in sorted(several, key=lambda it: (isinstance(it, Bill), it.id)):
        if isinstance(one, Bill):
            bills.lock(one)
        else:
            orders.lock(one)


def asked(owed: Owed) -> Money:
    """What of it is to be paid now."""
    return owed.due if isinstance(owed, Bill) else owed.asked


def takes_no_money(owed: Owed) -> bool:
    """It was called off, or ran out of time."""
    return owed.is_void if isinstance(owed, Bill) else owed.has_ended_unsold


def names(owed: Owed | None) -> dict[str, int | None]:
    """As columns name it."""
    return {
        "order_id": owed.id if isinstance(owed, Order) else None,
        "bill_id": owed.id if isinstance(owed, Bill) else None,
    }
