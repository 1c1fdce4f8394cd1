"""A page of the kit, told by somebody in Khmer, is heard where there is no signal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from storefront.demo.scenes import voices
from tests.story.kit_phone import on_a_hill, opened
from tests.story.kit_rooms import READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]


def test_what_somebody_recorded_is_heard_without_signal(chromium: Browser, address: str) -> None:
    page = on_a_hill(chromium, address)
    opened(page, "signal")
    assert page.locator("[data-tongue]:visible").count() == 0
    page.context.set_offline(False)
    page.goto("/recordings/kit-signal/km")
    page.fill("main [name=speaker]", "Chị Sa Rây")
    page.check("main [name=agreed]")
    hum = voices.humming(seconds=1)
    sound: FilePayload = {"name": "a.wav", "mimeType": "audio/wav", "buffer": hum}
    page.set_input_files("main [name=voice]", files=[sound])
    with page.expect_navigation():
        page.locator("main form:has([name=speaker]) button[type=submit], main .btn-patch").click()
    page.evaluate(
        """() => new Promise((done) => {
          const person = localStorage.getItem("field-of");
          indexedDB.open("field-" + person).onsuccess = (event) => {
            const deed = event.target.result.transaction("kept", "readwrite");
            deed.objectStore("kept").put(0, "fetched");
            deed.oncomplete = () => done();
          };
        })"""
    )  # as if the data of the village were old
    page.goto("/team/field/signal")
    button = page.locator('[data-tongue="km"]')
    button.wait_for()
    expect(button).to_have_attribute("title", "Chị Sa Rây")

    page.context.set_offline(True)
    page.goto("/team/field/signal")
    page.locator(READY).wait_for()
    expect(page.locator("[data-tongue]:visible")).to_have_count(1)
    button.click()
    page.locator("#hear[data-played]").wait_for()
