"""Data in wrong hands: 72 hours to tell the authority, and whoever it is about is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.privacy import breaches
from storefront.privacy.breaches import Found, NotYet
from storefront.privacy.models import Breach
from tests.browser import Browser
from tests.village import a_person, a_province, a_village, posted

NOW = clock.now()
FOUND = Found(NOW, "Mất một điện thoại của tổ", "Chủ gian hàng của một bản", 12, "")


@pytest.fixture
def officer(app: Flask) -> Person:
    with deed():
        return posted("Lương Thu Hà", Role.PROVINCE_OFFICER, a_province())


def written(by: Person) -> Breach:
    with deed():
        return breaches.write(FOUND, by=by, at=NOW)


def test_the_authority_is_told_within_72_hours(officer: Person) -> None:
    breach = written(officer)
    last = NOW + timedelta(hours=72)

    assert breaches.how_many_late(at=last) == 0
    assert breaches.how_many_late(at=last + timedelta(seconds=1)) == 1
    with pytest.raises(NotYet), deed():
        breaches.end(breach, by=officer, at=NOW)
    with deed():
        breaches.tell_authority(breach, by=officer, at=NOW)
        breaches.tell_authority(breach, by=officer, at=last)
    assert breach.authority_told_at == NOW
    assert breaches.how_many_late(at=last + timedelta(days=1)) == 0
    with deed():
        breaches.take_back(breach, by=officer, at=NOW)
    assert breaches.how_many_late(at=last + timedelta(days=1)) == 1


def test_what_is_known_grows_and_moves_the_clock_with_the_finding(officer: Person) -> None:
    breach = written(officer)
    earlier = Found(NOW - timedelta(days=2), FOUND.what, FOUND.whose, 40, "Đã khóa máy")
    with deed():
        breaches.change(breach, earlier, by=officer, at=NOW)

    assert (breach.many, breach.due_at) == (40, NOW + timedelta(days=1))
    assert [it.verb for it in breaches.trail(breach)] == ["breach.write", "breach.change"]


def test_an_officer_writes_it_down_and_tells_the_people(officer: Person, browser: Browser) -> None:
    browser.sign_in(officer)
    assert "Chưa ghi vụ nào" in browser.get("/breaches").text
    late = clock.village_time(NOW - timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
    said = {"found_at": late, "what": "Mất một điện thoại", "whose": "Chủ gian hàng", "many": ""}
    browser.post("/breaches/new", said | {"found_at": "2099-01-01T08:00"}, expect=422)
    browser.post("/breaches/new", said | {"what": "Căn cước 001203004567"}, expect=422)
    there = browser.post("/breaches/new", said).url
    assert "Quá hạn" in browser.get(there).text

    words = "Số của bạn có thể đã lộ. Gọi 0205 3812 345 để hỏi."
    browser.post(f"{there}/people", {"phones": "không phải số", "words": words}, expect=422)
    browser.post(f"{there}/people", {"phones": "0912 345 678\n0912345678\n", "words": words})
    told = session.scalars(select(Message)).one()
    assert (told.to, told.body) == ("+84912345678", words)
    browser.post(f"{there}/end")
    assert session.scalars(select(Breach)).one().ended_at is None
    browser.post(f"{there}/authority")
    browser.post(f"{there}/end")
    browser.post(f"{there}/end")
    assert session.scalars(select(Breach)).one().ended_at
    browser.post(f"{there}/edit", said | {"measures": "Đã khóa máy"})
    assert "Đã khóa máy" in browser.get(there).text


def test_the_operator_sees_what_is_overdue_and_strangers_nothing(
    officer: Person, browser: Browser
) -> None:
    with deed():
        operator = posted("Trần Minh Quân", Role.OPERATOR, a_province("Cao Bằng", code="04"))
        stranger = posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, a_village())
        nobody = a_person("Chị Hạnh")
    breach = written(officer)
    browser.sign_in(operator)
    assert "chưa được báo đúng hạn" not in browser.get("/operation").text
    with deed():
        session.get_one(Breach, breach.id).due_at = NOW - timedelta(minutes=1)
    assert "chưa được báo đúng hạn" in browser.get("/operation").text
    for person in (stranger, nobody):
        browser.sign_in(person)
        for path in ("/breaches", f"/breaches/{breach.id}"):
            browser.get(path, expect=404)
        browser.post(f"/breaches/{breach.id}/authority", expect=404)
    assert session.get_one(Breach, breach.id).authority_told_at is None
