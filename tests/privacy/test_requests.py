"""What people ask about their own data: a number, a clock, an officer's reply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.places.models import Place
from storefront.privacy import actions, queries
from storefront.privacy.actions import AskedAnew, NotNow
from storefront.privacy.clocks import clock_for, table
from storefront.privacy.models import Asks, DataRequest, Happened, Standing
from tests.browser import Browser
from tests.village import a_person, a_province, a_village, posted

NOW = clock.now()
TODAY = clock.village_date(NOW)


@pytest.fixture
def village(app: Flask) -> Place:
    with deed():
        return a_village()


@pytest.fixture
def officer(village: Place) -> Person:
    assert village.parent
    assert village.parent.parent
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, village.parent.parent)


@pytest.fixture
def leader(village: Place) -> Person:
    with deed():
        return posted("Nông Văn Tài", Role.LEADER, village)


def asked(person: Person, place: Place | None, kind: Asks = Asks.ERASURE) -> DataRequest:
    with deed():
        return actions.ask(person, kind, "Tôi thôi bán", place=place, at=NOW)


def test_every_kind_has_its_days_and_a_source() -> None:
    assert {it.kind for it in table()} == {it.value for it in Asks}
    assert all(it.source and 10 <= it.carry_days <= 20 for it in table())
    friday = date(2026, 11, 20)
    assert clock_for(Asks.COPY, on=friday).reply_by(friday) == date(
        2026, 11, 25
    )  # Tuesday is a holiday
    assert clock_for(Asks.ERASURE, on=friday).due_on(friday) == date(2026, 12, 10)


def test_a_buyer_asks_and_the_province_replies_and_carries_it_out(
    officer: Person, browser: Browser
) -> None:
    with deed():
        buyer = a_person("Chị Hạnh", phone="+84912345678")
    browser.sign_in(buyer)
    assert "Chưa hỏi" in browser.get("/me/data").text
    here = browser.post("/me/data", {"kind": "stop", "words": "Tôi không mua nữa"}).url
    assert browser.post("/me/data", {"kind": "stop", "words": "Lần nữa"}).url == here
    number = here.rpartition("/")[2]

    browser.sign_in(officer)
    assert "Chị Hạnh" in browser.get("/data-requests").text
    there = f"/data-requests/{number}"
    browser.post(f"{there}/reply", {"words": ""}, expect=422)
    browser.post(f"{there}/reply", {"words": "Chúng tôi đã nhận"})
    browser.post(f"{there}/done", {"words": "Đã xóa tên và số"})
    browser.post(f"{there}/done", {"words": "Đã xóa hai lần"})

    browser.sign_in(buyer)
    seen = browser.get(here).text
    assert "Đã xóa tên và số" in seen
    assert "hai lần" not in seen
    assert len(session.scalars(select(Message.body)).all()) == 2


def test_a_correction_says_what_is_wrong(leader: Person, browser: Browser) -> None:
    browser.sign_in(leader)
    browser.post("/me/data", {"kind": "correction", "words": ""}, expect=422)
    browser.post("/me/data", {"kind": "everything", "words": "Mọi thứ"}, expect=422)
    browser.post("/me/data", {"words": "Căn cước 001203004567"}, expect=422)
    assert session.scalars(select(DataRequest)).all() == []


def test_strangers_find_nothing(
    leader: Person, officer: Person, village: Place, browser: Browser
) -> None:
    request = asked(leader, village)
    with deed():
        elsewhere = posted("Vi Thị Én", Role.PROVINCE_OFFICER, a_province("Cao Bằng", code="04"))
        commune = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, village)
    for stranger in (elsewhere, commune, leader):
        browser.sign_in(stranger)
        browser.get(f"/data-requests/{request.id}", expect=404)
        browser.post(f"/data-requests/{request.id}/done", {"words": "Đã xong"}, expect=404)
    browser.sign_in(officer)
    browser.get(f"/me/data/{request.id}", expect=404)
    browser.post(f"/me/data/{request.id}/withdrawal", expect=404)
    session.refresh(request)
    assert request.state is Standing.NEW


def test_what_is_late_is_named_and_comes_first(
    leader: Person, officer: Person, village: Place
) -> None:
    slow, quick = asked(leader, village), asked(leader, village, Asks.COPY)
    with deed():
        actions.take_up(quick, "Đã nhận", by=officer, at=NOW)
    later = slow.reply_by + timedelta(days=1)

    assert [it.id for it in queries.waiting(officer, on=later)] == [slow.id, quick.id]
    assert queries.how_many_late(officer, on=TODAY) == 0
    assert queries.how_many_late(officer, on=later) == 1
    assert queries.how_many_late(officer, on=later + timedelta(days=30)) == 2


def test_more_time_is_taken_once(leader: Person, officer: Person, village: Place) -> None:
    request = asked(leader, village)
    due = request.due_on
    with deed():
        actions.take_up(request, "Đã nhận", by=officer, at=NOW)
        actions.lengthen(request, "Chờ ngân hàng", by=officer, at=NOW)
    assert request.due_on == due + timedelta(days=15)
    with pytest.raises(NotNow), deed():
        actions.lengthen(request, "Chờ nữa", by=officer, at=NOW)


def test_an_end_by_mistake_is_taken_back(leader: Person, officer: Person, village: Place) -> None:
    request = asked(leader, village)
    with deed():
        actions.refuse(request, "Nhầm người", by=officer, at=NOW)
    with deed():
        actions.reopen(request, "Tôi nhầm", by=officer, at=NOW)
    assert [it.what for it in request.steps] == [
        Happened.ASKED,
        Happened.REFUSED,
        Happened.REOPENED,
    ]
    with deed():
        actions.refuse(request, "Nhầm người", by=officer, at=NOW)
    asked(leader, village)
    with pytest.raises(AskedAnew), deed():
        actions.reopen(request, "Tôi nhầm", by=officer, at=NOW)


def test_whoever_asked_may_want_it_no_more(leader: Person, browser: Browser) -> None:
    browser.sign_in(leader)
    here = browser.post("/me/data", {"kind": "stop"}).url
    browser.post(f"{here}/withdrawal")
    browser.post(f"{here}/withdrawal")
    request = session.scalars(select(DataRequest)).one()
    assert request.state is Standing.WITHDRAWN
    assert [it.what for it in request.steps] == [Happened.ASKED, Happened.WITHDRAWN]
