"""What a buyer's change of an order does to its money."""

from datetime import datetime

from storefront.orders import changing
from storefront.orders import queries as order_queries
from storefront.orders.changing import Wish
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.orders.rerouting import may_be_changed
from storefront.payments import attempts, cases, counting, queries
from storefront.payments.refusals import MoneyUnderWay
from storefront.payments.states import UNDECIDED


def change(order: Order, wish: Wish, *, at: datetime) -> bool:
    """Whether anything is different now. What is paid too much then waits for a refund.

    Raises MoneyUnderWay and whatever `orders.changing` refuses.
    """
    order_queries.lock_all_of(order.checkout)
    touched = changing.touched(order, wish)  # before its commune is another
    for it in touched:
        _must_be_at_rest(it)
    changed = changing.change(order, wish, at=at)
    for it in touched if changed else ():
        _recount(it, at=at)
    return changed


def _must_be_at_rest(order: Order) -> None:
    if not may_be_changed(order):
        raise NotNow(order.code)
    if order.refunded or queries.spoken_for(order.id) or _is_being_paid(order):
        raise MoneyUnderWay(order.code)


def _recount(order: Order, *, at: datetime) -> None:
    if order.paid:
        counting.recount_changed(order, turn=order_queries.turn(order), at=at)
        cases.changed(order, turn=order_queries.turn(order), at=at)


def _is_being_paid(order: Order) -> bool:
    return any(it.state in UNDECIDED for it in attempts.of_order(order.id))
