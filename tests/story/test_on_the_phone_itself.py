"""What the kit does on the phone itself: photos made small there, words of its own, and no room."""

from __future__ import annotations

import os
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.story.kit_phone import NOW, kept, on_a_hill, opened
from tests.story.market import listens
from tests.village_photos import CAMERA, GPS, LANG_SON

pytestmark = pytest.mark.browser

LONGEST, HEAVIEST = 1280, 200 * 1024
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


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    return on_a_hill(chromium, address)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_photo_is_made_small_and_says_no_more_where_it_was_taken(page: Page) -> None:
    opened(page, "goods")
    page.set_input_files("[name=photo]", files=[_as_a_phone_takes_it()])
    for name, words in (("name", "Măng ớt"), ("price", "45000"), ("stock", "9")):
        page.fill(f"main [name={name}]", words)
    page.select_option("[name=category]", "vegetable")
    with page.expect_navigation():
        page.click("#errand .btn-patch")

    (photo,) = kept(page, "photos")
    picture = Image.open(BytesIO(bytes(photo["bytes"])))
    assert len(photo["bytes"]) <= HEAVIEST
    assert max(picture.size) <= LONGEST
    assert picture.format == "JPEG"
    assert not picture.getexif()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_who_signs_out_is_told_what_still_waits(page: Page) -> None:
    opened(page, "visit")
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
    opened(page, "order")
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
    expect(page.locator("[data-known-communes]")).to_contain_text("chợ sẽ hỏi lại")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_full_phone_says_so_and_what_was_typed_stays(page: Page) -> None:
    opened(page, "visit")
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
    expect(page.locator("#strip [data-count]")).to_have_text("1")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_phone_without_a_voice_of_the_tongue_offers_no_reading_in_the_kit(page: Page) -> None:
    page.add_init_script("speechSynthesis.getVoices = () => [{ lang: 'en-GB' }];")
    opened(page, "new")
    expect(page.locator("[data-say]")).to_be_hidden()

    page.evaluate("""() => {
        speechSynthesis.getVoices = () => [{ lang: "vi_VN" }];
        speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    }""")
    expect(page.locator("[data-say]")).to_be_visible()


def _commune(page: Page) -> list[str]:
    """What was typed or chosen, and the code that goes with it."""
    return [page.input_value(f"[name={name}]") for name in ("commune", "commune_code")]


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
