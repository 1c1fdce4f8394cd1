"""The phone's own rule of stickers says what the market's says (tests/field/test_stickers.py)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from storefront.settings import ROOT
from storefront.web.field_pack import MARK
from tests.field.sticker_cases import CASES, SERIAL

pytestmark = pytest.mark.browser

HERE = "http://127.0.0.1:9"
"""Nothing listens there: what is asked for comes out of the folder."""
LOOK = """async ([sticker, said]) => {
  const { look } = await import("/static/js/field/sight.js");
  const found = await look({ pack: { stickers: sticker ? [sticker] : [] }, houses: [] }, said);
  return found ? found.sight : "";
}"""


def test_the_phone_says_of_a_sticker_what_the_market_says(chromium: Browser) -> None:
    page = _a_page(chromium)

    told = {it["why"]: page.evaluate(LOOK, [_held(it["printed"]), it]) for it in CASES}

    assert told == {it["why"]: it.get("phone", it["sight"]) for it in CASES}


def _held(printed: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the pack tells of it."""
    if printed is None:
        return None
    digest = hashlib.sha256(printed["says"].encode()).hexdigest()[:MARK]
    return printed | {"serial": SERIAL, "house": "X", "says": digest}


def _a_page(browser: Browser) -> Page:
    page = browser.new_page()
    page.route(f"{HERE}/**", _from_the_folder)
    page.goto(f"{HERE}/")
    return page


def _from_the_folder(route: Route) -> None:
    path = route.request.url.removeprefix(HERE)
    if path.startswith("/static/"):
        route.fulfill(path=ROOT / path[1:], content_type="text/javascript")
    else:
        route.fulfill(body='<p id="phrases"></p>', content_type="text/html")
