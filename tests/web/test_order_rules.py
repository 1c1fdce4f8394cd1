"""What everybody reads of orders is what the deeds do, and a buyer changes an order by a form."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.ways import Offer, Way
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import placing, states
from storefront.orders.models import Delivery, Happened, Order, OrderState, PayBy
from storefront.orders.placing import Buyer
from storefront.orders.refusals import NotNow
from storefront.orders.states import Mover, movers
from storefront.web import order_rules, place_picker
from tests.browser import Browser
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    an_order,
    na,
)


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
    told = browser.post(f"{here}/change", said | {line: "2"}, expect=409)
    assert "136.000" in told.text
    session.expire_all()
    assert order.lines[0].quantity == 3
    browser.post(f"{here}/change", said | {line: "2", "seen": "136000"})

    session.expire_all()
    assert (order.lines[0].quantity, order.checkout.address) == (2, "Số 14 ngõ 34")
    assert "136.000" in browser.get(here).text


def test_a_buyer_changes_where_to_and_how(browser: Browser) -> None:
    """From fetched to brought, and then to another commune: told before what it comes to."""
    with deed():
        commune = a_commune(inside=a_province(code="20"))
        shop = a_shop(a_household(village=a_village(inside=commune)))
        by = shop.household.keeper
        offers = {Way.PICK_UP: Offer(), Way.RUNNER: Offer(Money(10_000)), Way.VNPOST: Offer()}
        delivery.choose(shop, offers, by=by, at=MARKET_DAY)
        basket, lan = {na(shop=shop).id: 3}, Buyer("Lan", "+84912345678", Delivery.PICK_UP)
        found = placing.place(basket, buyer=lan, pay_by=PayBy.CASH, once="a", at=clock.now())
        order = found.orders[0]
        there = a_commune("Ngọc Hà", inside=a_province("Hà Nội", code="01"))
    here, total = f"/follow/{order.checkout.secret}/{order.code}", order.total.dong
    assert order.way is Way.PICK_UP
    said = {"phone": "0912345678", "note": "", f"way-{shop.code}": "runner", "address": ""}

    browser.post(f"{here}/change", said, expect=422)
    said |= {"address": "Số 5"}
    browser.post(f"{here}/change", said, expect=409)
    browser.post(f"{here}/change", said | {"seen": str(total + 10_000)})
    session.expire_all()
    assert (order.way, order.total.dong) == (Way.RUNNER, total + 10_000)

    said |= {f"way-{shop.code}": "vnpost"}
    browser.speak("en")
    assert "say where to" in browser.post(f"{here}/change", said, expect=422).text
    said |= {"commune": place_picker.full_label(there), "commune_code": there.code}
    told = browser.post(f"{here}/change", said, expect=409)
    seen = next(it.get("value") for it in told.all("input") if it.get("name") == "seen")
    browser.post(f"{here}/change", said | {"seen": seen})

    session.expire_all()
    assert (order.way, str(order.total.dong)) == (Way.VNPOST, seen)
    assert order.checkout.commune_id == there.id
    assert "VNPost" in browser.get(here).text
    told_keeper = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert "VNPost" in (told_keeper or "")


def state_of(order: Order) -> OrderState:
    session.expire_all()
    return order.state


def test_a_buyer_says_that_it_has_come(browser: Browser) -> None:
    order = placed()
    here, keeper = f"/follow/{order.checkout.secret}/{order.code}", order.shop.household.keeper
    assert "Tôi đã nhận" not in browser.get(here).text
    browser.post(f"{here}/delivery")
    assert state_of(order) is OrderState.PLACED
    with deed():
        orders.confirm(order, by=keeper, at=clock.now())
        orders.send(order, by=keeper, at=clock.now())
    assert "Tôi đã nhận" in browser.get(here).text

    for _press in range(2):
        browser.post(f"{here}/delivery")

    assert state_of(order) is OrderState.DONE
    assert [it.kind for it in order.events if it.actor_id is None].count(Happened.DONE) == 1
    assert "Bạn báo đã nhận hàng" in browser.get(here).text
    told = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert f"Khách báo đã nhận hàng của đơn {order.code}" in (told or "")


def test_a_buyer_takes_that_back(browser: Browser) -> None:
    order = placed()
    here, keeper = f"/follow/{order.checkout.secret}/{order.code}", order.shop.household.keeper
    with deed():
        orders.confirm(order, by=keeper, at=clock.now())
        orders.send(order, by=keeper, at=clock.now())
    assert "Chưa nhận được hàng" not in browser.get(here).text
    browser.post(f"{here}/delivery")
    assert "Chưa nhận được hàng" in browser.get(here).text

    for _press in range(2):
        browser.post(f"{here}/delivery/undo")

    assert state_of(order) is OrderState.SENT
    assert [it.kind for it in order.events].count(Happened.NOT_COME) == 1
    page = browser.get(here).text
    assert "Bạn báo lại: chưa nhận được hàng" in page
    assert "Tôi đã nhận" in page


def test_who_has_rated_it_has_it(browser: Browser) -> None:
    order = placed()
    here, keeper = f"/follow/{order.checkout.secret}/{order.code}", order.shop.household.keeper
    with deed():
        orders.confirm(order, by=keeper, at=clock.now())
        orders.send(order, by=keeper, at=clock.now())
    browser.post(f"{here}/delivery")
    browser.post(f"{here}/ratings/{order.lines[0].id}", {"stars": "4", "words": "Na ngon."})

    assert "/delivery/undo" not in browser.get(here).text
    browser.post(f"{here}/delivery/undo")
    assert state_of(order) is OrderState.DONE


def test_what_is_fetched_is_handed_over_by_the_household(app: Flask) -> None:
    order = placed()
    with deed():
        order.way, order.state = Way.PICK_UP, OrderState.SENT

    with pytest.raises(NotNow), deed():
        orders.hand_over(order, by=None, at=clock.now())
