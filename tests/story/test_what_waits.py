"""What waits on a phone: how old and heavy it is and why it is still there, and what a person
decides where phone and market say two things."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.story.field_kit import a_photo
from tests.story.kit_phone import (
    in_the_market,
    kept,
    on_a_hill,
    opened,
    pack,
    sent,
    typed_house,
    written,
)
from tests.story.kit_rooms import KIT, READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

SELLER = "Hoàng Thị Nhình"
HERE, THERE = "Lấy tên ghi trong máy", "Để nguyên như trên chợ"
EARLIER = """(hours) => new Promise((done) => {
  const person = localStorage.getItem("field-of");
  indexedDB.open("field-" + person).onsuccess = (event) => {
    const shelf = event.target.result.transaction("errands", "readwrite").objectStore("errands");
    shelf.openCursor().onsuccess = (found) => {
      const at = found.target.result;
      if (!at) return done();
      at.update(Object.assign(at.value, { made: Date.now() - hours * 3600000 }));
      at.continue();
    };
  };
})"""


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    return on_a_hill(chromium, address)


def test_what_waits_says_how_old_and_heavy_it_is_and_why(page: Page) -> None:
    opened(page, "goods")
    photo: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": a_photo(3)}
    page.set_input_files("[name=photo]", files=[photo])
    for name, words in (("name", "Măng ớt"), ("price", "45000"), ("stock", "9")):
        page.fill(f"main [name={name}]", words)
    page.select_option("[name=category]", "vegetable")
    written(page)
    page.evaluate(EARLIER, 3)
    opened(page, "visit")
    page.fill("[name=day]", "2031-01-01")
    written(page)

    (goods, visit) = _waiting(page).all()
    (held,) = kept(page, "photos")
    assert "3 giờ trước" in goods.inner_text()
    assert "vừa xong" in visit.inner_text()
    told = next(it["size"] for it in kept(page, "errands") if it["kind"] == "goods")
    assert held["size"] < told < held["size"] + 1024
    assert f"{round(told / 1024)}\N{NO-BREAK SPACE}KB" in goods.inner_text()
    assert "1\N{NO-BREAK SPACE}KB" in visit.inner_text()
    assert "Chờ có sóng" in goods.inner_text()
    expect(page.locator("#strip")).to_contain_text("cũ nhất: 3 giờ trước")

    page.context.set_offline(False)
    refused = page.locator("#errands > li[data-state=refused]")
    refused.wait_for()
    expect(refused).to_contain_text("Ngày: ")  # the reason, and the box it is about


@pytest.mark.parametrize(("pressed", "stands"), [(THERE, "Nhà dệt"), (HERE, "Nhà thêu")])
def test_two_names_of_a_shop_stand_side_by_side_and_one_is_kept(
    page: Page, pressed: str, stands: str
) -> None:
    """One leader opened the shop; another, on a hill, did the same under another name."""
    who = f"Vi Thị {'Lụa' if pressed == THERE else 'Len'}"
    typed_house(page, who)
    written(page)
    opened(page, "shop")
    _named(page, "Nhà dệt")
    sent(page)
    page.context.set_offline(True)
    of = next(it["id"] for it in kept(page, "errands") if who in it["title"])
    page.goto(f"{KIT}/shop?of={of}")
    page.locator(READY).wait_for()
    _named(page, "Nhà thêu")
    page.goto(f"{KIT}/waiting")
    page.context.set_offline(False)

    asks = page.locator("#errands > li[data-state=asks]")
    asks.wait_for()
    assert asks.locator("[data-ours]").inner_text() == "Nhà thêu"
    assert "Nhà dệt" in asks.locator("[data-there]").inner_text()
    asks.get_by_role("button", name=pressed).click()
    page.locator("#errands > li").wait_for(state="detached")

    expect(page.locator("#none")).to_be_visible()
    assert in_the_market(page, who)["shop"] == stands


def test_a_household_met_before_is_shown_beside_and_a_person_presses(page: Page) -> None:
    lives = next(it for it in pack(page)["households"] if it["name"] == SELLER)["village"]
    typed_house(page, SELLER, lives)
    page.click("#errand .btn-patch")
    page.locator(".fault").wait_for()  # the phone knows the name already
    written(page)
    page.goto(f"{KIT}/waiting")
    page.locator(READY).wait_for()
    page.context.set_offline(False)

    asks = page.locator("#errands > li[data-state=asks]")
    asks.wait_for()
    assert SELLER in asks.locator("[data-ours]").inner_text()
    assert SELLER in asks.locator("[data-there]").inner_text()
    asks.get_by_role("button", name=f"Cùng một nhà: {SELLER}").click()

    page.locator("#done > li[data-state=done]").wait_for()
    expect(page.locator("#none")).to_be_visible()


def test_chromium_would_put_the_kit_on_the_first_screen(page: Page) -> None:
    page.context.set_offline(False)
    tools = page.context.new_cdp_session(page)

    def lacks() -> set[str]:
        found = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        return {it["errorId"] for it in found} - {"in-incognito"}  # as every test's window is

    assert lacks() == set()
    assert tools.send("Page.getAppManifest")["errors"] == []
    page.goto("/me")
    assert lacks() == {"no-manifest"}, "another page is no app"


def _named(page: Page, name: str) -> None:
    page.fill("main [name=name]", name)
    written(page)


def _waiting(page: Page) -> Locator:
    page.goto(f"{KIT}/waiting")
    page.locator(READY).wait_for()
    return page.locator("#errands > li")
