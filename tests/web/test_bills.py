"""Bills on the web: written line by line, paid by a link, and a receipt that repeats every line."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from storefront import clock, codes
from storefront.accounts import actions as accounts
from storefront.accounts.models import Purpose
from storefront.accounts.permissions import Role
from storefront.bills.actions import Item
from storefront.bills.models import Bill
from storefront.db import deed, session
from storefront.money import Money
from storefront.payments import billing, vietqr
from storefront.shops.models import Shop
from tests.browser import Browser
from tests.scanners import zxing
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, posted


@pytest.fixture
def shop(app: Flask, browser: Browser) -> Shop:
    """Its keeper is signed in."""
    with deed():
        shop = a_shop()
    browser.sign_in(shop.household.keeper)
    return shop


def written(**more: Any) -> dict[str, Any]:
    today = clock.village_date(clock.now())
    return {
        "payer_name": "Chị Hạnh",
        "payer_phone": "0912 345 678",
        "what_for": "phone_order",
        "due_on": f"{today.day}/{today.month}/{today.year}",
        "note": "Giao thứ Bảy",
        "once": codes.secret(),
        "item": ["Na dai", "", "Thùng xốp"],
        "quantity": ["10", "1", ""],
        "price": ["68.000", "", "15.000 ₫"],
    } | more


def test_a_bill_from_the_form_to_the_receipt(browser: Browser, shop: Shop) -> None:
    browser.get(f"/shops/{shop.code}/bills/new")
    desk = browser.post(f"/shops/{shop.code}/bills/new", written())
    bill = session.scalars(select(Bill)).one()
    page = browser.get(desk.url)
    for words in ("Na dai", "Thùng xốp", "680.000", "695.000", f"/bill/{bill.secret}"):
        assert words in page.text

    payer = browser.get(f"/bill/{bill.secret}")
    assert "HOANG THI NHINH" in payer.text
    assert payer.html.count('class="qr"') == 1
    picture = browser.client.get(f"/bill/{bill.secret}/qr.png")
    [said] = zxing(Image.open(BytesIO(picture.data)))
    assert (vietqr.read(said).amount, vietqr.read(said).memo) == (Money(695_000), bill.code)
    before = browser.client.get(f"/bill/{bill.secret}/state.json").json

    browser.post(f"/bills/{bill.code}/receipt", {"means": "cash"})

    receipt = browser.get(f"/bill/{bill.secret}")
    assert "Đã trả" in receipt.text
    for words in ("Na dai", "Thùng xốp", "680.000", "695.000", "tiền mặt"):
        assert words in receipt.text
    assert browser.client.get(f"/bill/{bill.secret}/state.json").json != before
    paper = browser.client.get(f"/bill/{bill.secret}/receipt.pdf")
    assert paper.data.startswith(b"%PDF")
    assert browser.client.get(f"/bill/{bill.secret}/qr.png").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"payer_name": ""}, "payer_name"),
        ({"payer_phone": "12"}, "payer_phone"),
        ({"what_for": "bribe"}, "what_for"),
        ({"due_on": "1/1/2020"}, "due_on"),
        ({"due_on": "2999-01-01"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"item": [], "price": []}, "price"),
        ({"item": ["Na"], "price": [""]}, "price"),
        ({"item": [""], "price": ["5.000"]}, "price"),
        ({"item": ["Na"], "price": ["-5"]}, "price"),
        ({"item": ["Na"], "price": ["5"], "quantity": ["0"]}, "price"),
        ({"item": ["Na"], "price": ["5"], "quantity": ["1,5"]}, "price"),
        ({"item": ["x" * 81], "price": ["5"]}, "price"),
        ({"item": ["Na"], "price": ["499.999.999"], "quantity": ["2"]}, "price"),
        ({"item": ["Na"], "price": ["999999999999999"], "quantity": ["999999"]}, "price"),
    ],
    ids=str,
)
def test_wrong_bills_are_not_written_and_typing_is_kept(
    browser: Browser, shop: Shop, wrong: dict[str, Any], field: str
) -> None:
    page = browser.post(f"/shops/{shop.code}/bills/new", written(**wrong), expect=422)

    assert f'id="{field}-error"' in page.html
    assert 'value="Giao thứ Bảy"' in page.html
    assert session.scalar(select(Bill)) is None


def test_typed_lines_come_back(browser: Browser, shop: Shop) -> None:
    page = browser.post(f"/shops/{shop.code}/bills/new", written(payer_name=""), expect=422)

    values = [box.get("value") for box in page.all("input") if box.get("name") == "item"]
    assert values[:3] == ["Na dai", "", "Thùng xốp"]


def test_the_payer_sees_no_more_than_their_bill(app: Flask, browser: Browser) -> None:
    with deed():
        shop = a_shop()
        bill, other = a_bill(shop), a_bill(shop, Item("Quỹ", 1, Money(10_000)))

    page = browser.get(f"/bill/{bill.secret}")

    assert other.code not in page.text
    browser.get(f"/bill/{other.code}", expect=404)
    assert "no-store" in browser.client.get(f"/bill/{bill.secret}").headers["Cache-Control"]


def test_only_those_who_may_press_for_the_house_see_its_bills(app: Flask, browser: Browser) -> None:
    with deed():
        shop, other = a_shop(), a_shop(a_household("Vi Văn Sính"))
        bill = a_bill(shop)
        here = posted("Nông Văn Páo", Role.LEADER, shop.household.village)
        elsewhere = posted("Lý Thị Mẩy", Role.LEADER, other.household.village)
    addresses = [
        f"/shops/{shop.code}/bills",
        f"/shops/{shop.code}/bills.csv",
        f"/bills/{bill.code}",
    ]

    for stranger in (elsewhere, other.household.keeper):
        browser.sign_in(stranger)
        for address in addresses:
            browser.get(address, expect=404)
        browser.post(f"/bills/{bill.code}/receipt", {"means": "cash"}, expect=404)
    browser.sign_in(here)
    for address in addresses:
        browser.get(address)
    with deed():
        keeper = shop.household.keeper
        accounts.withdraw_consent(keeper, Purpose.ASSIST, by=keeper, at=MARKET_DAY)
    for address in addresses:
        browser.get(address, expect=404)
    assert bill.paid == Money(0)


def test_voiding_and_giving_back(browser: Browser, shop: Shop) -> None:
    with deed():
        bill = a_bill(shop)
        keeper = shop.household.keeper
        billing.keeper_received(bill, by=keeper, cash=True, at=MARKET_DAY)
    page = browser.post(f"/bills/{bill.code}/cancellation", {"reason": ""}, expect=422)
    assert 'id="reason-error"' in page.html

    browser.post(f"/bills/{bill.code}/cancellation", {"reason": "Viết nhầm"})
    assert "Phải trả lại 695.000" in browser.get(f"/bills/{bill.code}").text
    assert "Viết nhầm" in browser.get(f"/bill/{bill.secret}").text

    form = {"amount": "700.000", "by": "cash", "once": codes.secret()}
    assert "amount-error" in browser.post(f"/bills/{bill.code}/refund", form, expect=422).html
    browser.post(f"/bills/{bill.code}/refund", form | {"amount": "695.000"})
    session.refresh(bill)
    assert (bill.over, bill.refunded) == (Money(0), Money(695_000))


def test_reminding_by_hand(browser: Browser, shop: Shop) -> None:
    with deed():
        bill = a_bill(shop, at=clock.now())

    browser.post(f"/bills/{bill.code}/reminder")
    browser.post(f"/bills/{bill.code}/reminder")

    assert "Hôm nay nhắc rồi" in browser.get(f"/bills/{bill.code}").text


def test_the_list_as_a_file(browser: Browser, shop: Shop) -> None:
    with deed():
        bill = a_bill(shop)
        a_bill(shop, Item("=cmd()", 1, Money(10_000)))

    file = browser.client.get(f"/shops/{shop.code}/bills.csv")
    rows = list(csv.reader(StringIO(file.text.removeprefix("\ufeff"))))

    assert len(rows) == 1 + 1 + 2
    assert rows[1][7] == "'=cmd()"
    mine = [row for row in rows if row[0] == bill.code]
    assert sum(int(row[10]) for row in mine) == int(mine[0][11]) == 695_000


def test_the_list_by_state(browser: Browser, shop: Shop) -> None:
    with deed():
        a_bill(shop, Item("Quỹ", 1, Money(10_000)), at=clock.now())
        paid = a_bill(shop, at=clock.now())
        keeper = shop.household.keeper
        billing.keeper_received(paid, by=keeper, cash=True, at=clock.now())

    page = browser.get(f"/shops/{shop.code}/bills?state=paid")

    assert "Na dai" in page.text
    assert "Quỹ" not in page.text
    assert "Quỹ" in browser.get(f"/shops/{shop.code}/bills?state=open").text
    assert "Quỹ" in browser.get(f"/shops/{shop.code}/bills").text


def test_a_bill_is_on_the_keepers_money_page_and_can_be_checked(
    browser: Browser, shop: Shop
) -> None:
    with deed():
        bill = a_bill(shop)
    assert "Mã này là của chợ" in browser.get(f"/check/{bill.code}").text
    browser.post(f"/bills/{bill.code}/receipt", {"means": "bank"})

    assert bill.code in browser.get("/keeper/money/all").text
    assert "Mã này đã xong việc" in browser.get(f"/check/{bill.code}").text


def test_a_house_without_an_account_is_paid_in_cash(browser: Browser, shop: Shop) -> None:
    with deed():
        shop.household.accounts[0].retired_at = MARKET_DAY
        bill = a_bill(shop)

    page = browser.get(f"/bill/{bill.secret}")

    assert "tiền mặt" in page.text
    assert 'class="qr"' not in page.html
