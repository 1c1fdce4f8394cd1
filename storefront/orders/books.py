"""What an order is owed, in the ledger."""

from collections.abc import Mapping
from datetime import datetime

from storefront.ledger import actions as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders.models import Order


def post(order: Order, what: str, movements: Mapping[Account, Money], *, at: datetime) -> None:
    ledger.post(
        f"order:{order.code}:{what}",
        movements,
        household_id=order.shop.household_id,
        order_id=order.id,
        at=at,
    )
