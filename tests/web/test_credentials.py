"""Own wallets on the web: typed in once, shown masked, tested, and paid by in practice."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Table, select

from storefront import clock, jobs
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.cli.duties import HANDLERS
from storefront.db import Base, deed, session
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders.models import Order
from storefront.payments.entrusting import greeting
from storefront.payments.models import Greeted, MerchantCredential, PaymentAttempt, Receipt
from storefront.payments.practice_gateways.models import PracticeCharge
from storefront.settings import Settings
from storefront.shops.models import Household
from storefront.tills import at_hand
from storefront.wire import Answer
from tests.browser import Browser
from tests.serving import served
from tests.village import a_shop, an_order, na, posted
from tests.wires import Illness, a_server, an_ill_server

SECRET = "the-secret-key-of-nhinh"
TYPED = {
    "partner_code": "NHINH01",
    "access_key": "klm05TvNBzhg7h7j",
    "secret_key": SECRET,
    "holder": "Hoàng Thị Nhình",
}


@pytest.fixture
def household(app: Flask) -> Household:
    with deed():
        return a_shop().household


@pytest.fixture
def leader(household: Household) -> Person:
    with deed():
        return posted("Nông Văn Tài", Role.LEADER, household.village)


@pytest.fixture
def member(household: Household) -> Person:
    with deed():
        return posted("Lộc Thị Hạnh", Role.MEMBER, household.village)


def form_of(household: Household, provider: str = "momo") -> str:
    return f"/team/households/{household.code}/credentials/{provider}"


def put_in(browser: Browser, household: Household, by: Person, **changes: str) -> str:
    """Typed in by somebody; gives the page of what was kept."""
    browser.sign_in(by)
    return browser.post(form_of(household), TYPED | changes).url


def confirmed(browser: Browser, page: str, leader: Person, member: Person) -> None:
    code = re.findall(r"\b\d{6}\b", session.scalars(select(Message.body)).one())
    browser.sign_in(leader)
    browser.post(f"{page}/code", {"digits": code[0]})
    browser.sign_in(member)
    browser.post(f"{page}/approval")


def the_one() -> MerchantCredential:
    session.rollback()
    session.expire_all()
    return session.scalars(select(MerchantCredential)).one()


@pytest.fixture
def elsewhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Answer]]:
    """MoMo's servers, saying whatever is put here last."""
    said: list[Answer] = []
    with a_server(lambda _question: said[-1]) as address:
        settings: Settings = app.config["SETTINGS"]
        payments = {**settings.payments, "MOMO_BASE_URL": address}
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, payments=payments))
        yield said


def refusing(code: int, message: str) -> Answer:
    return Answer(200, json.dumps({"resultCode": code, "message": message}).encode())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_typing_in_to_being_paid_by(
    app: Flask,
    browser: Browser,
    household: Household,
    leader: Person,
    member: Person,
    language: str,
) -> None:
    """The whole way in practice: a buyer pays into the household's own wallet."""
    browser.speak(language)
    with served(app):
        page = put_in(browser, household, leader)
        browser.get(page)
        confirmed(browser, page, leader, member)
        code = the_one().code
        with deed():
            order = an_order(na(shop=household.shop), at=clock.now())
            follow = f"/follow/{order.checkout.secret}/{order.code}"
        browser.post(f"{follow}/payments", {"way": "momo"})
        assert session.scalars(select(PaymentAttempt.merchant)).one() == code
        browser.sign_in(leader)
        browser.post(f"{page}/test")
        assert the_one().works is True
        charge = session.scalars(select(PracticeCharge)).one()
        assert urlsplit(charge.tell_us_at).path.endswith(f"/momo/{code}")
        browser.get(f"/practice/gateways/charges/{charge.id}")
        browser.post(f"/practice/gateways/charges/{charge.id}", {"play": "right"})
        with deed():
            [job] = jobs.claim(at=clock.now())
        HANDLERS[job.kind](job.payload, at=clock.now())

    session.rollback()
    assert session.get_one(Order, order.id, populate_existing=True).is_paid
    assert session.scalars(select(Receipt.to_account)).one() == "NHINH01"


def test_a_keeper_does_it_alone_but_for_the_second_yes(
    browser: Browser, household: Household, member: Person
) -> None:
    page = put_in(browser, household, household.keeper)
    confirmed(browser, page, household.keeper, member)

    browser.sign_in(household.keeper)
    assert the_one().is_in_use
    assert "NHINH01" in browser.get(page).text
    browser.get(form_of(household))
    browser.get(f"/team/households/{household.code}/credentials")
    browser.post(f"{page}/retirement")
    assert not the_one().is_in_use
    browser.get(page)


