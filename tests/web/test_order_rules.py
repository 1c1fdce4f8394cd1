"""What everybody reads of orders is what the deeds do, and a buyer changes an order by a form."""

from __future__ import annotations

import pytest
from flask import Flask

from storefront import clock
from storefront.db import deed, session
from storefront.orders import actions as orders
from storefront.orders import states
from storefront.orders.models import Order, OrderState, PayBy
from storefront.orders.refusals import NotNow
from storefront.orders.states import Mover, movers
from storefront.web import order_rules
from tests.browser import Browser
from tests.village import an_order, na


def placed(*, quantity: int = 3) -> Order:
    with deed():
        return an_order(na(stock=10), quantity=quantity, pay_by=PayBy.CASH, at=clock.now())


def test_every_place_and_every_way_on_is_told(app: Flask, browser: Browser) -> None:
    page = browser.get("/help/orders")

    with app.test_request_context("/"):
        told = {rule.state: rule for rule in order_rules.rules()}
    assert set(told) == set(OrderState)
    ways = sum(len(states.NEXT[state]) for state in OrderState)
    assert sum(len(rule.steps) for rule in told.values()) >= ways + len(states.ENDED_UNSOLD)
    assert all(rule.meaning in page.text for rule in told.values())


@pytest.mark.parametrize("state", list(OrderState))
def test_a_buyer_may_do_just_what_is_told(browser: Browser, state: OrderState) -> None:
    order = placed()
    with deed():
        session.get_one(Order, order.id).state = state
    may = Mover.BUYER in movers(state, OrderState.CANCELLED)
    assert may == (state in states.BY_BUYER)
    try:
        with deed():
            orders.cancel(order, by=None, at=clock.now())
    except NotNow:
        assert not may
    else:
        assert may or state is OrderState.CANCELLED


def test_a_buyer_changes_an_order(browser: Browser) -> None:
    order = placed()
    here = f"/follow/{order.checkout.secret}/{order.code}"
    line = f"quantity-{order.lines[0].id}"
    boxes = {it.get("name"): it.get("value") for it in browser.get(f"{here}/change").all("input")}
    assert boxes[line] == "3"

    said = {"phone": "0912 345 678", "address": "Số 14 ngõ 34", "note": "", line: "hai"}
    browser.post(f"{here}/change", said, expect=422)
    browser.post(f"{here}/change", said | {line: "2"})

    session.expire_all()
    assert (order.lines[0].quantity, order.checkout.address) == (2, "Số 14 ngõ 34")
    assert "136.000" in browser.get(here).text
