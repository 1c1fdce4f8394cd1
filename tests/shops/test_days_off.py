"""Days off by one press, and prices by two: from the keeper's first page."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts.models import Purpose
from storefront.db import deed, session
from storefront.money import Money
from storefront.shops import actions as shops
from storefront.shops.models import Product, Shop
from tests.browser import Browser
from tests.village import na


def a_stall() -> Product:
    with deed():
        return na()


def test_days_off_are_read_by_buyers_and_end_by_themselves(app: Flask, browser: Browser) -> None:
    product = a_stall()
    shop, today = product.shop, clock.village_date(clock.now())
    browser.sign_in(shop.household.keeper)

    browser.post(f"/shops/{shop.code}/pause", {"days": "3", "reason": "Có cưới, có giỗ"})

    back = today + timedelta(3)
    told = f"Bán lại từ {back.day}/{back.month}/{back.year}"
    for address in (f"/shops/{shop.code}", f"/products/{product.code}", "/keeper"):
        page = browser.get(address)
        assert told in page.text, address
        assert "Có cưới" in page.text, address
    for days, is_open in ((2, False), (3, True)):
        with deed():
            shops.end_rests(at=clock.now() + timedelta(days))
        assert session.get_one(Shop, shop.id).is_open is is_open
    assert "Bán lại từ" not in browser.get(f"/products/{product.code}").text


def test_without_a_day_it_rests_until_it_says_so(app: Flask, browser: Browser) -> None:
    shop = a_stall().shop
    browser.sign_in(shop.household.keeper)
    browser.post(f"/shops/{shop.code}/pause", {"days": "3"})
    browser.post(f"/shops/{shop.code}/pause", {"days": "900"})

    with deed():
        assert shops.end_rests(at=clock.now() + timedelta(90)) == 0


def test_who_wants_no_shop_is_not_opened_by_the_calendar(app: Flask) -> None:
    shop, at = a_stall().shop, clock.now()
    with deed():
        shop = session.get_one(Shop, shop.id)
        keeper = shop.household.keeper
        shops.pause(shop, reason="", until=clock.village_date(at), by=keeper, at=at)
        accounts.withdraw_consent(keeper, Purpose.SHOP, by=keeper, at=at)

    with deed():
        assert shops.end_rests(at=at) == 0


def test_a_price_is_changed_from_the_first_page(app: Flask, browser: Browser) -> None:
    product = a_stall()
    browser.sign_in(product.shop.household.keeper)
    address = f"/shops/{product.shop.code}/products/{product.code}/price-and-stock"
    forms = [form["action"] for form in browser.get("/keeper").all("form")]
    assert forms.count(address) == 2, "a number and Save, or None left: the second tap"

    said = {"price": "70.000", "stock": "12", "stock_seen": "40", "from": "home"}
    assert browser.post(address, said).url == "/keeper"
    session.expire_all()
    assert (product.price, product.stock) == (Money(70_000), 12)
    browser.post(address, {"price": "70000", "stock": "0", "stock_seen": "12", "from": "home"})

    session.expire_all()
    assert product.stock == 0
