"""Produce as villages sell it: what it is sold by, and what a buyer reads of it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.shops.models import Product, Shop
from storefront.units import Measure
from tests.browser import Browser
from tests.village import a_shop


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
