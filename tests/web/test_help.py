"""Help: asked in plain words, or looked through; every topic leads somewhere."""

from __future__ import annotations

from flask import Flask, url_for

from storefront.guide.topics import LANGUAGES, topics
from tests.browser import Browser


def test_a_question_in_plain_words_leads_to_its_topic(browser: Browser) -> None:
    page = browser.get("/help?q=chuyen tien roi ma chua thay bao")
    assert "Đã trả mà đơn chưa báo" in page.text
    topic = browser.get("/help/paid-not-seen")
    assert "Đừng trả lần nữa" in topic.text
    assert "/orders" in topic.links()


def test_what_nobody_has_written_about_says_so(browser: Browser) -> None:
    page = browser.get("/help?q=thời tiết ngày mai ở paris")
    assert "Chưa có bài nào" in page.text
    assert "Mua hàng thế nào" in page.text, "everything else is still there"


def test_topics_are_complete_in_both_languages_and_lead_somewhere(app: Flask) -> None:
    words = [topic.words[language] for topic in topics().values() for language in LANGUAGES]
    assert len(words) > 60
    for said in words:
        assert said.title
        assert said.press
        assert said.asked
        assert 2 <= len(said.steps) <= 5
    with app.test_request_context():
        assert all(url_for(topic.to) for topic in topics().values())


def test_a_topic_that_is_not_there_is_404(browser: Browser) -> None:
    browser.get("/help/nothing", expect=404)
