"""Help: asked in plain words, or looked through; every topic leads somewhere."""

from __future__ import annotations

from flask import Flask, url_for

from storefront.accounts.permissions import Role
from storefront.db import deed
from storefront.guide.topics import LANGUAGES, topics
from tests.browser import Browser
from tests.village import a_person, a_village, posted


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


def test_what_was_asked_goes_along_to_commune_and_province(browser: Browser) -> None:
    """Found nothing, or not what was meant: nobody types it twice."""
    with deed():
        leader = posted("Nông Văn Tài", Role.LEADER, a_village())
    browser.sign_in(leader)
    for asked in ("thời tiết ngày mai ở paris", "chuyen tien roi ma chua thay bao"):
        found = browser.get(f"/help?q={asked}")
        (ask,) = [it for it in found.links() if it.startswith("/help/questions/new")]
        assert f">\n{asked}</textarea>" in browser.get(ask).html

    (topic,) = [it for it in found.links() if it.startswith("/help/paid-not-seen?q=")]
    (ask,) = [it for it in browser.get(topic).links() if it.startswith("/help/questions/new")]
    form = browser.get(ask)
    assert "chuyen tien roi ma chua thay bao</textarea>" in form.html
    assert "Đã trả mà đơn chưa báo" in form.html


def test_who_only_buys_is_not_led_to_what_is_not_there(browser: Browser) -> None:
    with deed():
        buyer = a_person("Chú Hoan")
    browser.sign_in(buyer)

    for page in (browser.get("/help?q=paris"), browser.get("/help/paid-not-seen")):
        assert not [it for it in page.links() if it.startswith("/help/questions/new")]


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
