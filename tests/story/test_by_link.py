"""An order from a link in a chat, and a vegetable box that a school gets every week."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.story.market import a_phone
from tests.story.people import Visitor, signed_in

pytestmark = pytest.mark.browser

KEEPER = "Hoàng Thị Nhình"


def test_an_order_by_a_shared_link(chromium: Browser, address: str) -> None:
    keeper = signed_in(chromium, address, KEEPER, language="vi")
    keeper.go("/keeper")
    keeper.press('main a[href$="/share/order"]')
    link = keeper.page.locator("main [data-copied]").inner_text()
    assert link.startswith(f"{address}/shops/")

    buyer = Visitor(a_phone(chromium, address, language="vi"))
    code = _ordered(buyer, link.removeprefix(address), many=2, name="Chị Hạnh")

    keeper.go(f"/orders/{code}")
    assert "Chị Hạnh" in keeper.reads()


def test_a_weekly_vegetable_box_for_a_school(chromium: Browser, address: str) -> None:
    keeper = signed_in(chromium, address, KEEPER, language="vi")
    keeper.go("/keeper")
    weekly = str(keeper.page.locator('main a[href$="/weekly"]').first.get_attribute("href"))
    school = Visitor(a_phone(chromium, address, language="vi"))
    _ordered(school, weekly.replace("/weekly", "/order"), many=3, name="Cô Hoa, Trường Chi Lăng")

    school.press('main a[href$="/weekly"]')
    school.choose("weekday", "3")
    school.choose("weeks", "1")
    school.press()
    assert "thứ năm" in school.reads().lower()
    school.page.locator('main input[type="number"]').first.fill("4")
    school.press('main form[action$="/goods"] .btn-patch')
    assert school.page.locator('main input[type="number"]').first.input_value() == "4"
    school.press('main form[action$="/skip"] button')
    assert "Bỏ qua: người mua bỏ" in school.reads()

    keeper.go(weekly)
    keeper.press('main a:has-text("Cô Hoa, Trường Chi Lăng")')
    keeper.press('main form[action$="/stop"] button')
    school.page.reload()
    assert "Đã thôi" in school.reads()


def _ordered(buyer: Visitor, path: str, *, many: int, name: str) -> str:
    """So many of the first of the goods, fetched and paid in cash. Gives the order's code."""
    buyer.go(path)
    buyer.page.locator('main input[type="number"]').first.fill(str(many))
    buyer.fill(name=name, phone="0912 345 678")
    buyer.page.locator('main [value="pick_up"]').check()
    buyer.choose("pay_by", "cash")
    buyer.press()
    if buyer.page.locator("#order").count():  # pressed before the sum had followed: it is told now
        buyer.press()
    link = buyer.page.locator('main a[href^="/follow/"][href$="/weekly"]').get_attribute("href")
    return str(link).split("/")[3]
