"""Na is ordered before it is picked: the QR asks for the deposit, and the rest is left for the day.

Rain, the coach and what comes after are in test_na_by_coach.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from storefront import clock
from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, shown_vietqr, signed_in

pytestmark = pytest.mark.browser

BUYER = {"name": "Trần Minh Hà", "phone": "0912 345 678"}


def test_na_is_ordered_with_a_deposit(chromium: Browser, address: str) -> None:
    keeper = signed_in(chromium, address, LEADER, language="vi")
    _a_harvest(keeper, clock.village_date(clock.now()))
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    order = _ordered(buyer)

    _the_deposit_is_paid(buyer, order.rsplit("/", 1)[1])

    buyer.go(order)
    left = buyer.page.locator('main :text("Hái xong bạn trả nốt")').first
    left.wait_for()  # the page turns over by itself once the bank has told
    assert not buyer.page.locator("svg.qr").count(), "nothing is asked for before that day"


def _a_harvest(keeper: Visitor, today: date) -> None:
    """Of a house that sells already."""
    keeper.go("/search?q=nhà bà Nhình")
    keeper.press(".goods :is(h2, h3) a")
    link = keeper.page.locator('main a[href^="/shops/"]:not([href$="/ratings"])').first
    keeper.go(f"{link.get_attribute('href')}/products/new")
    keeper.fill(name="Na dai đặt trước", unit="kg", price="50000", stock="0")
    keeper.page.locator('main select[name="category"]').select_option("fruit")
    keeper.press()
    link = keeper.page.locator('main h2 a:has-text("Na dai đặt trước")').first
    keeper.go(str(link.get_attribute("href")).replace("/edit", "/harvest"))
    keeper.fill(
        harvest_on=(today + timedelta(days=3)).isoformat(),
        closes_on=(today + timedelta(days=2)).isoformat(),
        expected="120",
    )  # fmt: skip
    keeper.page.locator('main details:has([name="deposit_percent"]) summary').click()
    keeper.fill(deposit_percent="30")
    keeper.press()


def _ordered(buyer: Visitor) -> str:
    buyer.go("/search?q=na dai dat truoc")
    buyer.press(".goods :is(h2, h3) a")
    assert "Đặt cọc 30" in buyer.reads()
    buyer.fill(quantity="20")
    buyer.press('.bar button[form="buy"]')
    buyer.go("/checkout")
    buyer.fill(**BUYER, commune="Hoàn Kiếm", address="12 Hàng Bạc")
    buyer.choose("pay_by", "vietqr")
    buyer.press()
    if buyer.path == "/checkout":
        buyer.page.locator('main input[type="radio"][name="commune"]').first.check()
        buyer.press()
    asked = shown_vietqr(buyer)
    assert asked.amount is not None
    assert asked.amount.dong == 300_000
    return f"/follow/{buyer.path.split('/')[2]}/{asked.memo}"


def _the_deposit_is_paid(buyer: Visitor, code: str) -> None:
    bank = Visitor(buyer.page.context.new_page())
    bank.go(f"/practice/bank?code={code}")
    bank.press('main button[value="right"]')
