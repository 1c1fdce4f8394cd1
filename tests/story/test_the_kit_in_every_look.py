"""The field kit's pages by day and night, in normal and very large letters, in both languages."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from storefront.web.field import PAGES
from tests.story.kit_rooms import KIT, READY, SELLER
from tests.story.people import LEADER, signed_in
from tests.story.test_every_page import RULES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = list(product(("light", "dark"), ("normal", "huge")))
SEEN = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}, "preload": False}
"""What another light or size of letters can change; all rules are asked in the first look."""
NARROWEST = 320


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_kit_can_be_used_in_every_look(
    chromium: Browser, address: str, language: str
) -> None:
    page = signed_in(chromium, address, LEADER, language=language).page
    house = _a_house(page)
    faults = []
    for sheet in PAGES:
        page.goto(f"{KIT}/{sheet}{house}" if sheet != PAGES[0] else KIT)
        page.locator(READY).wait_for()
        for look in LOOKS:
            faults += [f"{sheet} {look}: {it}" for it in _barriers(page, look)]

    assert faults == []
    assert len(PAGES) > 12


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_what_only_the_night_shows_is_seen(chromium: Browser, address: str) -> None:
    """Planted: a colour by day that is none by night."""
    page = signed_in(chromium, address, LEADER, language="vi").page
    page.goto(KIT)
    page.locator(READY).wait_for()
    page.evaluate("""() => {
        const it = document.createElement("p");
        it.style.color = "#333";
        it.textContent = "hardly to be read at night";
        document.querySelector("main").append(it);
    }""")

    assert _barriers(page, ("light", "normal")) == []
    assert any("color-contrast" in it for it in _barriers(page, ("dark", "normal")))


def _a_house(page: Page) -> str:
    page.goto(KIT)
    page.locator("#houses li").first.wait_for()
    page.fill("#find", SELLER)
    known = str(page.locator("#houses a").first.get_attribute("href"))
    return f"?{known.partition('?')[2]}"


def _barriers(page: Page, look: tuple[str, str]) -> list[str]:
    theme, letters = look
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate("it => { document.documentElement.dataset.text = it; }", letters)
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 360, "height": tall})  # so that no bar lies over anything
    rules = RULES if look == LOOKS[0] else SEEN
    found: list[dict[str, Any]] = Axe().run(page, options=rules).response["violations"]
    told = [f"{it['id']} at {it['nodes'][0]['html'][:120]}" for it in found]
    return told + [f"{wide} wide on {NARROWEST}"] * (wide > NARROWEST)
