"""Where people are signed in: listed, ended from elsewhere, and over when what they rest on is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts import sign_in, stays
from storefront.accounts.models import Ended, Person, Posting, Stay
from storefront.accounts.permissions import Role
from storefront.accounts.stays import Unused
from storefront.db import deed, session
from storefront.shops import actions as shops
from storefront.shops.actions import Keeper
from tests.browser import Browser
from tests.statements import counted
from tests.village import a_household, a_village, posted

PHONE, WORD = "+84912345678", "na dai Chi Lăng"
SAYS = {
    "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36": ("Chrome", "Android"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile Safari/604.1": (
        "Safari",
        "iPhone",
    ),
    "Mozilla/5.0 (Linux; Android 9) Chrome/70 Mobile Safari/537 Zalo android/23": (
        "Zalo",
        "Android",
    ),
    "curl/8": ("", ""),
}


@pytest.fixture
def leader(app: Flask) -> Person:
    with deed():
        person = posted("Nông Văn Páo", Role.LEADER, a_village())
        person.phone, person.password_hash = PHONE, sign_in.hash_password(WORD)
    return person


def comes_in(app: Flask, agent: str = "") -> Browser:
    browser = Browser(app.test_client())
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    browser.post("/sign-in", {"phone": PHONE, "password": WORD})
    return browser


def is_in(browser: Browser) -> bool:
    g.pop("_login_user", None)  # a test's requests share one context
    return browser.client.get("/me").status_code == 200


def all_stays() -> list[Stay]:
    session.expire_all()
    return list(session.scalars(select(Stay).order_by(Stay.id)))


@pytest.mark.parametrize("agent", SAYS)
def test_a_browser_is_named_by_family(app: Flask, leader: Person, agent: str) -> None:
    comes_in(app, agent)

    assert (all_stays()[0].browser, all_stays()[0].system) == SAYS[agent]


def test_only_a_hash_of_the_key_is_kept(app: Flask, leader: Person) -> None:
    browser = comes_in(app)
    with browser.client.session_transaction() as cookie:
        key = cookie["_user_id"]

    (kept,) = all_stays()
    assert key not in repr(vars(kept))
    found = stays.by_key(kept.key_hash, unused=Unused(), at=clock.now())
    assert found is None, "the table opens nothing"


def test_others_are_listed_and_ended_from_here(app: Flask, leader: Person) -> None:
    here, there, lost = (comes_in(app, agent) for agent in list(SAYS)[:3])
    listed = here.get("/me/sign-ins").text
    assert all(words in listed for words in ("Chrome · Android", "Safari · iPhone", "Zalo"))

    here.post(f"/me/sign-ins/{all_stays()[2].id}/end")
    assert [is_in(it) for it in (here, there, lost)] == [True, True, False]
    here.post("/me/sign-ins/others")
    assert [is_in(it) for it in (here, there, lost)] == [True, False, False]
    assert [it.ended_why for it in all_stays()] == [None] + [Ended.FROM_ELSEWHERE] * 2


def test_nobody_ends_anybody_elses(app: Flask, leader: Person, browser: Browser) -> None:
    theirs = comes_in(app)
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)

    browser.post(f"/me/sign-ins/{all_stays()[0].id}/end", expect=404)
    browser.post("/me/sign-ins/999999/end", expect=404)

    assert is_in(theirs)
    assert all_stays()[0].ended_at is None


def test_signing_out_ends_it_for_a_stolen_cookie_too(app: Flask, leader: Person) -> None:
    browser, thief = comes_in(app), Browser(app.test_client())
    stolen = browser.client.get_cookie("who")
    assert stolen
    thief.client.set_cookie("who", stolen.value)
    assert is_in(thief)

    browser.post("/sign-out")

    assert not is_in(thief)


def test_a_new_password_leaves_only_this_browser(app: Flask, leader: Person) -> None:
    here, there = comes_in(app), comes_in(app)

    here.post("/me/password", {"password": "quả na mắt mỡ gà", "current": WORD})

    assert (is_in(here), is_in(there)) == (True, False)
    assert all_stays()[1].ended_why is Ended.PASSWORD


def test_a_new_number_signs_the_keeper_out(app: Flask, browser: Browser) -> None:
    with deed():
        household = a_household()
        helper = posted("Vi Văn Thắng", Role.LEADER, household.village)
    browser.sign_in(household.keeper)
    assert is_in(browser)

    with deed():
        other = Keeper("Hoàng Thị Nhình", "bà", 1968, "+84987654321")
        shops.change_keeper(household, other, by=helper, at=clock.now())

    assert not is_in(browser)


def test_a_role_that_ended_since_ends_the_stay(app: Flask, leader: Person) -> None:
    browser = comes_in(app)
    today = clock.village_date(clock.now())
    with deed():
        row = session.scalars(select(Stay)).one()
        row.begun_at -= timedelta(days=9)
        posting = session.scalars(select(Posting)).one()
        posting.to_day = today + timedelta(days=1)
    assert is_in(browser)
    with deed():
        session.scalars(select(Posting)).one().to_day = today

    assert not is_in(browser)


def test_whose_place_became_another_stays(app: Flask, leader: Person) -> None:
    browser = comes_in(app)
    today = clock.village_date(clock.now())
    with deed():
        session.scalars(select(Stay)).one().begun_at -= timedelta(days=9)
        session.scalars(select(Posting)).one().to_day = today
        new = a_village("Nà Lìa mới")
        session.add(Posting(person_id=leader.id, role=Role.LEADER, place=new, from_day=today))

    assert is_in(browser)


def test_it_lasts_half_a_year(app: Flask, leader: Person) -> None:
    browser = comes_in(app)
    with deed():
        session.scalars(select(Stay)).one().begun_at -= stays.LASTS

    assert not is_in(browser)


def test_use_is_written_once_an_hour(app: Flask, leader: Person) -> None:
    browser = comes_in(app)
    with counted() as said:
        is_in(browser)
        assert not any("UPDATE stay" in it for it in said)
    with deed():
        session.scalars(select(Stay)).one().used_at -= timedelta(hours=2)
    for expected in (1, 0):
        with counted() as said:
            is_in(browser)
        assert sum("UPDATE stay" in it for it in said) == expected
    assert all_stays()[0].used_at > clock.now() - timedelta(minutes=1)


def test_knowing_who_sits_there_costs_one_question_and_strangers_none(
    app: Flask, leader: Person, browser: Browser
) -> None:
    signed = comes_in(app)
    for who, most in ((signed, 1), (browser, 0)):
        who.get("/help")
        with counted() as said:
            who.get("/help")
        assert sum("stay" in it for it in said) == most
        assert not any("posting" in it and "stay" not in it for it in said)


def test_old_ones_are_forgotten(app: Flask, leader: Person) -> None:
    comes_in(app).post("/sign-out")
    with deed():
        stays.forget_old(at=clock.now() + stays.KEPT - timedelta(days=1))
    assert session.scalar(select(func.count(Stay.id))) == 1
    with deed():
        stays.forget_old(at=clock.now() + stays.KEPT + timedelta(days=1))
    assert session.scalar(select(func.count(Stay.id))) == 0


def test_an_operator_ends_one_persons_and_everybodys(app: Flask, leader: Person) -> None:
    here = comes_in(app)
    run = app.test_cli_runner().invoke

    assert "One" not in run(args=["end-sign-ins", PHONE]).output
    assert not is_in(here)
    again = comes_in(app)
    assert run(args=["end-sign-ins"]).exit_code == 2, "of whom?"
    assert is_in(again)
    assert "1 sign-ins ended" in run(args=["end-sign-ins", "--everybody"]).output
    assert not is_in(again)


def test_the_log_tells_who_came_in_and_who_did_not_without_naming_anybody(
    app: Flask, leader: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    Browser(app.test_client()).post("/sign-in", {"phone": PHONE, "password": "xx"}, expect=422)
    comes_in(app)

    lines = [it for it in caplog.records if hasattr(it, "told")]
    said = [(it.message, it.told["how"]) for it in lines]
    assert said == [("was not let in", "password"), ("came in", "password")]
    assert not any(it in str(vars(line)) for line in lines for it in (PHONE, leader.name, WORD))


def test_signing_out_empties_the_browsers_cache(app: Flask, leader: Person) -> None:
    answer = comes_in(app).client.post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache"', "not what was not sent yet"
