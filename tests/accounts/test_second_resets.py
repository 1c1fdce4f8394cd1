"""An officer who lost phone and paper is set back by two people, a day later, and hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from storefront import clock
from storefront.accounts import factors, stays
from storefront.accounts.models import Ended, Person, SecondFactor, SecondReset, Stay, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.helping import second_resets
from storefront.helping.second_resets import WAITS, NotTheSecond, UnderWay
from storefront.notifications.models import Message
from tests.browser import Browser
from tests.village import a_commune, a_province, posted

A_DAY = WAITS + timedelta(minutes=1)


class Office:
    """A commune with two officers, and the province above it."""

    def __init__(self) -> None:
        province = a_province(code="20")
        here, elsewhere = a_commune(inside=province), a_commune("Bắc Sơn", inside=province)
        self.lost = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, here)
        self.lost.phone = "+84911000222"
        self.colleague = posted("Chu Văn An", Role.COMMUNE_OFFICER, here)
        self.stranger = posted("Hứa Thị Lan", Role.COMMUNE_OFFICER, elsewhere)
        self.above = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
        factor = factors.begin(self.lost, b"sealed", at=clock.now())
        factor.confirmed_at = clock.now()
        session.flush()


@pytest.fixture
def office(app: Flask) -> Office:
    with deed():
        return Office()


def as_(browser: Browser, person: Person) -> Browser:
    g.pop("_login_user", None)
    browser.sign_in(person)
    browser.speak("en")
    return browser


def asked(browser: Browser, office: Office) -> int:
    said = {"person": str(office.lost.id), "why": "I spoke with him"}
    as_(browser, office.colleague).post("/second-resets", said)
    session.expire_all()
    return session.scalars(select(SecondReset.id)).one()


def is_set_back() -> bool:
    session.expire_all()
    return session.scalar(select(SecondFactor.id)) is None


def test_two_people_and_a_day(browser: Browser, office: Office) -> None:
    number = {"number": str(asked(browser, office))}
    told = session.scalars(select(Message.body).where(Message.to == "+84911000222")).all()
    assert "Chu Văn An" in told[-1]

    as_(browser, office.above).post("/second-resets/confirmation", number)
    second_resets.carry_out_due(at=clock.now() + timedelta(hours=23))
    assert not is_set_back()

    second_resets.carry_out_due(at=clock.now() + A_DAY)

    assert is_set_back()
    said = session.scalars(
        select(Trace.verb).where(Trace.for_id == office.lost.id).order_by(Trace.id)
    ).all()
    assert [it for it in said if it.startswith("second.")] == [
        "second.ask", "second.confirm", "second.reset",
    ]  # fmt: skip


def test_nobody_confirms_what_they_asked_nor_without_standing_above(
    browser: Browser, office: Office
) -> None:
    number = {"number": str(asked(browser, office))}

    as_(browser, office.colleague).post("/second-resets/confirmation", number)
    as_(browser, office.stranger).post("/second-resets/confirmation", number, expect=404)
    second_resets.carry_out_due(at=clock.now() + A_DAY)

    assert not is_set_back()
    it = session.scalars(select(SecondReset)).one()
    assert it.confirmed_by_id is None
    with pytest.raises(NotTheSecond), deed():
        second_resets.confirm(it, by=office.lost, at=clock.now())


def test_officers_elsewhere_ask_for_nobody_here(browser: Browser, office: Office) -> None:
    said = {"person": str(office.lost.id), "why": "x"}
    as_(browser, office.stranger).post("/second-resets", said, expect=404)

    assert session.scalar(select(SecondReset.id)) is None
    assert "Nobody you answer for" in browser.get("/second-resets").text


def test_whoever_it_is_done_to_sees_and_stops_it(browser: Browser, office: Office) -> None:
    number = {"number": str(asked(browser, office))}
    as_(browser, office.above).post("/second-resets/confirmation", number)

    page = as_(browser, office.lost).get("/me")
    assert "Somebody asks to set your second step back" in page.text
    browser.post("/second-resets/mine/end")
    second_resets.carry_out_due(at=clock.now() + A_DAY)

    assert not is_set_back()
    assert "Somebody asks" not in browser.get("/me").text


def test_all_their_sign_ins_end(app: Flask, office: Office) -> None:
    with deed():
        it = second_resets.ask(office.lost, why="x", by=office.colleague, at=clock.now())
        second_resets.confirm(it, by=office.above, at=clock.now())
        stays.begin(office.lost.id, stays.Device(), second=True, at=clock.now())
    second_resets.carry_out_due(at=clock.now() + A_DAY)

    session.expire_all()
    unused = stays.Unused()
    assert stays.of(office.lost, unused=unused, at=clock.now() + A_DAY) == []
    assert session.scalars(select(Stay.ended_why)).one() is Ended.FROM_ELSEWHERE


def test_asked_twice_is_asked_once_and_lapses(app: Flask, office: Office) -> None:
    with deed():
        second_resets.ask(office.lost, why="x", by=office.colleague, at=clock.now())
    with pytest.raises(UnderWay), deed():
        second_resets.ask(office.lost, why="x", by=office.above, at=clock.now())

    second_resets.carry_out_due(at=clock.now() + second_resets.LAPSES)

    session.expire_all()
    assert not is_set_back()
    assert second_resets.open_for(office.lost) is None
