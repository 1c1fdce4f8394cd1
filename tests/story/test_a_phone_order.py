"""Somebody rings up; the team's leader writes it down for a house that cannot, and it is fetched
on market day for cash."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone
from tests.story.people import LEADER, Visitor, open_a_shop, signed_in, signed_in_by_code
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser

PHONE, CALLER = "0387 104 222", "0912 345 672"
MARKET = "Chợ Đồng Mỏ, ngày 4 và 9 âm"


def test_a_phone_order_is_fetched_on_market_day(chromium: Browser, address: str) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(
        leader, name="Lành Thị Sim", number="108877665504", photo=a_photo(), phone=PHONE
    )
    _goes_to_market(leader, shop)
    code = _writes_it_down(leader, shop)

    buyer = Visitor(a_phone(chromium, address, language="vi"))
    _reads_the_message(buyer)
    told = buyer.reads()
    assert "Bạn đặt qua điện thoại" in told
    assert "Nông Văn Tài bấm giúp" in told
    assert MARKET in told
    follow = buyer.path
    buyer.looks_away()
    _sees_who_pressed(signed_in_by_code(chromium, address, PHONE, language="vi"), code)

    leader.go(f"/orders/{code}")
    leader.press('main button[name="means"][value="cash"]')
    leader.press('main form[action$="/delivery"] button')
    buyer.go(follow)
    assert "Bà Sim báo đã nhận 170.000 ₫ tiền mặt" in buyer.reads()
    buyer.press('main a[href$="/receipt"]')
    told = buyer.reads()
    assert "Chú Hoan" in told
    assert "tiền mặt" in told
    assert "không phải hóa đơn" in told


def _goes_to_market(leader: Visitor, shop: str) -> None:
    leader.go(f"{shop}/delivery")
    leader.page.locator('main [name="offer-send"]').uncheck()
    leader.page.locator('main [name="offer-market_day"]').check()
    leader.page.fill('main [name="note-market_day"]', MARKET)
    leader.press()


def _writes_it_down(leader: Visitor, shop: str) -> str:
    leader.go(f"{shop}/calls")
    assert "Đang bấm giúp bà Sim" in leader.reads()
    leader.page.locator('main input[type="number"]').first.fill("2")
    leader.fill(name="Chú Hoan", phone=CALLER)
    leader.page.locator('main [value="market_day"]').check()
    leader.choose("pay_by", "cash")
    leader.press()
    if leader.page.locator("#call").count():  # pressed before the sum had followed
        leader.press()
    return leader.path.rsplit("/", 1)[1]


def _reads_the_message(buyer: Visitor) -> None:
    """The link in it opens the order."""
    buyer.go("/practice/outbox")
    letter = buyer.page.locator(f'.letter:has(b:text-is("{CALLER}"))').first.inner_text()
    assert "qua điện thoại" in letter
    link = re.search(r"/follow/\S+", letter)
    assert link, letter
    buyer.go(link.group())


def _sees_who_pressed(keeper: Visitor, code: str) -> None:
    """On her own first page, with a way to say that she did not ask for it."""
    keeper.go("/keeper")
    pressed = keeper.page.locator(f'main .notice:has-text("Nhận đơn {code}")')
    assert "Nông Văn Tài bấm giúp" in pressed.inner_text()
    assert "Tôi không nhờ việc này" in pressed.inner_text()
