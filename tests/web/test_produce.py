"""Produce as villages sell it: what it is sold by, and what a buyer reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.money import Money
from storefront.shops import goods as shelf
from storefront.shops import prices
from storefront.shops.goods import Goods
from storefront.shops.models import Category, Product, Shop
from storefront.units import Measure
from tests.browser import Browser
from tests.village import MARKET_DAY, a_shop, an_order, na


def listed(**more: Any) -> dict[str, Any]:
    """What a keeper types."""
    typed = {"name": "Trứng gà ta", "category": "animal", "unit": "chục", "price": "80.000"}
    return typed | {"stock": "9"} | more


def newest() -> Product:
    session.rollback()
    return session.scalars(select(Product).order_by(Product.id.desc())).first()  # type: ignore[return-value]


def at_home(browser: Browser) -> Shop:
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)
    return shop


def test_a_local_ten_is_told_with_the_price_of_one(app: Flask, browser: Browser) -> None:
    shop = at_home(browser)

    browser.post(f"/shops/{shop.code}/products/new", listed(holds="12 quả"))

    eggs = newest()
    assert (eggs.unit, eggs.measure, eggs.holds) == ("chục (12 quả)", Measure.PIECES, 12)
    page = browser.get(f"/products/{eggs.code}")
    assert "chục (12\u00a0quả)" in page.html
    assert "6.667\u00a0₫/quả" in page.html
    form = browser.get(f"/shops/{shop.code}/products/{eggs.code}/edit")
    assert 'value="12 quả"' in form.html


def test_an_amount_nobody_can_read_is_asked_for_again(app: Flask, browser: Browser) -> None:
    shop = at_home(browser)
    address = f"/shops/{shop.code}/products/new"

    assert "như 12 quả" in browser.post(address, listed(holds="kha khá"), expect=422).text
    twice = browser.post(address, listed(unit="gói 500 g", holds="500 g"), expect=422)
    assert "đã nói rõ" in twice.text
    assert newest() is None


def test_who_does_not_know_the_unit_is_told(app: Flask, browser: Browser) -> None:
    shop = at_home(browser)
    browser.post(f"/shops/{shop.code}/products/new", listed(unit="yến", price="250.000"))
    address = f"/products/{newest().code}"

    assert "yến: 10\u00a0kg · 25.000\u00a0₫/kg" in browser.get(address).html
    browser.post(f"/shops/{shop.code}/products/new", listed(unit="bó", name="Rau"))
    browser.speak("en")
    assert "bó: bundle" in browser.get(f"/products/{newest().code}").html


def test_grades_are_one_thing_in_lists_and_each_has_its_price(app: Flask, browser: Browser) -> None:
    shop = at_home(browser)
    address = f"/shops/{shop.code}/products/new"
    na = listed(name="Na dai", category="fruit", unit="kg", price="68.000", grade="2–3 quả/kg")
    browser.post(address, na)
    first = newest()
    small = {"grade": "4–5 quả/kg", "price": "35.000", "beside": first.code}
    assert 'value="Na dai"' in browser.get(f"{address}?beside={first.code}").html
    browser.post(address, na | small)
    second = newest()

    for place in ("/categories/fruit", "/search?q=na+dai", f"/shops/{shop.code}", "/nearby"):
        links = browser.get(place).links()
        assert f"/products/{second.code}" not in links
    found = browser.get("/search?q=4-5 qua")
    assert f"/products/{first.code}" in found.links()
    assert "<b>từ 35.000</b>" in found.html

    page = browser.get(f"/products/{second.code}")
    assert f"/products/{first.code}" in page.links()
    assert '<span class="grade">4–5\u00a0quả/kg</span>' in page.html


def test_an_order_says_which_grade(app: Flask) -> None:
    with deed():
        product = na()
        product.grade = "2–3 quả/kg"
        order = an_order(product)

    assert order.lines[0].name == "Na dai Chi Lăng loại 1 2–3 quả/kg"


def test_when_the_first_grade_is_hidden_another_stands_for_both(
    app: Flask, browser: Browser
) -> None:
    first, second = _two_grades()

    with deed():
        shelf.change_product(
            session.get_one(Product, first.id),
            replace(shelf.goods_of(first), shown=False),
            by=first.shop.household.keeper,
            at=MARKET_DAY,
        )

    assert f"/products/{second.code}" in browser.get("/search?q=na+dai").links()
    assert first.variant_of_id == second.id


def test_a_grade_that_is_left_keeps_the_whole_on_the_stall(app: Flask, browser: Browser) -> None:
    first, _second = _two_grades()
    with deed():
        session.get_one(Product, first.id).stock = 0

    found = browser.get("/categories/fruit")

    assert f"/products/{first.code}" in found.links()
    assert "Hết hàng" not in found.text


def _two_grades() -> tuple[Product, Product]:
    offer = Goods("Na dai", Category.FRUIT, "kg", Money(68_000), 9, grade="loại 1")
    with deed():
        shop = a_shop()
        keeper = shop.household.keeper
        first = shelf.add_product(shop, offer, by=keeper, at=MARKET_DAY)
        other = replace(offer, grade="loại 2", price=Money(30_000))
        second = shelf.add_product(shop, other, beside=first, by=keeper, at=MARKET_DAY)
    return first, second


def test_what_it_has_cost_is_kept_and_told(app: Flask, browser: Browser) -> None:
    first, _second = _two_grades()
    later = MARKET_DAY + timedelta(days=9)
    with deed():
        product = session.get_one(Product, first.id)
        for price in (70_000, 70_000, 55_000):
            dearer = replace(shelf.goods_of(product), price=Money(price), stock=price // 1_000)
            shelf.change_product(product, dearer, by=first.shop.household.keeper, at=later)

    page = browser.get(f"/products/{first.code}")

    assert "từ 31/8/2026 : 55.000" in page.text.replace(":", " :").replace("  ", " ")
    assert [it.price.dong for it in prices.of(first)] == [55_000, 70_000, 68_000]
    assert "chuẩn" in page.text
