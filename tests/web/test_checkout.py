"""A stranger orders: basket, one page to fill in, and the QR is there."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import codes
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Checkout, Delivery, Order, PayBy
from storefront.shops.models import Product
from tests.browser import Browser, Page
from tests.village import MARKET_DAY, a_commune, a_household, a_shop, na

ONCE = codes.secret()


def fill(browser: Browser, basket: dict[Product, int]) -> None:
    written = ".".join(f"{product.id}:{quantity}" for product, quantity in basket.items())
    browser.client.set_cookie("basket", written)


def form(seen: int, **changes: str) -> dict[str, str]:
    typed = {
        "phone": "0912 345 678",
        "name": "Chị Hạnh",
        "delivery": "pick_up",
        "pay_by": "vietqr",
        "once": ONCE,
        "seen": str(seen),
    }
    return typed | changes


def order(browser: Browser, seen: int, *, expect: int = 201, **changes: str) -> Page:
    return browser.post("/checkout", form(seen, **changes), expect=expect)


def placed() -> list[Order]:
    session.rollback()
    return list(session.scalars(select(Order).order_by(Order.id)))


def test_from_basket_to_qr(browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
    fill(browser, {product: 3})

    page = browser.get("/checkout")
    assert "204.000" in page.text
    assert "Hai trăm linh bốn nghìn đồng" in page.text

    page = order(browser, 204_000)
    [new] = placed()
    assert "Hai trăm linh bốn nghìn đồng" in page.text
    assert "HOANG THI NHINH" in page.text
    assert "4821" in page.text
    assert new.checkout.buyer_phone == "+84912345678"
    assert f"/follow/{new.checkout.secret}/{new.code}" in page.html


def test_two_households_two_orders_one_page_after_the_other(browser: Browser) -> None:
    with deed():
        first, second = na(), na(shop=a_shop(a_household("Nông Văn Tài")), price=28_000)
    fill(browser, {first: 3, second: 2})

    page = order(browser, 260_000)
    one, other = placed()
    assert f"/follow/{one.checkout.secret}/{one.code}" in page.html

    page = browser.get(f"/follow/{one.checkout.secret}")
    assert one.shop.name in page.text
    assert other.shop.name in page.text


def test_pressing_twice_orders_once_and_shows_the_same(browser: Browser) -> None:
    with deed():
        product = na(stock=40)
    fill(browser, {product: 3})

    first = order(browser, 204_000)
    second = order(browser, 204_000)  # the basket is empty by now

    [new] = placed()
    assert new.code in first.html
    assert new.code in second.html
    assert session.scalar(select(Product.stock)) == 37


def test_the_basket_is_empty_afterwards(browser: Browser) -> None:
    with deed():
        product = na()
    fill(browser, {product: 1})
    order(browser, 68_000)

    assert "Giỏ còn trống" in browser.get("/checkout").text


def test_every_error_at_its_field_and_typing_kept(browser: Browser) -> None:
    with deed():
        product = na()
    fill(browser, {product: 1})

    page = order(browser, 68_000, expect=422, phone="12", name="", pay_by="gold", note="Ghé bến xe")

    for field in ("phone", "name", "pay_by"):
        assert any(attrs.get("id") == f"{field}-error" for _tag, attrs in page.tags), field
    assert "Ghé bến xe" in page.html
    assert ONCE in page.html
    assert placed() == []


def test_a_parcel_needs_an_address(browser: Browser) -> None:
    with deed():
        product = na()
        commune = a_commune("Chi Lăng")
    fill(browser, {product: 1})

    page = order(browser, 68_000, expect=422, delivery="send")
    asked = page.text[: page.text.index("Thiếu số nhà")]
    assert "Xã, phường: Còn thiếu chỗ này." in asked, "one after the other, as on the page"

    order(
        browser,
        68_000,
        delivery="send",
        address="Số 5",
        commune="Chi Lăng",
        commune_code=commune.code,
    )
    [new] = placed()
    assert new.checkout.commune_id == commune.id
    assert new.checkout.delivery is Delivery.SEND


def test_sold_out_meanwhile_leads_back_to_the_basket(browser: Browser) -> None:
    with deed():
        product = na(stock=2)
    fill(browser, {product: 3})

    assert order(browser, 204_000, expect=302).url == "/basket"
    assert "chỉ còn 2" in browser.get("/basket").text
    assert placed() == []


def test_a_changed_price_is_shown_before_anything_is_ordered(browser: Browser) -> None:
    with deed():
        product = na(price=68_000)
    fill(browser, {product: 1})
    with deed():
        session.get_one(Product, product.id).price = Money(70_000)

    page = order(browser, 68_000, expect=409)
    assert "70.000" in page.text
    assert placed() == []
    assert session.scalar(select(Product.stock)) == 40

    order(browser, 70_000)
    assert len(placed()) == 1


def test_a_household_without_account_is_paid_in_cash(browser: Browser) -> None:
    with deed():
        product = na()
        product.shop.household.accounts[0].retired_at = MARKET_DAY
    fill(browser, {product: 1})

    page = browser.get("/checkout")
    assert "chỉ nhận tiền mặt" in page.text
    assert not any(box.get("value") == "vietqr" for box in page.all("input"))
    order(browser, 68_000, expect=422)
    order(browser, 68_000, pay_by="cash")
    assert placed()[0].pay_by is PayBy.CASH


def test_an_english_buyer_is_written_to_in_english(browser: Browser) -> None:
    browser.speak("en")
    with deed():
        product = na()
    fill(browser, {product: 1})

    page = order(browser, 68_000)
    assert "Sixty-eight thousand đồng" in page.text
    assert session.scalar(select(Checkout.language)) == "en"


LONG = "x" * 200_000


@pytest.mark.parametrize(
    "nonsense",
    [
        {"phone": "\0"},
        {"name": "\u202e\u200b"},
        {"name": LONG},
        {"note": LONG},
        {"delivery": "rocket"},
        {"pay_by": ""},
        {"once": "a"},
        {"once": "x" * 5_000},
        {"once": "é" * 22},
        {"seen": "9" * 40},
        {"seen": "-1"},
        {"delivery": "send", "address": "1", "commune": "\0", "commune_code": "9" * 40},
        {"delivery": "send", "address": LONG, "commune": LONG},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nonsense_is_refused_and_nothing_is_saved(
    browser: Browser, nonsense: dict[str, str]
) -> None:
    with deed():
        product = na()
    fill(browser, {product: 1})

    answer = browser.client.post("/checkout", data=form(68_000) | nonsense)

    assert 400 <= answer.status_code < 500
    assert session.scalar(select(func.count()).select_from(Checkout)) == 0


def test_bytes_that_are_no_text_are_refused(browser: Browser) -> None:
    with deed():
        product = na()
    fill(browser, {product: 1})

    for body in (b"name=%ff%fe&phone=0912345678", b"name=\xff&note=%ed%a0%80", b"\x00" * 1000):
        answer = browser.client.post(
            "/checkout", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "cookie", ["1:1", "999999999999999999:1", "1:0", "x", "-1:5", "1:999" * 300]
)
def test_a_basket_of_nothing_is_no_order(app: Flask, browser: Browser, cookie: str) -> None:
    browser.client.set_cookie("basket", cookie)

    assert "Giỏ" in browser.get("/checkout").text
    assert order(browser, 0, expect=302).url == "/basket"
