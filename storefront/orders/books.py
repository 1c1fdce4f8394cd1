"""What orders are owed, in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeAlias

from storefront.ledger import actions as ledger
from storefront.ledger.actions import Posting
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders.models import Order

Movements: TypeAlias = Mapping[Account, Money]


def post(order: Order, what: str, movements: Movements, *, at: datetime) -> None:
    post_all([(order, movements)], what, at=at)


def post_all(owed: Iterable[tuple[Order, Movements]], what: str, *, at: datetime) -> None:
    """The same of several orders at once."""
    ledger.post_all([_posting(order, what, movements) for order, movements in owed], at=at)


def _posting(order: Order, what: str, movements: Movements) -> Posting:
    source, home = f"order:{order.code}:{what}", order.shop.household_id
    return Posting(source, movements, home, order_id=order.id)


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
