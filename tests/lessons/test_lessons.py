"""Short lessons: open to all, answered at once, and counted by what people did since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock, files
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.guide.topics import LANGUAGES
from storefront.lessons import actions, queries
from storefront.lessons.deeds import DEEDS
from storefront.lessons.models import LessonTry
from storefront.lessons.queries import Outcome
from storefront.lessons.reading import lessons
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.settings import ROOT
from storefront.shops import goods, photos
from tests.browser import Browser
from tests.village import a_commune, a_household, a_team, an_order, posted
from tests.village_photos import a_photo

NOW = clock.now()
ANSWER = lessons()["answer-an-order"]


@pytest.fixture
def order(app: Flask) -> Order:
    with deed():
        return an_order(at=NOW - timedelta(hours=2))


def a_keeper(app: Flask, order: Order) -> Browser:
    browser = Browser(app.test_client())
    browser.sign_in(order.shop.household.keeper)
    return browser


def outcome(order: Order) -> Outcome:
    return queries.of_person(order.shop.household.keeper, [ANSWER])[0]


def learns(order: Order, *, ago: timedelta) -> None:
    with deed():
        actions.opened(ANSWER, by=order.shop.household.keeper, at=NOW - ago)


def test_lessons_are_whole_in_both_languages_and_each_has_its_deed() -> None:
    assert 6 <= len(lessons()) <= 8
    assert {it.deed for it in lessons().values()} == set(DEEDS.values())
    for lesson in lessons().values():
        assert 3 <= len(lesson.cards) <= 5
        assert 2 <= len(lesson.quiz) <= 3
        for card in lesson.cards:
            assert (ROOT / "static/img/lessons" / f"{card.picture}.svg").is_file()
        for language in LANGUAGES:
            assert all(card.words[language] and card.shows[language] for card in lesson.cards)
            for quiz in lesson.quiz:
                words = quiz.words[language]
                assert len(words.choices) == len(words.said) > quiz.right
                assert len(words.choices) == len(quiz.words["vi"].choices)


def test_a_guest_learns_and_nothing_is_written_down(browser: Browser) -> None:
    assert "/lessons/answer-an-order" in browser.get("/lessons").links()
    assert "Nhận đơn" in browser.get("/lessons/answer-an-order").text

    wrong = browser.post("/lessons/answer-an-order", {"q0": "1"}, expect=200)
    right = browser.post("/lessons/answer-an-order", {"q0": "0", "q1": "1"}, expect=200)

    assert ANSWER.quiz[0].words["vi"].said[1] in wrong.text
    assert "Đúng cả rồi" not in wrong.text
    assert "Đúng cả rồi" in right.text
    assert session.scalars(select(LessonTry)).all() == []
    browser.get("/lessons/nothing", expect=404)
    browser.get("/lessons/outcomes", expect=302)


def test_a_keeper_passes_when_all_is_right_and_only_then(app: Flask, order: Order) -> None:
    keeper = a_keeper(app, order)
    keeper.get("/lessons/answer-an-order")
    for said in ({"q0": "0"}, {"q0": "0", "q1": "0"}, {"q0": "9", "q1": "1"}, {"q0": "x"}):
        keeper.post("/lessons/answer-an-order", said, expect=200)
        assert outcome(order).passed_at is None
    keeper.post("/lessons/answer-an-order", {"q0": "0", "q1": "1"}, expect=200)

    assert outcome(order).passed_at is not None
    assert outcome(order).did_at is None, "that they read it is no deed"


def test_an_order_answered_by_own_hand_shows_that_it_worked(order: Order) -> None:
    learns(order, ago=timedelta(hours=1))
    with deed():
        orders.confirm(order, by=order.shop.household.keeper, at=NOW)

    assert outcome(order).did_at == NOW


@pytest.mark.parametrize("why", ["a helper pressed", "before the lesson", "a day too late"])
def test_what_does_not_show_it(order: Order, why: str) -> None:
    keeper, village = order.shop.household.keeper, order.shop.household.village
    learns(order, ago=timedelta(hours=1))
    with deed():
        helper = posted("Nông Văn Sinh", Role.LEADER, village)
        late = NOW + timedelta(days=2)
        by = helper if why == "a helper pressed" else keeper
        at = {"before the lesson": NOW - timedelta(hours=1, minutes=5), "a day too late": late}
        orders.confirm(order, by=by, at=at.get(why, NOW))

    assert outcome(order).did_at is None


def test_the_commune_counts_who_did_it_and_the_province_no_few(app: Flask, order: Order) -> None:
    commune = order.shop.household.village.parent
    assert commune
    assert commune.parent
    learns(order, ago=timedelta(hours=1))
    with deed():
        orders.confirm(order, by=order.shop.household.keeper, at=NOW)
        other = a_household(village=order.shop.household.village)
        actions.opened(ANSWER, by=other.keeper, at=NOW)
        there = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, commune)
        above = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, commune.parent)
    told = {}
    for officer in (there, above):
        browser = Browser(app.test_client())
        browser.sign_in(officer)
        told[officer.id] = browser.get("/lessons/outcomes").text

    assert queries.counted(commune)[0][1:] == (2, 1)
    assert "1 trên 2 nhà đã học" in " ".join(told[there.id].split())
    assert "trên 2 nhà" not in told[above.id]
    assert "ít hơn 5" in told[above.id]


def test_what_a_hand_has_not_done_yet_is_suggested(app: Flask, order: Order) -> None:
    keeper = a_keeper(app, order)
    assert "/lessons/answer-an-order" in keeper.get("/keeper").links()
    with deed():
        orders.confirm(order, by=order.shop.household.keeper, at=NOW)
    assert "/lessons/answer-an-order" not in keeper.get("/keeper").links()
    assert "/lessons/price-and-stock" in keeper.get("/keeper").links()
    with deed():
        leader = posted("Nông Văn Sinh", Role.LEADER, order.shop.household.village)
    helper = Browser(app.test_client())
    helper.sign_in(leader)
    page = helper.get(f"/team/households/{order.shop.household.code}")
    assert "/lessons/answer-an-order" in page.links()


def test_goods_without_a_photo_do_not_show_that_a_photo_was_learnt(
    order: Order, tmp_path: Path
) -> None:
    shop, lesson = order.shop, lessons()["good-photo"]
    keeper, known = shop.household.keeper, goods.goods_of(shop.products[0])
    with deed():
        actions.opened(lesson, by=keeper, at=NOW - timedelta(hours=1))
        goods.add_product(shop, replace(known, name="Mận"), by=keeper, at=NOW)
    assert queries.of_person(keeper, [lesson])[0].did_at is None

    with deed():
        photo = photos.keep(photos.develop(a_photo(), to=files.Folder(tmp_path)), at=NOW)
        goods.add_product(shop, replace(known, name="Đào"), photo=photo, by=keeper, at=NOW)
    assert queries.of_person(keeper, [lesson])[0].did_at == NOW


def test_a_figure_opens_to_communes_teams_and_houses(app: Flask, order: Order) -> None:
    home = order.shop.household
    commune = home.village.parent
    assert commune
    assert commune.parent
    learns(order, ago=timedelta(hours=1))
    with deed():
        orders.confirm(order, by=home.keeper, at=NOW)
        home.team = a_team(home.village)
        there = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, commune)
        above = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, commune.parent)
        elsewhere = posted("Lý A Sử", Role.COMMUNE_OFFICER, a_commune("Vạn Linh"))
    here, all_ = (f"/lessons/outcomes/{it.code}/{ANSWER.key}" for it in (commune, commune.parent))
    browser = Browser(app.test_client())
    browser.sign_in(there)
    assert here in browser.get("/lessons/outcomes").links()
    page = browser.get(here)
    assert f"/team/households/{home.code}" in page.links()
    assert "1 trên 1 nhà đã học" in " ".join(page.text.split())
    assert home.team.name in page.text
    browser.get(all_, expect=404)
    browser.sign_in(above)
    assert here in browser.get(all_).links()
    for address in (all_, here):
        told = browser.get(address).text
        assert "ít hơn 5" in told
        assert home.keeper.name not in told
    for stranger in (elsewhere, home.keeper):
        browser.sign_in(stranger)
        browser.get(here, expect=404)
