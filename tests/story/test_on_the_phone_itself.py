"""What the kit does on the phone itself: photos made small there, and forms filled in by keys."""

from __future__ import annotations

import os
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page

from tests.story.kit_rooms import KIT, READY
from tests.story.market import listens
from tests.story.people import LEADER, signed_in
from tests.village_photos import CAMERA, GPS, LANG_SON

pytestmark = pytest.mark.browser

LONGEST, HEAVIEST = 1280, 200 * 1024
KEPT = """() => new Promise((done) => {
  const person = localStorage.getItem("field-of");
  indexedDB.open("field-" + person).onsuccess = (event) => {
    const asked = event.target.result.transaction("photos").objectStore("photos").getAll();
    asked.onsuccess = () => done(asked.result.map((it) => Array.from(new Uint8Array(it.bytes))));
  };
})"""
SELLER = "Hoàng Thị Nhình"
LIVES_IN = """(name) => new Promise((done) => {
  const person = localStorage.getItem("field-of");
  indexedDB.open("field-" + person).onsuccess = (event) => {
    const asked = event.target.result.transaction("kept").objectStore("kept").get("pack");
    asked.onsuccess = () => done(asked.result.households.find((it) => it.name === name).village);
  };
})"""
PROMISES = """navigator.storage.persist = () => {
  localStorage.setItem("asked-to-keep", "yes");
  return Promise.resolve(true);
};"""
NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put;
  window.room = () => { IDBObjectStore.prototype.put = put; };
  IDBObjectStore.prototype.put = function (what) {
    const asked = put.call(this, what);
    this.transaction.abort();
    return asked;
  };
}"""
"""What a browser does that has nowhere to write to, until there is room again."""
NOW = "document.activeElement.name || document.activeElement.className"


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    """The kit is on the phone, and there is no signal."""
    page = signed_in(chromium, address, LEADER, language="vi").page
    page.add_init_script(PROMISES)
    page.goto(KIT)
    page.locator("#houses li").first.wait_for()
    page.fill("#find", "hoang thi nhinh")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    of = str(page.locator("#houses a").first.get_attribute("href")).partition("?")[2]
    page.goto(f"{KIT}/visit?{of}")  # kept by the worker from here on
    page.locator(READY).wait_for()
    page.context.set_offline(True)
    return page


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_photo_is_made_small_and_says_no_more_where_it_was_taken(page: Page) -> None:
    _opened(page, "goods")
    page.set_input_files("[name=photo]", files=[_as_a_phone_takes_it()])
    for name, words in (("name", "Măng ớt"), ("price", "45000"), ("stock", "9")):
        page.fill(f"main [name={name}]", words)
    page.select_option("[name=category]", "vegetable")
    with page.expect_navigation():
        page.click("#errand .btn-patch")

    (kept,) = page.evaluate(KEPT)
    picture = Image.open(BytesIO(bytes(kept)))
    assert len(kept) <= HEAVIEST
    assert max(picture.size) <= LONGEST
    assert picture.format == "JPEG"
    assert not picture.getexif()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_visit_is_written_down_by_keys_alone(page: Page) -> None:
    _opened(page, "visit")

    _on_to(page, "outcome")
    page.keyboard.press("ArrowDown")
    _on_to(page, "note")
    page.keyboard.type("Nhà đi nương")
    _on_to(page, "next_step")
    page.keyboard.type("Tổ trưởng gọi lại")
    _on_to(page, "btn-patch")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.locator(READY).wait_for()
    assert page.locator("#strip [data-count]").inner_text() == "1"
    assert page.evaluate("localStorage.getItem('asked-to-keep')") == "yes"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_who_signs_out_is_told_what_still_waits(page: Page) -> None:
    _opened(page, "visit")
    with page.expect_navigation():
        page.click("#errand .btn-patch")
    page.goto("about:blank")  # nothing sends it meanwhile
    page.context.set_offline(False)
    page.goto("/me")
    listens(page)
    out = page.locator("[data-leaving] form button")

    out.click()
    told = page.locator("[data-leaving] [role=alert]").inner_text()
    with page.expect_navigation():
        out.click()

    assert "1" in told
    page.goto("/me")
    assert "/sign-in" in page.url


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_where_an_order_goes_is_chosen_among_the_communes_that_came_along(page: Page) -> None:
    _opened(page, "order")
    page.locator("[data-goods] input").first.fill("1")
    page.locator('main [name=delivery][value="send"]').check()
    for name, words in (("phone", "0912 345 672"), ("name", "Chú Hoan"), ("address", "Thôn Đông")):
        page.fill(f"main [name={name}]", words)

    page.fill("main [name=commune]", "van linh")
    page.locator("#communes li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = _commune(page)
    page.fill("main [name=commune]", "phường Hoàn Kiếm, Hà Nội")

    assert chosen == ["xã Vạn Linh, tỉnh Lạng Sơn", "06505"]
    assert _commune(page) == ["phường Hoàn Kiếm, Hà Nội", ""]
    assert "chợ sẽ hỏi lại" in page.locator("[data-known-communes]").inner_text()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_full_phone_says_so_and_what_was_typed_stays(page: Page) -> None:
    _opened(page, "visit")
    page.fill("[name=note]", "Nhà đi nương")
    page.evaluate(NO_ROOM)

    page.click("#errand .btn-patch")
    told = page.locator(".fault")
    told.wait_for()
    assert "hết chỗ" in told.inner_text()
    assert page.evaluate(NOW) == "error fault"
    assert page.input_value("[name=note]") == "Nhà đi nương"

    page.evaluate("room()")
    with page.expect_navigation():
        page.click("#errand .btn-patch")
    assert page.locator("#strip [data-count]").inner_text() == "1"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_phone_without_a_voice_of_the_tongue_offers_no_reading_in_the_kit(page: Page) -> None:
    page.add_init_script("speechSynthesis.getVoices = () => [{ lang: 'en-GB' }];")
    _opened(page, "new")
    assert page.locator("[data-say]").is_hidden()

    page.evaluate("""() => {
        speechSynthesis.getVoices = () => [{ lang: "vi_VN" }];
        speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    }""")
    assert page.locator("[data-say]").is_visible()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_household_met_before_is_shown_beside_and_a_person_presses(page: Page) -> None:
    _opened(page, "new")
    page.fill("main [name=name]", SELLER)
    page.select_option("main [name=village]", page.evaluate(LIVES_IN, SELLER))
    for box in ('honorific][value="bà"', 'purposes][value="shop"', 'mode][value="self"'):
        page.check(f"main [name={box}]")
    page.click("#errand .btn-patch")
    page.locator(".fault").wait_for()  # the phone knows the name already
    with page.expect_navigation():
        page.click("#errand .btn-patch")
    page.goto(f"{KIT}/waiting")
    page.locator(READY).wait_for()
    page.context.set_offline(False)

    asks = page.locator("#errands > li[data-state=asks]")
    asks.wait_for()
    assert SELLER in asks.locator("[data-ours]").inner_text()
    assert SELLER in asks.locator("[data-there]").inner_text()
    asks.get_by_role("button", name=f"Cùng một nhà: {SELLER}").click()

    page.locator("#done > li[data-state=done]").wait_for()
    assert page.locator("#none").is_visible()


def _commune(page: Page) -> list[str]:
    """What was typed or chosen, and the code that goes with it."""
    return [page.input_value(f"[name={name}]") for name in ("commune", "commune_code")]


def _on_to(page: Page, name: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        if name in str(page.evaluate(NOW)):
            return
    raise AssertionError(f"keys do not come to {name}")


def _opened(page: Page, sheet: str) -> None:
    page.goto(page.url.replace("/visit?", f"/{sheet}?"))
    page.locator(READY).wait_for()


def _as_a_phone_takes_it() -> FilePayload:
    """Large, full of leaves, and it says where."""
    size = (3000, 2250)
    grain = Image.frombytes("RGB", (750, 562), os.urandom(750 * 562 * 3)).resize(size)
    exif: Any = Image.Exif()
    exif[CAMERA] = "Village Phone 8"
    exif.get_ifd(GPS).update(LANG_SON)
    out = BytesIO()
    grain.save(out, "JPEG", quality=92, exif=exif)
    assert len(out.getvalue()) > 4 * HEAVIEST
    return {"name": "mang.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
