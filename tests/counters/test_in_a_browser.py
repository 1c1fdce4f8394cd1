"""What a real browser still shows of a household once its turn has ended: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from storefront.counters.models import IDLE
from storefront.web import counter_mode
from tests.browser import Browser
from tests.counters.test_at_the_counter import Here, begins, counter, here, later, sittings
from tests.serving import served

__all__ = ["counter", "here"]
pytestmark = pytest.mark.browser

HOUSE = "Lý Thị Mai"
TYPED = f"Mật ong nhà {HOUSE}"
PLANTED = """async () => {
    localStorage.setItem("house", "Mai");
    sessionStorage.setItem("house", "Mai");
    await (await caches.open("house")).put("/kept", new Response("Mai"));
    await new Promise((done) => {
        const asked = indexedDB.open("house");
        asked.onsuccess = () => { asked.result.close(); done(); };
    });
}"""
LEFT = """async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
    ...(await indexedDB.databases()).map((it) => it.name),
]"""
CACHED = """async (address) => {
    try { return (await fetch(address, { cache: "only-if-cached", mode: "same-origin" })).ok; }
    catch { return false; }
}"""


@pytest.fixture
def page(app: Flask, chromium: Chromium, counter: Browser, here: Here) -> Iterator[Page]:
    """The shared computer, signed in by whoever keeps the counter, in the turn of a household."""
    begins(counter, here.shop)
    kept = (counter.client._cookies or {}).values()
    with served(app) as address:
        context = chromium.new_context(base_url=address)
        cookies = [{"name": it.key, "value": it.value, "url": address} for it in kept]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        yield page
        context.close()


def _in_its_turn(page: Page, here: Here) -> list[str]:
    """Reads its pages, types and saves nothing; where it has been."""
    of_shop = f"/shops/{here.shop.code}/products"
    been = ["/counter", f"/team/households/{here.shop.household.code}", of_shop, f"{of_shop}/new"]
    shown = 0
    for address in been:
        page.goto(address)
        shown += HOUSE in page.content()
    assert shown >= 2
    page.fill("main [name=name]", TYPED)
    page.evaluate(PLANTED)
    assert len(page.evaluate(LEFT)) == 4
    return been


def _ends(page: Page) -> None:
    page.goto("/counter/end")
    page.locator('main [name="task"][value="product"]').check()
    page.locator('main [name="outcome"][value="done"]').check()
    with page.expect_navigation():
        page.locator("main .btn-patch").first.click()


def _still_shown(page: Page, been: list[str]) -> list[str]:
    """Of the household, anywhere."""
    found = [f"kept: {it}" for it in page.evaluate(LEFT)]
    found += [f"cached: {it}" for it in been if page.evaluate(CACHED, it)]
    for _step in range(len(been) + 3):
        if page.go_back() is None and page.url == "about:blank":
            break
        typed = page.evaluate("[...document.querySelectorAll('input')].map((it) => it.value)")
        found += [f"back: {page.url}"] * (HOUSE in page.content() or TYPED in typed)
    return found


def test_at_the_end_of_a_turn_nothing_is_left(page: Page, here: Here) -> None:
    been = _in_its_turn(page, here)
    _ends(page)
    assert HOUSE not in page.content()
    assert _still_shown(page, been) == []


def test_whoever_leaves_without_a_word_is_forgotten_by_time(
    page: Page, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page leaves by itself, whether anybody looks at it or not."""
    page.clock.install()
    been = _in_its_turn(page, here)
    later(monkeypatch, IDLE + timedelta(minutes=1))
    with page.expect_navigation(url="**/counter"):
        page.clock.run_for(int((IDLE + timedelta(minutes=1)).total_seconds()) * 1000)
    assert HOUSE not in page.content()
    assert _still_shown(page, been) == []
    assert [it.outcome and it.outcome.value for it in sittings()] == ["left"]


def test_a_browser_that_is_told_nothing_shows_it(app: Flask, page: Page, here: Here) -> None:
    """A planted fault: the tests above would find it."""
    after = app.after_request_funcs[None]
    nth = after.index(counter_mode._leave_nothing)
    told = after.pop(nth)
    try:
        been = _in_its_turn(page, here)
        _ends(page)
        shown = _still_shown(page, been)
    finally:
        after.insert(nth, told)
    assert {it.split(":")[0] for it in shown} >= {"kept"}
