"""Faults for the machine to find, each in the place of a real function. Nobody else uses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import queries as order_queries
from storefront.orders import states, stock
from storefront.orders.models import Order, OrderState
from storefront.payments import attempts, queries, receipts
from storefront.payments.models import PaymentAttempt, Receipt
from storefront.payments.provider import Notice
from storefront.payments.receipts import Said


def an_old_attempt_ends_its_order(plant: pytest.MonkeyPatch) -> None:
    """Whatever a newer one has paid meanwhile."""
    soundly = attempts.run_out

    def run_out(attempt: PaymentAttempt, *, at: datetime) -> None:
        soundly(attempt, at=at)
        order = order_queries.locked(attempt.order_id)
        if attempt.until < at - attempts.SLOW and order.state is OrderState.PLACED:
            stock.give_back([order.id], at=at)
            orders._expire(order, at=at)

    plant.setattr(attempts, "run_out", run_out)


def promises_are_forgotten(plant: pytest.MonkeyPatch) -> None:
    """What is on its way back to the buyer can be given back once more."""
    plant.setattr(queries, "spoken_for", lambda _order_id: Money(0))


def accepted_under_another_name(plant: pytest.MonkeyPatch) -> None:
    """Money that a person accepted counts again when the gateway tells of it rightly."""
    soundly = receipts.once

    def once(notice: Notice, order: Order | None, said: Said, *, at: datetime) -> Receipt | None:
        if said.by is not None and said.attempt_id is not None:
            notice = replace(notice, transaction_id=f"accepted:{notice.transaction_id}")
        return soundly(notice, order, said, at=at)

    plant.setattr(receipts, "once", once)


def the_books_miss_the_end(plant: pytest.MonkeyPatch) -> None:
    """An order is called off, and its buyer owes for it as before."""
    plant.setattr(orders, "_owe_nothing", lambda _order, at: None)


def sent_goods_are_sold_again(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(states, "ON_THE_SHELF", states.ON_THE_SHELF | {OrderState.SENT})


Plant = Callable[[pytest.MonkeyPatch], None]

FAULTS: dict[Plant, str] = {
    an_old_attempt_ends_its_order: "expired with",
    promises_are_forgotten: "promised",
    accepted_under_another_name: "clearing should be",
    the_books_miss_the_end: "owes 0 and is owed 0",
    sent_goods_are_sold_again: "on the shelf",
}
"""Each with what the machine says of it."""
