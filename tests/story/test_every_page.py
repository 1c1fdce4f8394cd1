"""Every page, opened once on a small phone: it fits, it runs clean, and anyone can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.story import market
from tests.story.people import LEADER, signed_in
from tests.story.rooms import every_room

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
REFUSED = re.compile(r"server responded with a status of 422|ERR_INTERNET_DISCONNECTED")
"""Chromium says so of pages that tell somebody what is wrong, and of those opened without signal;
that is what they are for."""
ABSENT = re.compile(r"status of (404|410)")
NOT_THERE = {"gone", "check-report-unknown", "taken-down"}
"""Rooms that are there to say so."""

NARROWEST = 320


@pytest.fixture
def said() -> list[str]:
    """What the browser complained of."""
    return []


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_every_page_fits_runs_clean_and_can_be_used_by_anyone(
    chromium: Browser, address: str, said: list[str]
) -> None:
    faults: list[str] = []
    phones = _phones(chromium, address, said)
    names: list[str] = []
    known: list[Page] = []
    for name, page in every_room(lambda: next(phones)):
        names.append(name)
        found = (*_sideways(page), *_barriers(page, is_known=page in known))
        faults += [f"{name}: {fault}" for fault in found]
        known.append(page)
        faults += [f"{name}: {words}" for words in _heard(said, is_there=name not in NOT_THERE)]
    assert faults == []
    assert len(names) > 80


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_what_is_wrong_with_a_page_is_seen(
    chromium: Browser, address: str, said: list[str]
) -> None:
    page = next(_phones(chromium, address, said))
    page.goto("/help")
    assert (_sideways(page), _barriers(page), said) == ([], [], [])

    page.evaluate("""() => {
        const plant = (tag, style, words) => {
            const it = document.createElement(tag);
            Object.assign(it.style, style);
            it.textContent = words;
            document.querySelector("main").append(it);
        };
        plant("button", { width: "60px", height: "60px" }, "");
        plant("p", { color: "#ccc", background: "#fff" }, "hardly to be read");
        plant("h1", { width: "500px" }, "a second heading, and a wide one");
        document.querySelector("main").setAttribute("onclick", "alert(1)");
    }""")

    found = " ".join(_barriers(page))
    assert "button-name" in found
    assert "color-contrast" in found
    assert len(_sideways(page)) == 3
    assert any("Content Security Policy" in words for words in said)

    said.clear()
    page.goto("/no-such-stall")
    assert _sideways(page) == []
    assert any("status of 404" in words for words in _heard(said, is_there=True))


def _phones(browser: Browser, address: str, said: list[str]) -> Iterator[Page]:
    """One in Vietnamese by day, the next in English by night with very large letters, and so on."""
    while True:
        for language, theme, letters in (("vi", "light", "normal"), ("en", "dark", "huge")):
            page = market.a_phone(browser, address, language=language)
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            page.context.add_cookies([{"name": "text", "value": letters, "url": address}])
            page.on("console", lambda message: _note(message, said))
            page.on("pageerror", lambda error: said.append(str(error)))
            yield page


def _note(message: ConsoleMessage, said: list[str]) -> None:
    if message.type == "error" and not REFUSED.search(message.text):
        said.append(message.text)


def _heard(said: list[str], *, is_there: bool) -> list[str]:
    """What was said since, and is forgotten by this."""
    heard = [words for words in said if is_there or not ABSENT.search(words)]
    said.clear()
    return heard


def _sideways(page: Page) -> list[str]:
    """At the width it was opened with, and at the least that WCAG 1.4.10 asks for."""
    found = [f"{wide} wide on 360" for wide in [_width(page)] if wide > 360]
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    found += [f"{wide} wide on {NARROWEST}" for wide in [_width(page)] if wide > NARROWEST]
    page.set_viewport_size({"width": 360, "height": 740})
    heads = page.locator("h1").count()
    return found + [f"{heads} headings"] * (heads != 1)


def _width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def _barriers(page: Page, *, is_known: bool = False) -> list[str]:
    """What axe finds, the whole page in sight so that no bar lies over anything. Head and foot
    are the same on every page of one phone, and half the work."""
    _whole_in_sight(page)
    context = {"exclude": [[".top"], [".foot"]]} if is_known else None
    found: list[dict[str, Any]] = Axe().run(page, context, RULES).response["violations"]
    page.set_viewport_size({"width": 360, "height": 740})
    return [f"{it['id']} at {it['nodes'][0]['html'][:120]}" for it in found]


def _whole_in_sight(page: Page) -> None:
    """Twice, for a list that a script was still writing."""
    for _once in range(2):
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": 360, "height": tall})


# --- what scripts add -------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_phone_without_a_voice_offers_no_reading(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, LEADER, language="vi").page
    page.add_init_script("speechSynthesis.getVoices = () => [];")
    page.goto("/team")
    household = page.locator('main a[href^="/team/households/"]:not(.btn)').first
    page.goto(f"{household.get_attribute('href')}/consents")
    market.listens(page)
    assert page.locator("[data-say]").is_hidden()

    page.evaluate("""() => {
        speechSynthesis.getVoices = () => [{ lang: "vi_VN" }];
        speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    }""")
    assert page.locator("[data-say]").is_visible()
