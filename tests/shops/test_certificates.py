"""A badge is shown as long as its paper holds, and its keeper hears in time that it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.shops import certificates
from storefront.shops.certificates import Paper
from storefront.shops.models import Certificate, CertificateKind, Shop
from tests.browser import Browser
from tests.village import MARKET_DAY, a_shop, na
from tests.village_photos import a_photo

TODAY = date(2026, 8, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """May be moved on."""
    it = {"now": MARKET_DAY}
    monkeypatch.setattr("storefront.clock.now", lambda: it["now"])
    return it


def ocop(**more: Any) -> dict[str, Any]:
    typed = {"kind": "ocop", "stars": "4", "number": "12/QĐ-UBND", "issuer": "UBND tỉnh Lạng Sơn"}
    typed |= {"issued_on": "2024-01-10", "expires_on": "2027-01-10", "product": ""}
    return typed | more


def how_many() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Certificate)) or 0


def at_home(app: Flask) -> tuple[Browser, Shop]:
    with deed():
        shop = na().shop
    keeper = Browser(app.test_client())
    keeper.sign_in(shop.household.keeper)
    return keeper, shop


def test_a_paper_with_its_picture_is_shown_until_its_last_day(
    app: Flask, browser: Browser, today: dict[str, datetime]
) -> None:
    keeper, shop = at_home(app)
    (product,) = shop.products
    picture = {"photo": (BytesIO(a_photo()), "paper.jpg")}

    keeper.post(f"/shops/{shop.code}/certificates", ocop(product=product.code) | picture)

    page = browser.get(f"/products/{product.code}")
    assert "OCOP 4" in page.text
    assert "Xem giấy" in page.text
    today["now"] = datetime(2027, 1, 10, 1, 0, tzinfo=MARKET_DAY.tzinfo)
    assert "OCOP" not in browser.get(f"/products/{product.code}").text
    keeper.sign_in(shop.household.keeper)  # who did not come for so long has to
    assert "Hết hạn" in keeper.get(f"/shops/{shop.code}/certificates").text


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"stars": ""}, "stars"),
        ({"stars": "6"}, "stars"),
        ({"expires_on": "2029-01-10"}, "expires_on"),
        ({"expires_on": "2023-01-10"}, "expires_on"),
        ({"issued_on": "2026-08-23"}, "issued_on"),
        ({"product": "elsewhere"}, "product"),
        ({}, "photo"),
    ],
)
def test_what_cannot_be_is_asked_for_again(app: Flask, odd: dict[str, str], field: str) -> None:
    keeper, shop = at_home(app)

    page = keeper.post(f"/shops/{shop.code}/certificates", ocop(**odd), expect=422)

    assert f'id="{field}-error"' in page.html
    assert how_many() == 0


def test_nobody_else_writes_for_the_house(app: Flask, browser: Browser) -> None:
    _keeper, shop = at_home(app)
    with deed():
        stranger = a_shop().household.keeper
    browser.sign_in(stranger)

    browser.post(f"/shops/{shop.code}/certificates", ocop(kind="safe_food"), expect=404)
    assert how_many() == 0


def test_a_promise_needs_no_picture_and_can_be_taken_off(app: Flask) -> None:
    keeper, shop = at_home(app)
    address = f"/shops/{shop.code}/certificates"

    keeper.post(address, ocop(kind="safe_food"))
    keeper.post(address, ocop(kind="safe_food"))

    assert how_many() == 1
    number = session.scalars(select(Certificate.id)).one()
    keeper.post(f"{address}/{number}/removal")
    keeper.post(f"{address}/{number}/removal", expect=404)
    assert how_many() == 0


def test_its_keeper_hears_once_that_it_ends(app: Flask) -> None:
    with deed():
        shop = a_shop()
        paper = Paper(
            CertificateKind.OCOP,
            "12/QĐ",
            "UBND tỉnh",
            TODAY - timedelta(9),
            TODAY + timedelta(30),
        )
        certificates.enter(shop, paper, photo=None, by=shop.household.keeper, at=MARKET_DAY)
    with deed():
        assert certificates.remind_due(at=MARKET_DAY - timedelta(days=60)) == 0
        assert certificates.remind_due(at=MARKET_DAY) == 1
        assert certificates.remind_due(at=MARKET_DAY) == 0

    assert "12/QĐ hết hạn ngày 21/9/2026" in (session.scalar(select(Message.body)) or "")


def test_a_licence_may_hold_five_years_and_no_other_paper_does(app: Flask) -> None:
    keeper, shop = at_home(app)
    address = f"/shops/{shop.code}/certificates"
    long = ocop(issued_on="2024-01-10", expires_on="2029-01-10")

    for kind, expect in (("licence", 302), ("vietgap", 422)):
        paper = {"photo": (BytesIO(a_photo()), "paper.jpg")}
        keeper.post(address, long | {"kind": kind} | paper, expect=expect)

    keeper.post(address, ocop(kind="licence", number="other"), expect=422)
    assert how_many() == 1
    assert len(certificates.licences(shop, on=TODAY)) == 1
    assert certificates.licences(shop, on=date(2029, 1, 10)) == []
