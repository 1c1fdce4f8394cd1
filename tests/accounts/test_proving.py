"""Before what a phone left on a table must not do, it is asked again who sits there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from storefront import clock
from storefront.accounts import sign_in, stays
from storefront.accounts.models import Person, Stay
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.shops.models import Household
from tests.browser import Browser
from tests.village import a_household, posted
from tests.web.test_sign_in import the_code

WORD = "na dai Chi Lăng"


@pytest.fixture
def leader(app: Flask) -> Person:
    with deed():
        home = a_household()
        person = posted("Vi Văn Thắng", Role.LEADER, home.village)
        person.password_hash = sign_in.hash_password(WORD)
    return person


def home() -> Household:
    return session.scalars(select(Household)).one()


def some_time_passes(minutes: int) -> None:
    g.pop("_login_user", None)
    with deed():
        for stay in session.scalars(select(Stay)):
            stay.proved_at -= timedelta(minutes=minutes)


def form() -> dict[str, str]:
    keeper = home().keeper
    return {"name": keeper.name, "honorific": "bà", "birth_year": "1968", "phone": "0987654321"}


def test_another_number_is_not_written_by_whoever_found_the_phone(
    app: Flask, browser: Browser, leader: Person
) -> None:
    browser.sign_in(leader)
    page, before = f"/team/households/{home().code}/edit", home().keeper.phone
    some_time_passes(21)

    assert browser.post(page, form()).url.startswith("/me/proof")
    assert home().keeper.phone == before
    assert browser.post("/me/proof", {"password": "xx", "next": page}, expect=422)
    assert browser.post("/me/proof", {"password": WORD, "next": page}).url == page
    browser.post(page, form())

    session.expire_all()
    assert home().keeper.phone == "+84987654321"


def test_a_better_spelling_asks_nothing(app: Flask, browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    some_time_passes(21)
    said = form() | {"phone": home().keeper.phone or "", "name": "Hoàng Thị Nhình Anh"}

    assert "proof" not in browser.post(f"/team/households/{home().code}/edit", said).url


def test_a_code_to_ones_own_phone_will_do(app: Flask, browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    some_time_passes(11)

    asked = browser.post("/me/proof/codes", {"next": "/me"})
    browser.get(asked.url)
    assert browser.post(asked.url, {"digits": the_code()}).url == "/me"

    kept = session.scalars(select(Stay)).one()
    assert kept.proved_at > clock.now() - timedelta(minutes=1)


def test_somebody_elses_code_proves_nothing(app: Flask, browser: Browser, leader: Person) -> None:
    with deed():
        other = posted("Nông Văn Páo", Role.LEADER, home().village)
    thief = Browser(app.test_client())
    thief.sign_in(other)
    asked = thief.post("/me/proof/codes").url
    browser.sign_in(leader)
    some_time_passes(30)

    assert browser.post(asked, {"digits": the_code()}).url.startswith("/me/proof")

    assert session.scalars(select(Stay.proved_at)).all()[-1] < clock.now() - timedelta(minutes=29)


GUARDED = {
    "me.set_password", "payouts.approve", "credentials.add_to_household",
    "credentials.add_to_place", "credentials.approve", "credentials.retire", "rosters.show",
    "rosters.enlist", "rosters.leave", "rosters.hand_over", "report_files.sign",
    "second_resets.ask", "second_resets.confirm", "second_resets.index",
    "second_step.mine", "second_step.new_paper", "second_step.new_phone",
}  # fmt: skip
"""Besides a changed number (households.edit) and another account (opening.account), which ask
within the view."""


def test_what_is_guarded(app: Flask) -> None:
    found = {name for name, it in app.view_functions.items() if getattr(it, "proved", False)}
    assert found == GUARDED


def test_a_guarded_page_asks_when_it_is_stale(app: Flask, browser: Browser) -> None:
    with deed():
        keeper = a_household().keeper
    browser.sign_in(keeper)
    said = {"password": "ba con gà trống"}
    some_time_passes(19)
    assert browser.post("/me/password", said).url == "/me"
    some_time_passes(2)

    assert browser.post("/me/password", said).url.startswith("/me/proof")


def test_who_proves_it_again_gets_another_key(app: Flask, browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    with browser.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    browser.post("/me/proof", {"password": WORD, "next": "/me"})
    with browser.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before

    g.pop("_login_user", None)
    assert browser.client.get("/me").status_code == 200
    found = stays.by_key(before, unused=stays.Unused(), at=clock.now())
    assert found is None, "a copy of the old one opens nothing"


NEW = {"password": "ba con gà trống"}


def knows(leader: Person, word: str) -> bool:
    session.expire_all()
    return sign_in.fits(session.get_one(Person, leader.id), word)


def test_another_password_asks_for_the_one_there_is(browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    assert "Mật khẩu đang dùng" in browser.get("/me").text

    for said in (NEW, NEW | {"current": "xx"}, NEW | {"current": WORD + " "}):
        browser.post("/me/password", said, expect=422)
    assert knows(leader, WORD)

    browser.post("/me/password", NEW | {"current": WORD})
    assert knows(leader, NEW["password"])


def test_tries_at_it_are_counted(browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    for _time in range(20):
        browser.post("/me/password", NEW | {"current": "xx"}, expect=422)

    page = browser.post("/me/password", NEW | {"current": WORD}, expect=422)
    assert "Thử nhiều lần quá" in page.text
    assert knows(leader, WORD)


def test_who_forgot_it_shows_a_code_instead(browser: Browser, leader: Person) -> None:
    browser.sign_in(leader)
    browser.post("/me/proof", {"password": WORD, "next": "/me"})
    assert "Mật khẩu đang dùng" in browser.get("/me").text, "that was the password itself"

    asked = browser.post("/me/proof/codes", {"next": "/me"})
    page = browser.post(asked.url, {"digits": the_code()})
    assert "Mật khẩu đang dùng" not in browser.get(page.url).text
    with browser.client.session_transaction() as cookie:
        cookie["shown"] -= 21 * 60
    browser.post("/me/password", NEW, expect=422)
    with browser.client.session_transaction() as cookie:
        cookie["shown"] += 21 * 60

    browser.post("/me/password", NEW)
    assert knows(leader, NEW["password"])
