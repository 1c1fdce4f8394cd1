"""What the market says of itself: what it keeps how long, and who can use its pages."""

from __future__ import annotations

from storefront.accounts import looks
from storefront.privacy import kept_tables
from storefront.privacy.keeping import Kept, rules
from storefront.web import privacy_words
from tests.browser import Browser


def test_the_page_tells_the_days_by_which_the_code_forgets(browser: Browser) -> None:
    browser.speak("en")
    seen = browser.get("/what-is-kept").text

    assert {it.what for it in rules()} == set(Kept)
    assert looks.KEPT.days == 2 * 365
    assert "2 years" in seen
    assert all(it.source in seen for it in rules())


def test_only_whole_years_are_told_in_years(browser: Browser) -> None:
    browser.speak("en")
    with browser.client.application.test_request_context("/", headers={"Cookie": "lang=en"}):
        told = [privacy_words.how_long(days) for days in (1, 364, 365, 400, 730, 1096, 3653)]

    assert told == ["1 day", "364 days", "1 year", "400 days", "2 years", "3 years", "10 years"]


def test_tables_are_named_in_the_readers_language() -> None:
    for language, word in (("vi", "Tin nhắn gửi tôi"), ("en", "message")):
        named = kept_tables.names_of(Kept.MESSAGES, language)
        assert word in named
        assert "" not in named


def test_every_kind_has_its_words(browser: Browser) -> None:
    with browser.client.application.test_request_context("/?lang=vi"):
        assert set(privacy_words.kept()) == set(Kept)


def test_the_statement_says_what_does_not_work(browser: Browser) -> None:
    assert "Những gì chưa được" in browser.get("/accessibility").text
