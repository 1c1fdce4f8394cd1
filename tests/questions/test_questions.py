"""Stuck: asked with a picture, answered by the commune, after a day by the province too."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.places.models import Place
from storefront.questions import actions, queries
from storefront.questions.actions import Settled, TooManyQuestions
from storefront.questions.models import Question
from tests.browser import Browser
from tests.village import a_commune, a_person, a_village, posted
from tests.village_photos import a_photo

NOW = clock.now()
TODAY = clock.village_date(NOW)


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def leader(village: Place) -> Person:
    with deed():
        person = posted("Nông Văn Tài", Role.LEADER, village)
        person.phone = "+84912345678"
        return person


@pytest.fixture
def commune(village: Place) -> Person:
    assert village.parent
    with deed():
        return posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, village.parent)


def asked(person: Person, village: Place, words: str = "Bấm lưu mà máy không nhận") -> Question:
    with deed():
        return actions.ask(person, village, step="Ghi tài khoản", words=words, picture=None, at=NOW)


def test_a_leader_asks_with_a_picture_and_the_commune_answers(
    leader: Person, commune: Person, browser: Browser
) -> None:
    browser.sign_in(leader)
    screen = (BytesIO(a_photo()), "man-hinh.jpg")
    sent = browser.post("/help/questions/new", {"words": "Máy báo sai số", "picture": screen})
    assert sent.url.startswith("/help/questions/")
    assert browser.client.get(f"{sent.url}/picture").mimetype == "image/webp"

    browser.sign_in(commune)
    assert "Máy báo sai số" in browser.get("/help/questions").text
    browser.post(f"{sent.url}/replies", {"words": "Số phải đủ mười ba chữ số"})

    browser.sign_in(leader)
    assert "mười ba chữ số" in browser.get(sent.url).text
    told = session.scalars(select(Message.body)).all()
    assert sum("đã trả lời câu hỏi" in body for body in told) == 1
    browser.post(f"{sent.url}/settled")
    assert "Đã xong" in browser.get("/help/questions").text


def test_the_province_sees_what_has_waited_a_day(leader: Person, village: Place) -> None:
    assert village.parent
    assert village.parent.parent
    with deed():
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, village.parent.parent)
    question = asked(leader, village)

    def waiting(hours: int) -> bool:
        at = NOW + timedelta(hours=hours)
        return question in queries.waiting(officer, at=at, on=TODAY)

    assert [waiting(23), waiting(24)] == [False, True]


def test_how_long_it_takes_is_told(leader: Person, commune: Person, village: Place) -> None:
    for hours, words in ((2, "một"), (6, "hai"), (10, "ba")):
        question = asked(leader, village, words)
        with deed():
            actions.reply(question, "Xong", by=commune, at=NOW + timedelta(hours=hours))
    asked(leader, village, "bốn")
    told = queries.times(commune, at=NOW + timedelta(hours=12), on=TODAY)
    assert told == (4, 3, 6.0)


def test_strangers_and_neighbours_see_nothing(
    leader: Person, village: Place, browser: Browser
) -> None:
    question = asked(leader, village)
    with deed():
        stranger = a_person("Khách lạ")
        neighbour = posted("Xã bên", Role.COMMUNE_OFFICER, a_commune("Đồng Đăng"))
    for person in (stranger, neighbour):
        browser.sign_in(person)
        browser.get(f"/help/questions/{question.id}", expect=404)
        browser.get(f"/help/questions/{question.id}/picture", expect=404)
        browser.post(f"/help/questions/{question.id}/replies", {"words": "a"}, expect=404)
    browser.sign_in(stranger)
    browser.get("/help/questions/new", expect=404)
    browser.post("/help/questions/new", {"words": "mua thế nào"}, expect=404)


def test_the_answering_officer_cannot_settle_it(
    leader: Person, commune: Person, village: Place, browser: Browser
) -> None:
    question = asked(leader, village)
    browser.sign_in(commune)
    browser.post(f"/help/questions/{question.id}/settled", expect=404)
    assert question.settled_at is None


def test_pressing_twice_asks_once_and_ten_a_day_are_the_most(
    leader: Person, village: Place
) -> None:
    assert asked(leader, village).id == asked(leader, village).id
    for nth in range(actions.MOST_A_DAY - 1):
        asked(leader, village, f"câu {nth}")
    with pytest.raises(TooManyQuestions):
        asked(leader, village, "thêm một câu")


def test_what_is_settled_takes_no_more_words(leader: Person, village: Place) -> None:
    question = asked(leader, village)
    with deed():
        actions.settle(question, at=NOW)
    with deed(), pytest.raises(Settled):
        actions.reply(question, "thêm", by=leader, at=NOW)


@pytest.mark.parametrize("words", ["", "ab", "\u200b\u200b", "x" * 601])
def test_a_question_without_words_is_asked_again(
    leader: Person, browser: Browser, words: str
) -> None:
    browser.sign_in(leader)
    browser.post("/help/questions/new", {"words": words, "step": "Ghi"}, expect=422)
