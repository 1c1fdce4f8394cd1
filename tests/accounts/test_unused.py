"""What nobody uses ends: soon at officers' desks, late in the field; and it is said kindly."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from storefront import clock
from storefront.accounts.models import Ended, Person, Stay
from storefront.accounts.permissions import Role
from storefront.cli.duties import end_unused_sign_ins
from storefront.db import deed, session
from tests.browser import Browser, a_stay, carry
from tests.field.phone import ERRANDS, NOON
from tests.village import a_commune, a_team, a_village, posted

PAGE = {"Accept": "text/html,*/*;q=0.8"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def officer(app: Flask) -> Person:
    with deed():
        return posted("Lý Thị Mai", Role.COMMUNE_OFFICER, a_commune())


@pytest.fixture
def leader(app: Flask) -> Person:
    with deed():
        village = a_village()
        person = posted("Nông Văn Páo", Role.LEADER, village)
        a_team(village, head=person)
    return person


def lies_about(browser: Browser, person: Person, lay: timedelta) -> None:
    """Signed in, and then not used."""
    carry(browser.client, a_stay(person.id))
    with deed():
        session.execute(update(Stay).values(used_at=clock.now() - lay))


def asks(browser: Browser, path: str, headers: dict[str, str] | None = None) -> TestResponse:
    g.pop("_login_user", None)  # a test's requests share one context
    g.pop("over", None)
    return browser.client.get(path, headers=headers or {})


def test_an_officers_desk_is_left_for_half_a_day(browser: Browser, officer: Person) -> None:
    lies_about(browser, officer, 11 * HOUR)
    assert asks(browser, "/me").status_code == 200

    lies_about(browser, officer, 13 * HOUR)
    answer = asks(browser, "/me", PAGE)

    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    told = asks(browser, answer.location, PAGE)
    assert "Clear-Site-Data" not in told.headers, "once"
    assert "Cán bộ sau 12 giờ không dùng" in told.text
    assert "Không mất gì" in told.text


def test_a_team_and_a_keeper_may_be_away_for_two_months(browser: Browser, leader: Person) -> None:
    lies_about(browser, leader, 59 * DAY)
    assert asks(browser, "/me").status_code == 200

    lies_about(browser, leader, 61 * DAY)
    answer = asks(browser, "/me", PAGE)

    assert "Sau 60 ngày không dùng" in asks(browser, answer.location, PAGE).text


def test_what_waits_in_the_kit_is_sent_after_signing_in_again(
    browser: Browser, leader: Person
) -> None:
    lies_about(browser, leader, 61 * DAY)
    errand = {"client_id": str(uuid.uuid4()), "kind": "signal", "person": str(leader.id)}
    errand |= {"made": NOON, "village": leader.postings[0].place.code, "strength": "good"}
    errand |= {"network": "viettel"}
    before = browser.client.get_cookie("who")

    answer = browser.client.post(ERRANDS, data=errand)
    assert answer.status_code == 302, "the kit reads: sign in, and waits"
    assert browser.client.get_cookie("who") == before, "what comes late takes no cookie along"

    browser.sign_in(leader)
    g.pop("_login_user", None)
    told = browser.client.post(ERRANDS, data=errand).get_json()
    assert told["outcome"] == "done"


def test_what_ended_from_elsewhere_empties_the_cache_and_says_nothing_of_use(
    browser: Browser, leader: Person
) -> None:
    browser.sign_in(leader)
    with deed():
        session.execute(update(Stay).values(ended_at=clock.now(), ended_why=Ended.FROM_ELSEWHERE))

    answer = asks(browser, "/me", PAGE)

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert browser.client.get_cookie("who") is None
    assert "Đã tự đăng xuất" not in asks(browser, answer.location, PAGE).text


def test_who_signs_in_meanwhile_stays_in(browser: Browser, leader: Person) -> None:
    lies_about(browser, leader, 61 * DAY)
    answer = asks(browser, "/me", PAGE)
    browser.sign_in(leader)

    assert asks(browser, "/me", PAGE).status_code == 200
    assert "Đã tự đăng xuất" not in asks(browser, answer.location, PAGE).text


def test_the_list_tells_what_was_not_used(
    browser: Browser, officer: Person, leader: Person
) -> None:
    for who in (officer, leader):
        lies_about(browser, who, 13 * HOUR)

    end_unused_sign_ins(at=clock.now())

    session.expire_all()
    found = {it.person_id: it.ended_why for it in session.scalars(select(Stay))}
    assert found == {officer.id: Ended.UNUSED, leader.id: None}
    browser.sign_in(officer)
    assert "lâu không dùng đến" in browser.get("/me/sign-ins").text
