"""A sticker looked at where there is no signal: the phone says at once what it knows of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer
from tests.story.field_kit import READY, a_photo
from tests.story.kit_rooms import KIT
from tests.story.people import LEADER, Visitor, open_a_shop, signed_in
from tests.story.walking import press
from tests.village_photos import a_photo as a_good_photo

pytestmark = pytest.mark.browser

NUMBER, ELSEWHERE = "108877665531", "108877665532"
READS_CODES = """
  window.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(["aztec", "qr_code"]); }
    detect() {
      const says = localStorage.getItem("says");
      return Promise.resolve(says ? [{ rawValue: says }] : []);
    }
  };"""
"""In place of the one that phones have and desktops do not."""
READS_NONE = "delete window.BarcodeDetector;"
PICTURE: FilePayload = {"name": "qr.png", "mimeType": "image/png", "buffer": a_photo(1)}


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_sticker_is_looked_at_without_signal(chromium: Browser, address: str) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(leader, name="Lành Thị Tỏa", number=NUMBER, photo=a_good_photo())
    serial, page = _printed(leader, shop), leader.page
    page.add_init_script(READS_CODES)
    _on_the_phone(page, serial)

    _photographs(page, "")
    assert page.locator("[data-scan-none]").is_visible()
    _photographs(page, _says(NUMBER, serial))
    _is_told(page, "fine", "Bà Tỏa")
    expect(page.locator("[name=serial]")).to_have_value(serial)
    _photographs(page, _says(ELSEWHERE, serial))
    _is_told(page, "other_account", "Bà Tỏa")

    page.click("#errand .btn-patch")
    page.wait_for_url(f"**{KIT}/waiting")
    waits = page.locator("#errands > li")
    expect(waits).to_contain_text(re.compile("dán đè.*Chờ có sóng", re.DOTALL))
    assert waits.get_attribute("data-state") == "asks"
    page.context.set_offline(False)
    page.locator("#done > li[data-state=asks]").wait_for()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_phone_that_reads_no_codes_is_told_the_serial(chromium: Browser, address: str) -> None:
    leader = signed_in(chromium, address, LEADER, language="vi")
    shop = open_a_shop(leader, name="Lành Thị Hiền", number=ELSEWHERE, photo=a_good_photo())
    serial, page = _printed(leader, shop), leader.page
    press(page, 'main button[value="pasted_over"]')
    page.add_init_script(READS_NONE)
    _on_the_phone(page, serial)

    assert page.locator("[data-scan]").is_hidden()
    page.fill("[name=serial]", f"{serial[:4]} {serial[4:]}".lower())
    _is_told(page, "withdrawn", "Bà Hiền")
    page.fill("[name=serial]", "QR2222222")
    _is_told(page, "notheld", "hỏi chợ")
    page.fill("[name=serial]", "QR22")
    page.locator("[data-sight]").wait_for(state="hidden")


def _printed(leader: Visitor, shop: str) -> str:
    """The serial of a new poster, whose page is open."""
    leader.page.goto(f"{shop}/share")
    press(leader.page, 'main input[value="to_account"] ~ button')
    leader.page.locator("main summary").click()
    found = re.search(r"QR[0-9A-Z]{7}", leader.page.url)
    assert found, leader.page.url
    return found.group()


def _on_the_phone(page: Page, serial: str) -> None:
    """The kit and the register are on the phone; then the signal goes."""
    page.goto(KIT)
    page.locator("#houses li").first.wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    pack = page.request.get(f"{KIT}/pack").json()
    assert serial in {it["serial"] for it in pack["stickers"]}
    page.goto(f"{KIT}/sticker")
    page.locator(READY).wait_for()
    page.context.set_offline(True)


def _photographs(page: Page, says: str) -> None:
    page.evaluate("(says) => localStorage.setItem('says', says)", says)
    page.set_input_files("[data-scan] input", files=[PICTURE])
    shown = "[data-scan-found]" if says else "[data-scan-none]"
    page.locator(shown).wait_for()


def _is_told(page: Page, sight: str, words: str) -> None:
    told = page.locator(f"[data-sight={sight}]")
    told.wait_for()
    expect(told).to_contain_text(words, ignore_case=True)


def _says(number: str, serial: str) -> str:
    return vietqr.payload(Transfer("970415", number, memo=serial))
