"""Begun from an order, seen and changed by its link; the house has its own list."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.orders.models import Order, PayBy
from storefront.standing.models import StandingLine, StandingOrder, StandingState, Turn, Why
from tests.browser import Browser
from tests.village import a_person, an_order, na

THURSDAY = {"weekday": "3", "weeks": "1"}


@pytest.fixture
def order(app: Flask) -> Order:
    with deed():
        return an_order(na(price=68_000), pay_by=PayBy.CASH)


def theirs(order: Order) -> str:
    return f"/follow/{order.checkout.secret}/{order.code}"


def standing() -> StandingOrder:
    session.rollback()
    return session.scalars(select(StandingOrder)).one()


def test_the_buyer_begins_it_by_the_link_of_the_order(order: Order, browser: Browser) -> None:
    assert f"{theirs(order)}/weekly" in browser.get(theirs(order)).links()
    assert "Mỗi tuần" in browser.get(f"{theirs(order)}/weekly").text
    browser.post(f"{theirs(order)}/weekly", {"weekday": "9", "weeks": "3"}, expect=422)

    browser.post(f"{theirs(order)}/weekly", THURSDAY)

    it = standing()
    assert it.next_on.weekday() == 3
    assert it.secret in session.scalars(select(Message.body).order_by(Message.id)).all()[-2]
    assert "204.000" in browser.get(f"/weekly/{it.secret}").text


def test_the_buyer_skips_changes_rests_and_stops(order: Order, browser: Browser) -> None:
    browser.post(f"{theirs(order)}/weekly", THURSDAY)
    it, product = standing(), order.lines[0].product_id
    here = f"/weekly/{it.secret}"

    browser.post(f"{here}/skip")
    assert session.scalars(select(Turn.why)).all() == [Why.BUYER]
    browser.post(f"{here}/goods", {f"quantity-{product}": "5"})
    assert session.scalars(select(StandingLine.quantity)).all() == [5]
    browser.post(f"{here}/goods", {f"quantity-{product}": "0"})
    session.rollback()
    assert session.scalars(select(StandingLine.quantity)).all() == [5]
    for what, state in (
        ("rest", StandingState.PAUSED),
        ("go-on", StandingState.ACTIVE),
        ("stop", StandingState.STOPPED),
        ("go-on", StandingState.STOPPED),
    ):
        browser.post(f"{here}/{what}")
        assert standing().state is state
        browser.get(here)
    browser.post(f"{here}/burn", expect=404)
    browser.get("/weekly/nothing", expect=404)


def test_the_house_begins_it_for_who_called_and_sees_all(order: Order, browser: Browser) -> None:
    shop = order.shop
    browser.sign_in(shop.household.keeper)
    browser.post(f"/orders/{order.code}/weekly", THURSDAY)
    it = standing()
    assert it.begun_by_id == shop.household.keeper_id

    here = f"/shops/{shop.code}/weekly"
    assert it.buyer_name in browser.get(here).text
    browser.post(f"{here}/{it.id}/skip")
    assert "nhà bán bỏ" in browser.get(f"{here}/{it.id}").text


def test_strangers_see_and_change_nothing(order: Order, browser: Browser) -> None:
    browser.post(f"{theirs(order)}/weekly", THURSDAY)
    it, shop = standing(), order.shop
    here = f"/shops/{shop.code}/weekly"
    browser.get(here, expect=302)
    with deed():
        stranger = a_person("Nông Văn Tài")
    browser.sign_in(stranger)
    for address in (here, f"{here}/{it.id}", f"/orders/{order.code}/weekly"):
        browser.get(address, expect=404)
    browser.post(f"{here}/{it.id}/stop", expect=404)
    assert standing().state is StandingState.ACTIVE
