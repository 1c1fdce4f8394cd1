"""Every form of the kit is filled in and written down by keys alone, without signal."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.story.kit_phone import kept, on_a_hill, on_to, opened
from tests.story.kit_rooms import READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

SPACE, DOWN = "Space", "ArrowDown"
AGREES = [("purposes", SPACE), ("mode", SPACE)]
FORMS: dict[str, list[tuple[str, str]]] = {
    "new": [("name", "Nông Thị Phím"), ("honorific", SPACE), ("village", DOWN), *AGREES],
    "consent": AGREES,
    "shop": [("name", "Nhà Phím")],
    "account": [("bank", DOWN), ("number", "108877665599"), ("holder", "NONG THI PHIM")],
    "goods": [("name", "Măng"), ("category", DOWN), ("price", "45000"), ("stock", "9")],
    "order": [("quantity-", "1"), ("phone", "0912345672"), ("name", "Chú Hoan")],
    "visit": [("outcome", DOWN), ("note", "Nhà đi nương"), ("next_step", "Tổ trưởng gọi lại")],
    "sticker": [("serial", "QR7K2M9QT")],
    "signal": [("village", DOWN), ("strength", SPACE)],
    "question": [("words", "Máy nói chờ mãi")],
}
"""What is done at each box, in the order in which the tab key comes to them."""


def test_every_form_of_the_kit_is_written_down_by_keys_alone(
    chromium: Browser, address: str
) -> None:
    page = on_a_hill(chromium, address)
    of = page.url.partition("?")[2]

    for nth, (sheet, boxes) in enumerate(FORMS.items(), start=1):
        page.goto(f"/team/field/visit?{of}")  # where each begins
        if sheet == "consent":
            page.goto("/team/field/visit?")  # nobody in the book has a purpose left to agree to
        opened(page, sheet)
        _by_keys(page, boxes)
        assert len(kept(page, "errands")) == nth, sheet

    told = [it["kind"] for it in kept(page, "errands")]
    assert told == ["household", *list(FORMS)[1:]]
    assert page.evaluate("localStorage.getItem('asked-to-keep')") == "yes"


def _by_keys(page: Page, boxes: list[tuple[str, str]]) -> None:
    for name, keys in boxes:
        on_to(page, name)
        if keys in (SPACE, DOWN):
            page.keyboard.press(keys)
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(keys)
    on_to(page, "btn-patch")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(READY).wait_for()
