"""Officers show a second factor: an app's code, good once, or one of eight on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from storefront import clock
from storefront.accounts import factors, sign_in
from storefront.accounts.models import Person, Posting, RecoveryCode, SecondFactor, Stay, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.tills import at_hand
from tests.browser import Browser, Page
from tests.village import LONG_AGO, a_commune, a_village, posted

PHONE, WORD = "+84912345678", "na dai Chi Lăng"
FIRST = {"phone": PHONE, "password": WORD}


@pytest.fixture
def officer(app: Flask) -> Person:
    with deed():
        person = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, a_commune())
        person.phone, person.password_hash = PHONE, sign_in.hash_password(WORD)
    return person


def is_in(browser: Browser) -> bool:
    g.pop("_login_user", None)
    return browser.client.get("/me").status_code == 200


def secret() -> str:
    session.expire_all()
    return at_hand().safe.open_words(session.scalars(select(SecondFactor)).one().sealed)


def shows(*, later: int = 0) -> str:
    """The app's code, so many steps from now."""
    return factors.code_now(secret(), at=clock.now() + timedelta(seconds=30 * later))


def enrols(browser: Browser) -> list[str]:
    """Comes in for the first time; gives the codes on paper."""
    browser.post("/sign-in", FIRST)
    browser.get("/sign-in/second/new")
    page = browser.post("/sign-in/second/new", {"code": shows()}, expect=200)
    return re.findall(r"<code>(\w{5} \w{5})</code>", page.html)


def again(browser: Browser, code: str, *, expect: int = 302) -> Page:
    browser.post("/sign-out")
    assert browser.post("/sign-in", FIRST).url.startswith("/sign-in/second")
    return browser.post("/sign-in/second", {"code": code}, expect=expect)


def test_the_first_time_a_phone_is_tied_and_eight_codes_are_told_once(
    app: Flask, browser: Browser, officer: Person
) -> None:
    assert browser.post("/sign-in", FIRST).url.startswith("/sign-in/second")
    assert browser.get("/sign-in/second", expect=302).url.startswith("/sign-in/second/new")
    assert not is_in(browser)
    page = browser.get("/sign-in/second/new")
    key = secret()
    assert key in re.sub(r"\s", "", page.text)
    browser.get("/sign-in/second/new")
    assert secret() == key, "looking again changes nothing"

    browser.post("/sign-in/second/new", {"code": "000000"}, expect=422)
    assert not is_in(browser)
    told = browser.post("/sign-in/second/new", {"code": shows()}, expect=200)

    codes = re.findall(r"<code>(\w{5} \w{5})</code>", told.html)
    assert len(set(codes)) == 8
    assert is_in(browser)
    assert key not in repr(session.scalars(select(SecondFactor.sealed)).one()), "kept under seal"
    assert not any(
        codes[0].replace(" ", "") in it for it in session.scalars(select(RecoveryCode.code_hash))
    )
    browser.get("/sign-in/second/new", expect=302)


def test_the_picture_for_the_app_can_be_scanned(browser: Browser, officer: Person) -> None:
    """Styles paint every path of a QR dark: the white under it must be something else."""
    browser.post("/sign-in", FIRST)
    page = browser.get("/sign-in/second/new")

    (picture,) = re.findall(r'<svg class="qr .*?</svg>', page.html, re.DOTALL)
    assert picture.count("<path") == 1
    assert re.search(r'<rect width="(\d+)" height="\1" fill="#fff"/>', picture)


def test_a_shut_door_is_logged(
    browser: Browser, officer: Person, caplog: pytest.LogCaptureFixture
) -> None:
    enrols(browser)
    browser.get("/operation", expect=404)

    told = [it.told for it in caplog.records if it.message == "a door stayed shut"]  # type: ignore[attr-defined]
    assert [(it["route"], it["needs"]) for it in told] == [("/operation", "operation:read")]


