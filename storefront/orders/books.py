"""What an order is owed, in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

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


class Standing(NamedTuple):
    """What an order owes and is owed."""

    due: Money
    over: Money


def standing(order: Order) -> Standing:
    return Standing(order.due, order.over)


def follow(order: Order, before: Standing, what: str, *, at: datetime) -> None:
    """The order costs another sum than before: so say the books."""
    due, over = order.due - before.due, order.over - before.over
    owed = {Account.RECEIVABLE: due, Account.CUSTOMER_CREDIT: -over, Account.SALES: over - due}
    post(order, what, owed, at=at)
