"""Na is ordered before it is picked, with a deposit; rain moves the day, and a coach takes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from storefront import clock
from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, open_a_shop, shown_vietqr, signed_in
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

BUYER = {"name": "Trần Minh Hà", "phone": "0912 345 678"}


def test_na_is_ordered_with_a_deposit_and_sent_by_coach(chromium: Browser, address: str) -> None:
    today = clock.village_date(clock.now())
    keeper = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(keeper, name="Lành Thị Na", number="108877665506", photo=a_photo())
    goods = _a_harvest(keeper, shop, today)
    buyer = Visitor(a_phone(chromium, address, language="vi"))
    order = _ordered(buyer)
    code = order.rsplit("/", 1)[1]
    _the_deposit_is_paid(buyer, code)
    keeper.go(f"/orders/{code}")
    keeper.press()

    later = today + timedelta(days=5)
    keeper.go(f"{goods}/harvest")
    keeper.fill(
        harvest_on=later.isoformat(), closes_on=(later - timedelta(days=1)).isoformat(),
        because="mưa",
    )  # fmt: skip
    keeper.press('main button:has-text("Dời")')
    buyer.go(order)
    assert "mưa" in buyer.reads()
    buyer.press('main form[action$="/harvest"] .btn-patch')
    assert "300.000" in buyer.reads(), "the deposit stays"

    keeper.go(f"/orders/{code}")
    keeper.fill(plate="12B-004.56", phone="0987 654 321")
    keeper.press('main form[action$="/dispatch"] button:not([type="button"])')
    buyer.go(order)
    assert "12B-004.56" in buyer.reads()


def _a_harvest(keeper: Visitor, shop: str, today: date) -> str:
    """Sent by coach. Gives its goods' address at the desk."""
    keeper.go(f"{shop}/delivery")
    keeper.page.locator('main [name="offer-coach"]').check()
    keeper.page.locator('main [name="fee-coach"]').fill("0")
    keeper.page.locator('main [name="days-coach"]').fill("1")
    keeper.press()
    keeper.go(f"{shop}/products/new")
    keeper.fill(name="Na dai đặt trước", unit="kg", price="50000", stock="0")
    keeper.page.locator('main select[name="category"]').select_option("fruit")
    keeper.press()
    link = keeper.page.locator('main h2 a:has-text("Na dai đặt trước")').first
    goods = str(link.get_attribute("href")).removesuffix("/edit")
    keeper.go(f"{goods}/harvest")
    keeper.fill(
        harvest_on=(today + timedelta(days=3)).isoformat(),
        closes_on=(today + timedelta(days=2)).isoformat(),
        expected="120",
    )  # fmt: skip
    keeper.page.locator('main details:has([name="deposit_percent"]) summary').click()
    keeper.fill(deposit_percent="30")
    keeper.press()
    return goods


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
