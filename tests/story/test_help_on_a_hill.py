"""Help without signal finds what it finds online, and hands over to people when there is a line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from storefront.guide import finding
from tests.guide.asked import questions
from tests.story.kit_phone import kept, on_a_hill, opened, sent, written
from tests.story.kit_rooms import READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("address", ["sqlite"], indirect=True),
]

FAR = ["thời tiết ngày mai ở paris", "xyzzy", "😀" * 50, "a", "là gì"]
FOUND = """(asked) => asked.map((words) => {
  const box = document.getElementById("find");
  box.value = words;
  box.dispatchEvent(new Event("input"));
  return Array.from(document.querySelectorAll("#topics > :not([hidden])"), (it) => it.dataset.key);
})"""


@pytest.fixture
def page(chromium: Browser, address: str) -> Page:
    return on_a_hill(chromium, address)


def test_help_without_signal_finds_what_it_finds_online(page: Page) -> None:
    opened(page, "help")
    asked = [words for _key, words in questions("vi")] + FAR

    found = page.evaluate(FOUND, asked)

    online = {words: [it.key for it in finding.answers(words, "vi")] for words in asked}
    assert dict(zip(asked, found, strict=True)) == online
    first = sum(
        key == keys[0] for (key, _), keys in zip(questions("vi"), found, strict=False) if keys
    )
    assert first >= 0.85 * len(questions("vi"))
    expect(page.locator("#none")).to_be_visible()  # of the last one nothing is said


def test_what_the_help_does_not_answer_is_asked_of_people(page: Page) -> None:
    opened(page, "help")
    page.fill("#find", "viec chua gui duoc")
    topic = page.locator("#topics > :not([hidden]) summary").first
    topic.click()
    with page.expect_navigation():
        page.click("#ask")
    page.locator(READY).wait_for()
    expect(page.locator("[name=words]")).to_have_value("viec chua gui duoc")
    step = page.input_value("[name=step]")
    assert step
    written(page)
    expect(page.locator("#errands > li")).to_contain_text("viec chua gui duoc")

    sent(page)
    (done,) = [it for it in kept(page, "errands") if it["kind"] == "question"]
    page.goto(f"/help/questions/{done['answer']['result']['question']}")
    assert step in page.inner_text("main")
    assert "viec chua gui duoc" in page.inner_text("main")
