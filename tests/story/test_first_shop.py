"""A leader opens a household's first shop on a phone, with few taps besides typing.

How long it takes is measured by `./dev prove first_shop`."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.story import market
from tests.story.first_shop import MOST_TAPS, Hand, Pace, a_leader, list_goods, open_a_shop
from tests.village_photos import a_photo

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_first_shop_takes_few_taps(
    chromium: Browser, address: str, tmp_path: Path, language: str
) -> None:
    photo = tmp_path / "na.jpg"
    photo.write_bytes(a_photo(size=(4000, 3000)))
    page = market.a_phone(chromium, address, language=language)
    a_leader(page)
    hand = Hand(page, Pace())

    open_a_shop(
        hand,
        name={"vi": "Lăng Thị Slay", "en": "Lăng Thị Mỉ"}[language],
        number={"vi": "101872341111", "en": "101872342222"}[language],
    )
    list_goods(hand, photo)

    assert page.url.endswith("/done")
    assert hand.taps <= MOST_TAPS
    _buyers_see_it(page)


def _buyers_see_it(page: Page) -> None:
    market.fits(page)
    page.goto(page.locator("a[href^='/shops/']:has-text('')").last.get_attribute("href") or "")
    market.fits(page)
    assert page.get_by_text("Na dai").count()