def test_a_test_says_what_came_of_it(
    browser: Browser, household: Household, leader: Person, elsewhere: list[Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = put_in(browser, household, leader)
    monkeypatch.setattr(greeting, "AGAIN_AFTER", greeting.AGAIN_AFTER * 0)
    found = []
    for answer in (
        refusing(42, "Not found."),
        refusing(13, f"Merchant authentication failed for {SECRET}"),
        Answer(502, b"<html>"),
    ):
        elsewhere.append(answer)
        browser.post(f"{page}/test")
        kept = the_one()
        found.append((kept.greeted, kept.works, kept.test_said))
        assert SECRET not in browser.get(page).text

    assert found == [
        (Greeted.KNOWN, True, ""),
        (Greeted.REFUSED, False, "momo: 13. Merchant authentication failed for ••••••"),
        (Greeted.UNREACHABLE, None, ""),
    ]
    assert the_one().tested_at


def test_a_server_that_hangs_holds_nobody_up(
    app: Flask, browser: Browser, household: Household, leader: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(greeting, "PATIENCE", 0.3)
    with an_ill_server(Illness.HANGS) as address:
        settings: Settings = app.config["SETTINGS"]
        payments = {**settings.payments, "MOMO_BASE_URL": address}
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, payments=payments))
        page = put_in(browser, household, leader)

        browser.post(f"{page}/test")

    assert the_one().greeted is Greeted.UNREACHABLE
    browser.get(page)


def test_one_that_cannot_ask_says_so(
    browser: Browser, household: Household, leader: Person
) -> None:
    browser.sign_in(leader)
    page = browser.post(form_of(household, "casso"), {"checksum_key": "x" * 20, "holder": "Nhình"})

    browser.post(f"{page.url}/test")
    browser.post(f"{page.url}/test")

    assert (the_one().greeted, the_one().works) == (Greeted.NOTHING_TO_ASK, None)
    assert "vừa hỏi" in browser.get(page.url).text.lower()


@pytest.mark.parametrize(
    "provider", ["momo", "zalopay", "vnpay", "payos", "stripe", "sepay", "casso"]
)
def test_every_provider_has_its_form(
    browser: Browser, household: Household, leader: Person, provider: str
) -> None:
    browser.sign_in(leader)

    page = browser.get(form_of(household, provider))
    browser.post(form_of(household, provider), {"holder": "Nhình"}, expect=422)

    names = {str(box.get("name")) for box in page.all("input")}
    assert not names & {"api_base", "base_url", "pay_url", "api_url"}
    assert "password" in {str(box.get("type")) for box in page.all("input")}
    assert session.scalars(select(MerchantCredential)).all() == []


def test_nobody_sends_our_server_to_a_door_of_their_choice(
    browser: Browser, household: Household, leader: Person
) -> None:
    put_in(browser, household, leader, base_url="http://169.254.169.254")

    assert the_one().hint["base_url"] == "https://cho.example/practice/gateways/momo"


def test_secrets_are_nowhere_but_under_the_seal(
    app: Flask,
    browser: Browser,
    household: Household,
    leader: Person,
    member: Person,
    elsewhere: list[Answer],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Wrong forms, right forms, tests that fail, forged messages: all of it is looked through."""
    caplog.set_level(logging.DEBUG)
    browser.sign_in(leader)
    told = [browser.post(form_of(household), TYPED | {"partner_code": ""}, expect=422).html]
    told.append(browser.post(form_of(household), TYPED | {"holder": "x" * 999}, expect=422).html)
    page = put_in(browser, household, leader)
    told.append(browser.post(form_of(household), TYPED, expect=422).html)
    elsewhere.append(refusing(13, f"{SECRET} is wrong"))
    browser.post(f"{page}/test")
    told.append(browser.get(page).html)
    confirmed(browser, page, leader, member)
    forged = {"secret": SECRET[:9], "signature": "0" * 64}
    door = f"/payments/notices/momo/{the_one().code}"
    assert browser.client.post(door, data=json.dumps(forged)).status_code == 422

    session.rollback()
    tables = [_everything_in(table) for table in Base.metadata.sorted_tables]
    for words in [*told, caplog.text, *tables]:
        assert SECRET not in words
    assert SECRET.encode() not in the_one().sealed
    assert (the_one().hint["secret_key"]) == "••••••inh"
    till = at_hand().gateways_for(session.merge(household), Money(50_000))["momo"]
    assert SECRET not in repr(till)


def _everything_in(table: Table) -> str:
    return repr([tuple(row) for row in session.execute(select(table))])


def test_a_wrong_code_is_told_so(browser: Browser, household: Household, leader: Person) -> None:
    page = put_in(browser, household, leader)

    browser.post(f"{page}/code", {"digits": ""}, expect=422)
    browser.post(f"{page}/code", {"digits": "12"}, expect=422)
    browser.post(f"{page}/approval")
    assert the_one().approved_at is None
    browser.post(f"{page}/stop")
    browser.post(f"{page}/stop")
    browser.get(page)

    assert the_one().retired_by_id == leader.id


def test_what_is_not_theirs_is_not_there(
    browser: Browser, household: Household, leader: Person
) -> None:
    page = put_in(browser, household, leader)
    with deed():
        stranger = posted("Ông Lạ", Role.LEADER, a_shop().household.village)
    browser.sign_in(stranger)

    for address in (page, form_of(household), f"/team/households/{household.code}/credentials"):
        browser.get(address, expect=404)
    for deed_ in ("test", "code", "approval", "stop", "retirement"):
        browser.post(f"{page}/{deed_}", {"digits": "123456"}, expect=404)
    browser.post(form_of(household), TYPED, expect=404)
    browser.get("/credentials/nobody", expect=404)


def test_two_officers_for_a_co_operative(browser: Browser, household: Household) -> None:
    commune = household.village.parent
    assert commune
    assert commune.parent
    with deed():
        first = posted("Lương Thu Hà", Role.COMMUNE_OFFICER, commune)
        second = posted("Ông Bình", Role.PROVINCE_OFFICER, commune.parent)
    desk = f"/places/{commune.code}/credentials"
    browser.sign_in(first)
    browser.get(desk)
    browser.get(f"/places/{commune.parent.code}/credentials", expect=404)
    page = browser.post(f"{desk}/momo", TYPED | {"holder": "HTX Na Chi Lăng"}).url
    browser.post(f"{page}/approval")
    assert not the_one().is_in_use

    browser.sign_in(second)
    assert desk in browser.get(f"/places/{commune.parent.code}/credentials").links()
    browser.get(page)
    browser.post(f"{page}/approval")

    assert the_one().is_in_use
    browser.sign_in(household.keeper)
    assert "HTX Na Chi Lăng" in browser.get(f"/team/households/{household.code}/credentials").text
