"""The field kit on a phone without signal, and what stands in its memory."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page

from tests.story.kit_rooms import KIT, READY
from tests.story.people import LEADER, signed_in

NOW = "document.activeElement.name || document.activeElement.className"
_PROMISES = """navigator.storage.persist = () => {
  localStorage.setItem("asked-to-keep", "yes");
  return Promise.resolve(true);
};"""
_ALL = """(store) => new Promise((done) => {
  const person = localStorage.getItem("field-of");
  const plain = (it) => Object.assign({}, it, { bytes: Array.from(new Uint8Array(it.bytes)) });
  indexedDB.open("field-" + person).onsuccess = (event) => {
    const asked = event.target.result.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => done(asked.result.map((it) => (it && it.bytes ? plain(it) : it)));
  };
})"""


def on_a_hill(chromium: Browser, address: str) -> Page:
    """The kit is on the phone, a visit to bà Nhình is open, and there is no signal."""
    page = signed_in(chromium, address, LEADER, language="vi").page
    page.add_init_script(_PROMISES)
    page.goto(KIT)
    page.locator("#houses li").first.wait_for()
    page.fill("#find", "hoang thi nhinh")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    of = str(page.locator("#houses a").first.get_attribute("href")).partition("?")[2]
    page.goto(f"{KIT}/visit?{of}")  # kept by the worker from here on
    page.locator(READY).wait_for()
    page.context.set_offline(True)
    return page


def opened(page: Page, sheet: str) -> None:
    """Another sheet of the kit, for the household that is open."""
    query = page.url.partition("?")[2]
    page.goto(f"{KIT}/{sheet}?{query}")
    page.locator(READY).wait_for()


def written(page: Page) -> None:
    """The form is written down, and the next page is there."""
    with page.expect_navigation():
        page.click("#errand .btn-patch")
    page.locator(READY).wait_for()


def typed_house(page: Page, who: str, village: str = "") -> None:
    """She agrees to her shop, and to nothing else."""
    opened(page, "new")
    page.fill("main [name=name]", who)
    page.select_option("main [name=village]", village or pack(page)["villages"][0]["code"])
    for box in ('honorific][value="bà"', 'purposes][value="shop"', 'mode][value="self"'):
        page.check(f"main [name={box}]")


def sent(page: Page) -> None:
    """There is a signal again, and everything is in the market."""
    page.goto(f"{KIT}/waiting")
    page.context.set_offline(False)
    page.locator("#none:not([hidden])").wait_for()


def pack(page: Page) -> dict[str, Any]:
    """What is on this phone."""
    shelf = [it for it in kept(page, "kept") if isinstance(it, dict)]
    return next(it for it in shelf if "villages" in it)


def in_the_market(page: Page, who: str) -> dict[str, Any]:
    answer = page.request.get(f"{KIT}/pack").json()
    found: dict[str, Any] = next(it for it in answer["households"] if it["name"] == who)
    return found


def kept(page: Page, store: str) -> list[Any]:
    """Everything in one of the kit's stores on this phone."""
    found: list[Any] = page.evaluate(_ALL, store)
    return found


def on_to(page: Page, name: str) -> None:
    """By the tab key alone."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if name in str(page.evaluate(NOW)):
            return
    raise AssertionError(f"keys do not come to {name}")
