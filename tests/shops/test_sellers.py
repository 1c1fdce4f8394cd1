"""Every shop says who sells; what is not declared says so, and no number is gathered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.knocks import LIMITS
from storefront.accounts.models import KnockKind, Trace
from storefront.db import deed, session
from storefront.shops import sellers
from storefront.shops.models import Product, Seller
from tests.browser import Browser
from tests.village import a_person, na

RING = LIMITS[KnockKind.RING]
PERSON = "020190001234"
PHONE = "0912 345 678"


@pytest.fixture
def goods(app: Flask) -> Product:
    with deed():
        return na()


@pytest.fixture
def keeper(app: Flask, goods: Product) -> Browser:
    it = Browser(app.test_client())
    it.sign_in(goods.shop.household.keeper)
    return it


def said(**more: Any) -> dict[str, Any]:
    return {"kind": "producer", "tax_code": PERSON, "phone": PHONE} | more


def known() -> Sequence[Seller]:
    session.rollback()
    return session.scalars(select(Seller)).all()


def test_what_is_not_declared_says_so(browser: Browser, goods: Product) -> None:
    for page in (f"/shops/{goods.shop.code}", f"/products/{goods.code}"):
        text = browser.get(page).text

        assert "Loại người bán Chưa khai" in text
        assert "Xem số" not in text


def test_a_persons_number_is_never_whole(browser: Browser, keeper: Browser, goods: Product) -> None:
    code = goods.shop.code
    before = browser.get(f"/shops/{code}").text
    keeper.post(f"/shops/{code}/seller", said())

    (seller,) = known()
    trace = session.scalars(select(Trace).where(Trace.verb == "seller.declare")).one()
    page = browser.get(f"/shops/{code}")
    assert seller.tax_code == "1234"
    assert PERSON not in str(trace.detail)
    assert "•••• ••• 1234" in page.text
    assert "•••• ••• 678" in page.text
    assert PERSON not in page.html
    assert "912345678" not in page.html.replace(" ", "").replace("\u00a0", "")
    assert page.text != before


def test_saved_again_the_number_that_is_not_shown_stays(keeper: Browser, goods: Product) -> None:
    address = f"/shops/{goods.shop.code}/seller"
    keeper.post(address, said())
    keeper.post(address, said(tax_code="", phone=""))

    (seller,) = known()
    assert (seller.tax_code, seller.phone) == ("1234", None)


def test_a_business_shows_its_papers(browser: Browser, keeper: Browser, goods: Product) -> None:
    papers = {"registration": "14A8-00123", "issuer": "UBND xã Chi Lăng", "name": "HKD Nhà Nhình"}
    keeper.post(
        f"/shops/{goods.shop.code}/seller",
        said(kind="business", tax_code="4900123456 001", registered_on="2024-05-02", **papers),
    )

    text = browser.get(f"/products/{goods.code}").text
    assert "4900123456-001" in text
    assert all(it in text for it in papers.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "king"},
        {"tax_code": "12345"},
        {"tax_code": "123456789"},
        {"phone": "12"},
        {"name": PERSON},
        {"registered_on": "2099-01-01"},
    ],
)
def test_nonsense_changes_nothing(keeper: Browser, goods: Product, wrong: dict[str, str]) -> None:
    keeper.post(f"/shops/{goods.shop.code}/seller", said(**wrong), expect=422)

    assert known() == []


def test_taken_back_it_is_not_declared(browser: Browser, keeper: Browser, goods: Product) -> None:
    address = f"/shops/{goods.shop.code}/seller"
    keeper.post(address, said())
    keeper.post(f"{address}/removal")
    keeper.post(f"{address}/removal")

    assert known() == []
    assert "Loại người bán Chưa khai" in browser.get(f"/shops/{goods.shop.code}").text
    browser.post(f"{address}/phone", expect=404)


def test_strangers_declare_nothing(app: Flask, browser: Browser, goods: Product) -> None:
    with deed():
        stranger = a_person("Hoàng Văn Lạ")
    other = Browser(app.test_client())
    other.sign_in(stranger)
    address = f"/shops/{goods.shop.code}/seller"

    other.get(address, expect=404)
    other.post(address, said(), expect=404)
    other.post(f"{address}/removal", expect=404)
    assert "/sign-in" in browser.post(address, said()).url
    assert known() == []


def test_numbers_are_not_gathered(
    browser: Browser, keeper: Browser, goods: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/shops/{goods.shop.code}/seller"
    keeper.post(address, said())
    assert "0912\u00a0345\u00a0678" in browser.post(f"{address}/phone", expect=200).html
    for _ in range(RING.address - 1):
        browser.post(f"{address}/phone", expect=200)

    refused = browser.post(f"{address}/phone", expect=429)
    assert "0912" not in refused.html
    assert browser.get(f"{address}/phone", expect=302).url.endswith("#seller")
    later = clock.now() + RING.within + timedelta(minutes=1)
    monkeypatch.setattr("storefront.clock.now", lambda: later)
    browser.post(f"{address}/phone", expect=200)


def test_a_shop_nobody_stands_behind_gives_no_number(app: Flask, goods: Product) -> None:
    with deed():
        goods.shop.household.gone_at = clock.now()

    assert sellers.whom_to_ring(goods.shop.code) is None
