"""Pages that are printed: as on cloth by day, whatever ground somebody reads on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.story.market import a_phone
from tests.story.people import OFFICER, signed_in
from tests.story.rooms import shop_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

INK = "rgb(21, 28, 71)"


def test_what_is_printed_at_night_can_be_read(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, OFFICER, language="vi").page
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": address}])
    page.goto("/growth")
    assert _of(page, ".chart .line", "stroke") != INK

    page.emulate_media(media="print")

    assert _of(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert _of(page, ".chart .line", "stroke") == INK


def test_a_printed_shop_tells_its_name_and_its_months(chromium: Browser, address: str) -> None:
    page = a_phone(chromium, address, language="vi")
    page.goto(shop_of(page, "nhà bà Nhình"))
    assert _of(page, "h1", "color") != INK

    page.emulate_media(media="print")

    assert _of(page, "h1", "color") == INK, "its panel has no ground on paper"
    assert _of(page, ".season .in, .year .in", "printColorAdjust") == "exact"


def _of(page: Page, selector: str, property_: str) -> str:
    it = page.locator(selector).first
    return str(it.evaluate("(it, name) => getComputedStyle(it)[name]", property_))
