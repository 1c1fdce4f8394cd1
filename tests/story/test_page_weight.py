"""What a shop, and the field kit, cost somebody on a thin line who opens it for the first time."""

from __future__ import annotations

from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

from storefront.web.field import PAGES
from tests.story.market import a_phone
from tests.story.people import LEADER, signed_in
from tests.story.rooms import shop_of

pytestmark = pytest.mark.browser

HEAVIEST = 60_000
"""Bytes, the first picture included; those below the fold come when they are scrolled to."""
MOST_REQUESTS = 8
HEAVIEST_OF_THE_KIT = 80_000
"""With its scripts and whatever the worker does not fetch for itself; the pack's voices follow
afterwards, where the line is not one that saves."""


def test_a_shop_is_light_on_the_first_visit(chromium: Browser, address: str) -> None:
    finder = a_phone(chromium, address, language="vi")
    shop = shop_of(finder, "nhà bà Nhình")

    page = a_phone(chromium, address, language="vi")
    loads = _loads(page, shop)

    pictures = [url for url in loads if "/media/" in url]
    needed = {url: size for url, size in loads.items() if url not in pictures[1:]}
    assert pictures
    assert len(needed) <= MOST_REQUESTS, needed
    assert sum(needed.values()) <= HEAVIEST, needed
    assert _blocking_scripts(page) == 0


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_every_page_of_the_field_kit_is_light_on_the_first_visit(
    chromium: Browser, address: str
) -> None:
    """Each on a phone that has nothing yet but the leader's sign-in."""
    leader = signed_in(chromium, address, LEADER, language="vi").page
    weighed = {}
    for sheet in PAGES:
        page = a_phone(chromium, address, language="vi")
        page.context.add_cookies(cast("Any", leader.context.cookies()))
        weighed[sheet] = _loads(
            page, f"/team/field/{sheet}" if sheet != PAGES[0] else "/team/field"
        )
        assert _blocking_scripts(page) == 0, sheet
        page.context.close()

    heavy = {
        it: loads
        for it, loads in weighed.items()
        if sum(size for url, size in loads.items() if "/listen/" not in url) > HEAVIEST_OF_THE_KIT
    }
    assert heavy == {}
    assert len(weighed) > 12


def _loads(page: Page, path: str) -> dict[str, int]:
    """Everything the page fetched, in order, and its size on the line."""
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")

    def ask(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def finish(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    line.on("Network.requestWillBeSent", ask)
    line.on("Network.loadingFinished", finish)
    page.goto(path, wait_until="networkidle")
    return {url: sizes[number] for number, url in asked.items() if number in sizes}


def _blocking_scripts(page: Page) -> int:
    return page.locator("script:not([type=module]):not([defer]):not([async])").count()
