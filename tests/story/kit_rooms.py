"""Rooms of the field kit: its pages, what is wrong in them, what waits, and where the line ends."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.story.walking import Room, press

KIT = "/team/field"
READY = "main[data-ready]"
SELLER = "hoang thi nhinh"


def kit(page: Page) -> Iterator[Room]:
    yield "kit", _opened(page, "")
    page.locator("#houses li").first.wait_for()
    page.fill("#find", SELLER)
    known = str(page.locator("#houses a").first.get_attribute("href"))
    yield "kit-household", _opened(page, known.removeprefix(KIT))
    of = f"?{known.partition('?')[2]}"
    yield "kit-consent-all", _opened(page, f"/consent{of}")
    for sheet in ("new", "consent", "account", "goods", "sticker", "signal", "question"):
        _opened(page, f"/{sheet}{of if sheet not in ('new', 'consent') else ''}")
        page.click("#errand .btn-patch")
        page.locator(".fault").first.wait_for()
        yield f"kit-{sheet}-wrong", page
    _opened(page, known.removeprefix(KIT))
    with page.expect_navigation():
        page.click("#to-order")
    page.locator(READY).wait_for()
    page.click("#errand .btn-patch")
    page.locator(".fault").first.wait_for()
    yield "kit-order-wrong", page
    page.locator('[name=delivery][value="send"]').check()
    page.fill("[name=commune]", "lang son")
    page.locator("#communes li").first.wait_for()
    yield "kit-order-commune", page
    yield "kit-shop", _opened(page, f"/shop{of}")
    yield "kit-lists", _opened(page, "/lists")
    page.locator("#banks li").first.wait_for(state="attached")
    _opened(page, "/help").fill("#find", "việc chưa gửi được" if _is_vi(page) else "not sent yet")
    page.locator("#topics details:not([hidden]) summary").first.click()
    yield "kit-help", page
    yield "kit-terms", _opened(page, "/terms")
    yield "kit-waiting-none", _opened(page, "/waiting")
    page.goto(f"{KIT}/files")
    page.set_input_files(
        "[name=file]", {"name": "kit.json", "mimeType": "application/json", "buffer": b"{}"}
    )
    press(page)
    yield "kit-files-wrong", page
    page.context.set_offline(True)
    page.goto("/team/visits")
    yield "kit-away", page
    yield "kit-visit", _opened(page, f"/visit{of}")
    with page.expect_navigation():
        page.click("#errand .btn-patch")
    yield "kit-waiting", _opened(page, "/waiting")
    page.context.set_offline(False)


def _opened(page: Page, sheet: str) -> Page:
    page.goto(f"{KIT}{sheet}")
    page.locator(READY).wait_for()
    return page


def _is_vi(page: Page) -> bool:
    return page.get_attribute("html", "lang") == "vi"
