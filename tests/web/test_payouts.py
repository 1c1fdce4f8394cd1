"""Changing an account on the web: the team's form, the keeper's screen, a second person."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.notifications.models import Message
from storefront.payouts.models import AccountChange, Ended
from storefront.shops.models import Household, PaymentAccount
from tests.browser import Browser
from tests.village import a_household, a_shop, posted

BIDV = {"bank": "970418", "number": "31410001234567", "holder": "Hoàng Thị Nhình"}


@pytest.fixture
def household(app: Flask) -> Household:
    with deed():
        return a_shop().household


@pytest.fixture
def leader(household: Household) -> Person:
    with deed():
        return posted("Nông Văn Páo", Role.LEADER, household.village)


def page_of(household: Household) -> str:
    return f"/team/households/{household.code}/account/change"


def asked_for(browser: Browser, household: Household, leader: Person) -> AccountChange:
    browser.sign_in(leader)
    answer = browser.post(f"/team/households/{household.code}/account", BIDV)
    assert answer.url == page_of(household)
    return session.scalars(select(AccountChange)).one()


def test_another_account_is_asked_for_and_not_taken(
    browser: Browser, household: Household, leader: Person
) -> None:
    browser.sign_in(leader)
    assert "hai ngày" in browser.get(f"/team/households/{household.code}/account").text
    asked_for(browser, household, leader)

    assert session.scalars(select(PaymentAccount)).one().retired_at is None
    page = browser.get(page_of(household))
    assert "4567" in page.text
    assert f"{page_of(household)}/approval" not in page.html, "whoever asked cannot agree"
    browser.post(f"{page_of(household)}/approval")
    assert session.scalars(select(AccountChange.approved_at)).one() is None
    again = browser.post(
        f"/team/households/{household.code}/account", BIDV | {"number": "99999999"}, expect=422
    )
    assert "Đang có một việc đổi khác" in again.text


def test_the_keeper_sees_it_on_their_own_screen_and_stops_it(
    browser: Browser, household: Household, leader: Person
) -> None:
    change = asked_for(browser, household, leader)
    browser.sign_in(household.keeper)

    home = browser.get("/keeper")
    assert "Nông Văn Páo xin đổi chỗ nhận tiền" in home.text
    browser.get(page_of(household))
    browser.post(f"{page_of(household)}/stop")

    session.refresh(change)
    assert (change.ended, change.ended_by_id) == (Ended.STOPPED, household.keeper_id)
    assert "xin đổi chỗ nhận tiền" not in browser.get("/keeper").text
    assert "đã dừng" in browser.get(page_of(household)).text


def test_the_code_and_the_second_person(
    browser: Browser, household: Household, leader: Person
) -> None:
    with deed():
        member = posted("Lý Thị Mẩy", Role.MEMBER, household.village)
    change = asked_for(browser, household, leader)
    body = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    code = re.search(r"mã (\d{6})", body or "")
    assert code
    browser.post(f"{page_of(household)}/code", {"digits": "x"}, expect=422)
    browser.post(f"{page_of(household)}/code", {"digits": ""}, expect=422)
    browser.post(f"{page_of(household)}/code", {"digits": f"{code[1][:3]} {code[1][3:]}"})

    browser.sign_in(member)
    assert "Cần người thứ hai" in browser.get("/team").text
    assert "đồng ý hoặc dừng" in browser.get(f"/team/households/{household.code}").text
    browser.get(page_of(household))
    browser.post(f"{page_of(household)}/approval")

    session.refresh(change)
    assert (change.approved_by_id, change.wrong_tries) == (member.id, 1)
    assert change.called_back_at
    assert "Cần người thứ hai" not in browser.get("/team").text


def test_strangers_neither_see_nor_stop_it(
    browser: Browser, household: Household, leader: Person
) -> None:
    change = asked_for(browser, household, leader)
    with deed():
        other = a_shop(a_household("Vi Văn Sính")).household
        elsewhere = posted("Triệu Văn Sình", Role.LEADER, other.village)

    for stranger in (elsewhere, other.keeper):
        browser.sign_in(stranger)
        browser.get(page_of(household), expect=404)
        for deed_ in ("stop", "approval"):
            browser.post(f"{page_of(household)}/{deed_}", expect=404)

    session.refresh(change)
    assert change.is_under_way


def test_there_is_no_page_where_nothing_was_asked(
    browser: Browser, household: Household, leader: Person
) -> None:
    browser.sign_in(leader)
    browser.get(page_of(household), expect=404)
    browser.post(f"{page_of(household)}/stop", expect=404)
