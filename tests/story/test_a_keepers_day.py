"""A keeper's day: away with a reason and back, one parcel a day, what is picked and packed with
its labels, and the last packet that two want."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, open_a_shop, signed_in, signed_in_by_code
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

PHONE = "0387 104 224"
WEDDING = "Có cưới, có giỗ"
GOODS = '.goods :is(h2, h3) a:has-text("Nấm hương rừng")'
BUY = '.bar button[form="buy"]'


def test_the_day_of_a_keeper(chromium: Browser, address: str) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(
        leader, name="Lành Thị Mơ", number="108877665505", photo=a_photo(), phone=PHONE
    )
    keeper = signed_in_by_code(chromium, address, PHONE, language="vi")
    lan, kien = (Visitor(a_phone(chromium, address, language=it)) for it in ("vi", "en"))

    _rests_and_comes_back(keeper, lan, shop)
    _bears_one_parcel_a_day(keeper, shop)
    first = _orders(lan, name="Chị Lan", phone="0912 345 673")
    _told_of_the_next_day(kien, shop)
    _picks_and_packs(keeper, shop, first)
    _two_want_the_last(keeper, lan, kien, shop)


def _rests_and_comes_back(keeper: Visitor, buyer: Visitor, shop: str) -> None:
    keeper.go("/keeper")
    keeper.page.select_option("#reason", label=WEDDING)
    keeper.press('main button[name="days"][value="3"]')
    buyer.go(shop)
    assert WEDDING in buyer.reads()
    buyer.press(GOODS)
    assert WEDDING in buyer.reads()
    assert not buyer.page.locator("#buy").count()

    keeper.press('main form[action$="/resume"] button')
    buyer.page.reload()
    assert WEDDING not in buyer.reads()
    buyer.fill(quantity="2")
    buyer.press(BUY)


def _bears_one_parcel_a_day(keeper: Visitor, shop: str) -> None:
    keeper.go(f"{shop}/delivery/hours")
    keeper.fill(a_day="1")
    keeper.press()


def _orders(buyer: Visitor, *, name: str, phone: str) -> str:
    """What lies in the basket, fetched and paid in cash; the order's code."""
    _fills_in(buyer, name=name, phone=phone)
    buyer.press()
    assert buyer.path.startswith("/follow/")
    code = buyer.path.rsplit("/", 1)[1]
    buyer.looks_away()
    return code


def _fills_in(buyer: Visitor, *, name: str, phone: str) -> None:
    buyer.go("/checkout")
    buyer.fill(name=name, phone=phone)
    buyer.choose("delivery", "pick_up")
    buyer.choose("pay_by", "cash")


def _told_of_the_next_day(buyer: Visitor, shop: str) -> None:
    """In the language that this buyer reads."""
    _puts_one_in(buyer, shop)
    buyer.go("/checkout")
    assert "has as many parcels as it bears" in buyer.reads()


def _puts_one_in(buyer: Visitor, shop: str) -> None:
    buyer.go(shop)
    buyer.press(GOODS)
    buyer.press(BUY)


def _picks_and_packs(keeper: Visitor, shop: str, code: str) -> None:
    keeper.go(f"/orders/{code}")
    keeper.press('main form[action$="/confirmation"] button')
    keeper.go(f"{shop}/packing")
    told = keeper.reads().replace("\u00a0", " ")
    assert "2 gói 200 g Nấm hương rừng" in told
    assert "Thu 170.000 ₫ tiền mặt" in told
    labels = keeper.page.request.get(f"{shop}/packing/labels.pdf")
    assert labels.headers["content-type"] == "application/pdf"
    assert labels.body().startswith(b"%PDF")


def _two_want_the_last(keeper: Visitor, lan: Visitor, kien: Visitor, shop: str) -> None:
    """Both at the checkout: one gets it, the other is told and has ordered nothing."""
    keeper.go("/keeper")
    keeper.page.locator("main details.quick summary").first.click()
    keeper.page.locator('main [id^="stock-"]').first.fill("1")
    keeper.press("main .quick .stock-form button")
    _puts_one_in(lan, shop)
    _fills_in(lan, name="Chị Lan", phone="0912 345 673")
    _fills_in(kien, name="Anh Kiên", phone="0912 345 674")
    lan.press()
    assert lan.path.startswith("/follow/")
    kien.press()
    assert kien.path == "/basket"
    assert "Sold out meanwhile" in kien.reads()
    kien.go(shop)
    assert "Sold out" in kien.reads()
