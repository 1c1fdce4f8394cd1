"""The payment follows the scale: what is too much goes back, what is missing is asked for."""

from __future__ import annotations

from datetime import datetime

from storefront.accounts.models import Person
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import books, weighing
from storefront.orders import queries as order_queries
from storefront.orders.models import Answer, Happened, Order, Scale
from storefront.orders.refusals import NotNow
from storefront.orders.telling import tell
from storefront.orders.weighing import Grams
from storefront.payments import cases, counting, queries

SMALL = Money(20_000)
"""A rest that a household may let go with one press."""


def weigh(order: Order, grams: Grams, *, by: Person, at: datetime) -> None:
    """Raises NotNow, also while money is on its way back by an earlier weight, and TooMuch."""
    orders.lock(order)
    if queries.spoken_for(order.id):
        raise NotNow(order.code)
    if weighing.weigh(order, grams, by=by, at=at) and order.scale is Scale.SETTLED:
        _follow(order, at=at)


def answer(order: Order, said: Answer, *, at: datetime) -> None:
    """The buyer takes it as it is, or at the most that was said, or not. Raises NotNow."""
    weighing.answer(order, said, at=at)
    if said is not Answer.CALLED_OFF:
        _follow(order, at=at)


def may_be_let_go(order: Order) -> bool:
    return order.scale is Scale.SETTLED and bool(order.paid) and Money(0) < order.due <= SMALL


def let_go(order: Order, *, by: Person, at: datetime) -> None:
    """A small rest is not asked for. Raises NotNow."""
    orders.lock(order)
    if not may_be_let_go(order):
        raise NotNow(order.code)
    before = books.standing(order)
    order.let_go += before.due
    books.follow(order, before, f"let_go:{order_queries.turn(order)}", at=at)
    tell(order, Happened.LET_GO, by=by, amount=before.due, at=at)
    cases.rest_came(order, at=at)


def _follow(order: Order, *, at: datetime) -> None:
    had_paid = bool(order.paid) and not order.waits_for_rest
    if order.waits_for_rest:
        order.rest_asked_at = at
    turn = order_queries.turn(order)
    counting.recount_changed(order, turn=turn, at=at)
    cases.weighed(order, turn=turn, had_paid=had_paid, at=at)
