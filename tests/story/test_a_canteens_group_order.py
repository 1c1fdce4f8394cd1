"""A canteen buys together, on small phones: opened, passed on, chosen, closed, handed out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from storefront import clock
from tests.story.market import a_phone
from tests.story.people import Visitor
from tests.story.rooms import shop_of

pytestmark = pytest.mark.browser


def test_a_canteen_orders_together(chromium: Browser, address: str) -> None:
    cook = Visitor(a_phone(chromium, address, language="vi"))
    _opened(cook, on=clock.village_date(clock.now()) + timedelta(days=3))
    organisers, link = (
        cook.page.url,
        cook.page.locator("[data-copied]").inner_text(),
    )

    lan = _joined(chromium, address, link, name="Lan", many=2)
    _joined(chromium, address, link, name="Minh", many=1)

    cook.go(organisers)
    cook.press('a[href$="/closing"]')
    cook.page.locator('[name=pay_by][value="cash"]').check()
    cook.press("main .sheet .btn-patch")
    assert {"Lan", "Minh"} <= set(cook.page.locator("tbody th").all_inner_texts())
    assert cook.page.request.get(f"{organisers}/list.pdf").body().startswith(b"%PDF")
    lan.go(lan.page.url)
    assert "Đã đặt" in lan.page.locator("main").inner_text()


def _opened(cook: Visitor, *, on: date) -> None:
    cook.go(shop_of(cook.page, "nhà bà Nhình"))
    cook.press('a[href^="/groups/new"]')
    for name, said in {
        "title": "Rau quả cho bếp ăn",
        "wanted_on": str(on),
        "closes_on": str(on - timedelta(days=1)),
        "name": "Cô Hạnh",
        "phone": "0912 345 670",
    }.items():
        cook.page.fill(f"main [name={name}]", said)
    cook.page.locator('main [name=delivery][value="pick_up"]').check()
    cook.page.locator("main details summary").click()
    cook.page.select_option("main [name=institution]", "canteen")
    cook.page.fill("main [name=institution_name]", "Bếp ăn Trường Hoa Sen")
    cook.press()


def _joined(chromium: Browser, address: str, link: str, *, name: str, many: int) -> Visitor:
    member = Visitor(a_phone(chromium, address, language="vi"))
    member.go(link)
    member.page.fill("main [name=name]", name)
    member.press()
    member.page.locator('main [name^="quantity-"]').first.fill(str(many))
    member.press()
    return member
