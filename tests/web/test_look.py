"""The kit on its page, and how visitors like to see it."""

import pytest

from storefront.web.filters import joined
from tests.browser import Browser


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_piece_can_be_shown(browser: Browser, language: str) -> None:
    browser.speak(language)

    page = browser.get("/practice/look")

    assert page.all("html")[0]["lang"] == language


def test_a_form_names_each_error_at_its_field_and_at_the_top(browser: Browser) -> None:
    page = browser.get("/practice/look?wrong=1")

    phone = next(box for box in page.all("input") if box.get("id") == "phone")
    assert phone["value"] == "0912"
    assert phone["aria-invalid"] == "true"
    assert phone["aria-describedby"] == "phone-error"
    assert "#phone" in page.links()


def test_strangers_are_given_no_cookie(browser: Browser) -> None:
    assert "Set-Cookie" not in browser.client.get("/").headers


def test_letters_and_ground_are_remembered(browser: Browser) -> None:
    browser.post("/display", {"text": "huge"})
    browser.post("/display", {"theme": "dark"})

    html = browser.get("/").all("html")[0]

    assert (html["data-text"], html["data-theme"]) == ("huge", "dark")


def test_an_unknown_taste_changes_nothing(browser: Browser) -> None:
    browser.post("/display", {"text": "'><script>"})

    assert "data-text" not in browser.get("/").all("html")[0]


def test_choosing_never_leads_to_another_site(browser: Browser) -> None:
    answer = browser.client.post(
        "/display",
        data={"theme": "dark"},
        headers={"Referer": "http://localhost//elsewhere.example/"},
    )

    assert answer.headers["Location"] == "/elsewhere.example/"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_wrong_address_says_what_to_do(browser: Browser, language: str) -> None:
    browser.speak(language)

    page = browser.get("/no/such/stall", expect=404)

    assert {"vi": "Lối này không có sạp nào", "en": "No stall down this path"}[
        language
    ] in page.text


def test_a_number_and_its_unit_never_part() -> None:
    assert joined("gói 500 g") == "gói 500\u00a0g"
    assert joined("thùng 5 kg (3 quả)") == "thùng 5\u00a0kg (3\u00a0quả)"
