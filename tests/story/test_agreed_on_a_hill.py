"""A household says yes to more where there is no signal, into the phone's recorder."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.story.kit_phone import (
    in_the_market,
    kept,
    on_a_hill,
    opened,
    sent,
    typed_house,
    written,
)
from tests.story.kit_rooms import READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

WHO = "Lường Thị Yểng"
YES: FilePayload = {"name": "yes.ogg", "mimeType": "audio/ogg", "buffer": b"OggS" + bytes(90_000)}
OPEN = "[name=purposes]:visible"


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    return on_a_hill(chromium, address)


def test_more_is_agreed_to_on_the_hill_with_a_voice_note(page: Page) -> None:
    typed_house(page, WHO)
    written(page)
    _to(page, "household")
    assert page.locator("#to-goods").is_hidden(), "nobody may press for her yet"
    with page.expect_navigation():
        page.click("#to-consent")
    page.locator(READY).wait_for()

    assert _open(page) == ["payout", "assist", "report"]
    assert page.locator("[name=purposes]:checked").count() == 0
    page.click("#errand .btn-patch")
    assert page.locator(".fault").count() > 1
    for box in ('purposes][value="assist"', 'purposes][value="payout"', 'mode][value="spoken"'):
        page.check(f"main [name={box}]")
    page.fill("main [name=witness]", "Lý Thị Dín")
    page.select_option("main [name=language]", "nut")
    page.set_input_files("[name=voice]", files=[YES | {"buffer": bytes(1_000_001)}])
    page.click("#errand .btn-patch")
    page.locator(".field-wrong:has([name=voice]) .fault").wait_for()
    page.set_input_files("[name=voice]", files=[YES])
    written(page)

    assert page.locator("#to-account").is_visible(), "as if she had been asked at the door"
    (note,) = kept(page, "photos")
    assert bytes(note["bytes"]) == YES["buffer"]
    _to(page, "consent")
    assert _open(page) == ["report"]

    sent(page)
    assert in_the_market(page, WHO)["asks"] == ["report"]
    assert kept(page, "photos") == []
    code = in_the_market(page, WHO)["code"]
    page.goto(f"/team/households/{code}/consents")
    assert page.locator("main audio").count() == 2
    assert page.inner_text("main").count(" · Nùng · ") == 2


def _to(page: Page, sheet: str) -> None:
    opened(page, sheet)
    page.locator(READY).wait_for()


def _open(page: Page) -> list[str]:
    return [str(it.get_attribute("value")) for it in page.locator(OPEN).all()]
