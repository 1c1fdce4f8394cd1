"""A buyer calls, and whoever presses for the house writes the order down."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.notifications.models import Message
from storefront.orders.models import Checkout, Order, OrderState, Origin, PayBy
from storefront.orders.placing import place
from storefront.shops.models import Product
from tests.browser import Browser
from tests.village import MARKET_DAY, a_buyer, a_person, na, posted

ONCE = codes.secret()


@pytest.fixture
def goods(app: Flask) -> Product:
    with deed():
        return na(price=68_000)


def address(goods: Product) -> str:
    return f"/shops/{goods.shop.code}/calls"


def form(goods: Product, many: int, **changes: str) -> dict[str, str]:
    typed = {
        f"quantity-{goods.id}": str(many),
        "phone": "0912 345 678",
        "name": "Chị Hạnh",
        "delivery": "pick_up",
        "pay_by": "cash",
        "once": ONCE,
        "seen": str(many * 68_000),
    }
    return typed | changes


def bought(goods: Product, name: str, phone: str) -> Checkout:
    buyer = a_buyer(name, phone=phone)
    return place({goods.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=name, at=MARKET_DAY)


def placed() -> list[Order]:
    session.rollback()
    return list(session.scalars(select(Order).order_by(Order.id)))


def test_written_down_it_is_promised_and_the_buyer_has_the_link(
    goods: Product, browser: Browser
) -> None:
    keeper = goods.shop.household.keeper
    browser.sign_in(keeper)

    browser.post(address(goods), form(goods, 2))

    [order] = placed()
    assert (order.state, order.checkout.origin) == (OrderState.CONFIRMED, Origin.PHONE)
    assert order.checkout.entered_by_id == keeper.id
    assert order.checkout.buyer_id is None
    told = session.scalars(select(Message)).all()
    assert [message.to for message in told] == ["+84912345678"], "the keeper wrote it herself"
    assert order.checkout.secret in told[0].body


def test_pressing_twice_writes_it_down_once(goods: Product, browser: Browser) -> None:
    browser.sign_in(goods.shop.household.keeper)

    browser.post(address(goods), form(goods, 2))
    browser.post(address(goods), form(goods, 2))

    assert len(placed()) == 1


def test_whoever_writes_it_down_answers_nobody(goods: Product, browser: Browser) -> None:
    browser.sign_in(goods.shop.household.keeper)
    browser.post(address(goods), form(goods, 2))
    [order] = placed()
    browser.post(f"/orders/{order.code}/cancellation", {"reason": "Khách gọi lại, thôi"})

    counted = set(session.scalars(select(Fact.indicator)))
    assert Indicator.ORDER_PLACED in counted
    assert not counted & {Indicator.ANSWER_DUE, Indicator.ANSWER_SOON}


def test_a_helper_is_named_to_the_house_and_to_the_buyer(goods: Product, browser: Browser) -> None:
    with deed():
        helper = posted("Vi Văn Sính", Role.LEADER, goods.shop.household.village)
    browser.sign_in(helper)

    browser.post(address(goods), form(goods, 1))

    [order] = placed()
    assert "Vi Văn Sính" in browser.get(f"/orders/{order.code}").text
    followed = browser.get(f"/follow/{order.checkout.secret}/{order.code}").text
    assert "Bạn đặt qua điện thoại" in followed
    assert "Vi Văn Sính" in followed
    keeper = goods.shop.household.keeper
    assert keeper.phone in set(session.scalars(select(Message.to)))


def test_only_who_presses_for_the_house(goods: Product, browser: Browser) -> None:
    browser.get(address(goods), expect=302)
    with deed():
        stranger = a_person("Nông Văn Tài")
    browser.sign_in(stranger)
    browser.get(address(goods), expect=404)
    browser.post(address(goods), form(goods, 1), expect=404)
    assert not placed()


def test_only_this_houses_buyers_are_offered(goods: Product, browser: Browser) -> None:
    with deed():
        elsewhere = bought(na(), "Anh Bình", "+84987111678")
        bought(goods, "Chị Hạnh", "+84912345678")
    browser.sign_in(goods.shop.household.keeper)

    page = browser.get(address(goods) + "?ending=678")
    assert "Chị Hạnh" in page.text
    assert "Anh Bình" not in page.text
    other = browser.get(f"{address(goods)}?who={elsewhere.id}")
    assert "Anh Bình" not in other.html
    for odd in ("%", "_", "abc", "9" * 40):
        browser.get(f"{address(goods)}?ending={odd}&who={odd}")


def test_the_sum_is_told_before_it_is_written_down(goods: Product, browser: Browser) -> None:
    browser.sign_in(goods.shop.household.keeper)

    page = browser.post(address(goods), form(goods, 3, seen="0"), expect=409)

    assert "204.000" in page.text
    assert not placed()