def test_a_code_of_the_app_is_good_once(app: Flask, browser: Browser, officer: Person) -> None:
    enrols(browser)
    used = shows()

    again(browser, used, expect=422)
    assert not is_in(browser)
    again(browser, shows(later=1))
    assert is_in(browser)


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_none(
    app: Flask, browser: Browser, officer: Person, steps: int
) -> None:
    enrols(browser)

    again(browser, shows(later=steps), expect=422)

    assert not is_in(browser)


def test_a_code_on_paper_opens_once(app: Flask, browser: Browser, officer: Person) -> None:
    paper = enrols(browser)

    again(browser, paper[3].upper())
    assert is_in(browser)
    again(browser, paper[3], expect=422)
    assert not is_in(browser)
    again(browser, paper[0].replace(" ", "-"))
    assert is_in(browser)


def test_guessing_ends_and_the_owner_still_comes_in(
    app: Flask, browser: Browser, officer: Person
) -> None:
    enrols(browser)
    thief = Browser(app.test_client())
    thief.post("/sign-in", FIRST)
    for _try in range(10):
        thief.post("/sign-in/second", {"code": "123456"}, expect=422)
    refused = thief.post("/sign-in/second", {"code": shows(later=1)}, expect=422)
    assert "Đợi mười lăm phút" in refused.text
    assert not is_in(thief)

    again(browser, shows(later=1))

    assert is_in(browser), "on a phone that came in before"


def test_without_the_first_factor_nothing_is_asked(app: Flask, browser: Browser) -> None:
    for page in ("/sign-in/second", "/sign-in/second/new"):
        assert browser.get(page, expect=302).url == "/sign-in"
        assert browser.post(page, {"code": "123456"}).url == "/sign-in"


def test_half_a_sign_in_opens_nothing_and_ends(
    app: Flask, browser: Browser, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrols(browser)
    browser.post("/sign-out")
    browser.post("/sign-in", FIRST)
    assert not is_in(browser)
    then = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: then)

    assert browser.post("/sign-in/second", {"code": shows()}).url == "/sign-in"


@pytest.mark.parametrize("role", Role)
def test_officers_and_operators_are_asked_and_teams_are_not(
    app: Flask, browser: Browser, role: Role
) -> None:
    with deed():
        person = posted("Lương Thu Hà", role, a_village())
        person.phone, person.password_hash = PHONE, sign_in.hash_password(WORD)

    asked = browser.post("/sign-in", FIRST).url.startswith("/sign-in/second")

    assert asked == (role not in (Role.MEMBER, Role.LEADER))


def test_who_is_made_an_officer_signs_in_anew(app: Flask, browser: Browser) -> None:
    with deed():
        person = posted("Nông Văn Páo", Role.LEADER, a_village())
        person.phone, person.password_hash = PHONE, sign_in.hash_password(WORD)
    browser.post("/sign-in", FIRST)
    assert is_in(browser)
    with deed():
        place = a_commune()
        session.add(
            Posting(person_id=person.id, role=Role.COMMUNE_OFFICER, place=place, from_day=LONG_AGO)
        )

    assert not is_in(browser)


def test_the_operator_sets_it_back(app: Flask, browser: Browser, officer: Person) -> None:
    enrols(browser)

    said = app.test_cli_runner().invoke(args=["second-reset", PHONE])

    assert said.exit_code == 0, said.output
    assert not is_in(browser)
    assert session.scalar(select(Stay).where(Stay.ended_at.is_(None))) is None
    assert "second.reset" in session.scalars(select(Trace.verb).order_by(Trace.id)).all()
    assert len(enrols(browser)) == 8
    assert app.test_cli_runner().invoke(args=["second-reset", "+84900000000"]).exit_code == 1


def test_a_new_phone_and_new_paper(app: Flask, browser: Browser, officer: Person) -> None:
    old = enrols(browser)
    assert "Còn 8 mã" in browser.get("/me/second").text
    page = browser.post("/me/second/paper", expect=200)
    assert not set(re.findall(r"<code>(\w{5} \w{5})</code>", page.html)) & set(old)
    again(browser, old[0], expect=422)
    again(browser, shows(later=1))

    before = secret()
    browser.post("/me/second/new-phone")

    assert not is_in(browser)
    enrols(browser)
    assert secret() != before
