"""A page of rows on a computer: typed down the columns, and pasted from a spreadsheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.story.market import listens
from tests.story.people import LEADER, signed_in

pytestmark = pytest.mark.browser

COPIED = (
    "Chu Thị Sli\tchị\tNà Lìa\t1980\t0912 345 678\t\t\tcó\tkhông\tx\n"
    "Lô Văn Ất\tANH\tkhông có\t1975\t\t\t\t1\n"
)
PASTE = """([where, words]) => {
  const data = new DataTransfer();
  data.setData("text", words);
  const more = { clipboardData: data, bubbles: true, cancelable: true };
  return document.querySelector(where).dispatchEvent(new ClipboardEvent("paste", more));
}"""


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    leader = signed_in(chromium, address, LEADER, language="vi")
    leader.page.goto("/team/lists/rows")
    listens(leader.page)
    return leader.page


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_enter_and_arrows_go_down_a_column(page: Page) -> None:
    page.focus("#r1-name")
    seen = []
    for key in ("Enter", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id"))

    assert seen == ["r2-name", "r3-name", "r2-name", "r1-name", "r1-name"]
    page.focus("#r10-name")
    page.keyboard.press("Enter")  # nothing below: and nothing is sent either
    page.focus("#r1-shop")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "r2-shop"
    assert page.is_checked("#r1-shop")
    assert page.url.endswith("/team/lists/rows")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_what_is_copied_from_a_spreadsheet_spreads_over_the_cells(page: Page) -> None:
    village = page.input_value("#r3-village")

    goes_on = page.evaluate(PASTE, ["#r2-name", COPIED])

    assert not goes_on, "the browser pastes it a second time"
    assert [page.input_value(f"#r2-{it}") for it in ("name", "honorific", "born", "phone")] == [
        "Chu Thị Sli", "chị", "1980", "0912 345 678",
    ]  # fmt: skip
    assert page.input_value("#r2-village").startswith("Nà Lìa@")
    assert [page.is_checked(f"#r2-{it}") for it in ("shop", "payout", "assist", "report")] == [
        True, False, True, False,
    ]  # fmt: skip
    assert page.input_value("#r3-honorific") == "anh"
    assert page.input_value("#r3-village") == village, "a village that is not theirs"
    assert page.is_checked("#r3-shop")
    assert page.input_value("#r1-name") == page.input_value("#r4-name") == ""


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_one_cell_is_pasted_as_everywhere_and_nothing_spreads_beyond_the_page(page: Page) -> None:
    assert page.evaluate(PASTE, ["#r1-name", "Chu Thị Sli"])

    page.evaluate(PASTE, ["#r10-phone", "1\t2\t3\t4\t5\t6\t7\t8\n9\t9"])

    assert page.input_value("#r10-phone") == "1"
    assert page.input_value("#r10-number") == "3"
    assert page.input_value("#r9-phone") == ""
