"""What the law keeps from the market is stopped by its words, and a person may let it go on."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.shops import restricted
from storefront.shops.models import Product
from tests.browser import Browser
from tests.village import a_shop, posted

TODAY = date(2026, 8, 22)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Rượu men lá Hữu Lễ", "alcohol"), ("ruou ngo", "alcohol"), ("RƯỢU  táo mèo", "alcohol"),
        ("Bia hơi", "alcohol"), ("Cao lá vằng chữa bệnh gan", "medicine"),
        ("Trà trị tiểu đường", "medicine"), ("Mật ong. Đặc trị ho", "medicine"),
        ("Mật gấu rừng", "wildlife"), ("Thịt rừng gác bếp", "wildlife"), ("Vảy tê tê", "wildlife"),
    ],
)  # fmt: skip
def test_such_words_are_stopped(words: str, rule: str) -> None:
    found = restricted.found(words, on=TODAY)

    assert found
    assert found.name == rule


@pytest.mark.parametrize(
    "words",
    [
        "Nho làm rượu", "Men rượu lá rừng", "Bìa đậu phụ", "Lá mật gấu khô", "Sâm để ngâm rượu",
        "Na dai Chi Lăng", "Nấm hương rừng", "Mật ong rừng", "Măng rừng. Thịt lợn đen", "",
    ],
)  # fmt: skip
def test_words_that_only_look_like_it_are_not(words: str) -> None:
    assert restricted.found(words, on=TODAY) is None


def test_a_rule_holds_from_its_day() -> None:
    assert restricted.found("Rượu ngô", on=date(2019, 12, 31)) is None


def test_a_false_alarm_is_decided_by_a_person(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
        commune = shop.commune
        officer = posted("Cán bộ Lý", Role.COMMUNE_OFFICER, commune)
        stranger = posted("Cán bộ Xa", Role.COMMUNE_OFFICER, a_shop().commune)
    address = f"/shops/{shop.code}/products/new"
    typed = {"name": "Giấm rượu táo", "category": "prepared", "unit": "chai", "price": "60.000"}
    typed |= {"stock": "5"}
    browser.sign_in(shop.household.keeper)

    refused = browser.post(address, typed, expect=422)
    assert "rượu bia" in refused.text
    assert "Không phải thứ đó" in refused.text
    assert session.scalar(select(Product)) is None
    browser.post(address, typed | {"ask": "yes"})

    session.rollback()
    product = session.scalars(select(Product)).one()
    assert (product.shown, product.waits_for) == (False, "alcohol")
    shown = f"/shops/{shop.code}/products/{product.code}/shown"
    browser.post(shown, {"shown": "yes"})
    browser.get(f"/products/{product.code}", expect=404)

    far, near = Browser(app.test_client()), Browser(app.test_client())
    far.sign_in(stranger)
    far.post(f"/goods/reviews/{product.code}", {"answer": "yes"}, expect=404)
    browser.post(f"/goods/reviews/{product.code}", {"answer": "yes"}, expect=404)
    near.sign_in(officer)
    assert "Giấm rượu táo" in near.get("/goods/reviews").text
    near.post(f"/goods/reviews/{product.code}", {"answer": "yes"})

    assert "Giấm rượu táo" in browser.get(f"/products/{product.code}").text
    edit = f"/shops/{shop.code}/products/{product.code}/edit"
    browser.post(edit, typed | {"stock_seen": "5", "price": "65.000"})
    browser.post(edit, typed | {"stock_seen": "5", "description": "rượu ngon"}, expect=422)
