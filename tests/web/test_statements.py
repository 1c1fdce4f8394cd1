"""A keeper, or the team for her, brings the file her bank gave her."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person, Purpose, Trace
from storefront.accounts.permissions import Role
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.reconciliation.models import BankStatement, StatementLine
from tests.browser import Browser, Page
from tests.reconciliation.files import a_statement, an_excel
from tests.village import (
    MARKET_DAY,
    a_household,
    a_person,
    a_shop,
    an_account,
    an_order,
    na,
    posted,
)

DAY = "22/08/2026"


def placed() -> Order:
    with deed():
        return an_order()


def address(order: Order) -> str:
    return f"/reconciliation/households/{order.shop.household.code}/statements"


def brings(browser: Browser, order: Order, body: bytes, *, expect: int = 302) -> Page:
    file = (BytesIO(body), "sao kê tháng 8.csv")
    return browser.post(address(order), {"file": file}, expect=expect)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_keeper_sees_what_it_would_do_and_takes_it_in(
    app: Flask, browser: Browser, language: str
) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    browser.speak(language)
    body = a_statement(
        f"{DAY},FT1,,204.000,{order.code},TRẦN MINH HÀ",
        f"{DAY},FT2,,99.000,gửi mẹ,",
        f"{DAY},FT3,50.000,,mua phân bón,",
    )

    there = brings(browser, order, body).url
    preview = browser.get(there)

    assert order.code in preview.text
    assert "mua phân bón" not in preview.text
    assert not order.is_paid

    after = browser.post(f"{there}/lines").url
    page = browser.get(after)

    assert order.code in page.text
    assert "gửi mẹ" in page.text
    assert session.get_one(Order, order.id, populate_existing=True).is_paid
    assert browser.get(address(order)).links().count(there) == 1


def test_a_file_that_is_thrown_away_leaves_nothing(app: Flask, browser: Browser) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    there = brings(browser, order, a_statement(f"{DAY},FT1,,204.000,{order.code},")).url

    browser.post(f"{there}/removal")

    browser.get(there, expect=404)
    assert session.scalar(select(StatementLine)) is None


def test_every_row_that_cannot_be_read_is_named(app: Flask, browser: Browser) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    browser.speak("en")

    page = brings(browser, order, a_statement(f"{DAY},FT1,,12.5,x,", "mai,FT2,,5,x,"), expect=422)

    assert "Row 3 : no amount we can read (12.5)" in page.text
    assert "Row 4 : no day we can read (mai)" in page.text
    assert session.scalar(select(BankStatement)) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"%PDF-1.4", "A PDF cannot be read"),
        (b"\xd0\xcf\x11\xe0", "old or locked Excel"),
        (an_excel(["na", 1]), "No table of movements"),
        (a_statement(f"{DAY},FT1,,1.000,x,", account="555555555"), "…5555"),
        (b"", "no movement"),
    ],
)
def test_what_is_no_statement_of_theirs_is_refused_in_words(
    app: Flask, browser: Browser, body: bytes, words: str
) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    browser.speak("en")

    assert words in brings(browser, order, body, expect=422).text


def test_a_form_without_a_file_says_so(app: Flask, browser: Browser) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)

    browser.post(address(order), {}, expect=422)


def test_a_file_that_does_not_say_whose_it_is(app: Flask, browser: Browser) -> None:
    order = placed()
    household = order.shop.household
    with deed():
        other = an_account(household, number="222222222")
    browser.sign_in(household.keeper)
    body = f"Ngày,Số tiền,Nội dung\n{DAY},50.000,x\n".encode()

    brings(browser, order, body, expect=422)
    file = (BytesIO(body), "a.csv")
    there = browser.post(address(order), {"file": file, "account": str(other.id)}).url

    browser.get(there)
    assert session.scalars(select(BankStatement.account_id)).one() == other.id


def test_helpers_bring_it_only_where_the_household_agreed(app: Flask, browser: Browser) -> None:
    order = placed()
    household = order.shop.household
    with deed():
        leader = posted("Anh Tài", Role.LEADER, household.village)
        elsewhere = posted("Chị Lan", Role.LEADER, a_household("Vi Văn Páo").village)
        stranger = a_person("Người lạ")
    body = a_statement(f"{DAY},FT1,,204.000,{order.code},")
    browser.sign_in(leader)
    there = brings(browser, order, body).url

    for person in (elsewhere, stranger):
        browser.sign_in(person)
        browser.get(address(order), expect=404)
        brings(browser, order, body, expect=404)
        browser.get(there, expect=404)
        browser.post(f"{there}/lines", expect=404)
        browser.post(f"{there}/removal", expect=404)
    assert session.scalar(select(StatementLine)) is None

    browser.sign_in(leader)
    browser.post(f"{there}/lines")
    trace = session.scalars(select(Trace).where(Trace.verb == "statement.take_in")).one()
    assert (trace.actor_id, trace.for_id) == (leader.id, household.keeper_id)

    with deed():
        keeper = session.get_one(Person, household.keeper_id)
        accounts.withdraw_consent(keeper, Purpose.ASSIST, by=keeper, at=MARKET_DAY)
    browser.get(there, expect=404)


def test_somebody_says_later_what_a_line_was_for(app: Flask, browser: Browser) -> None:
    order = placed()
    with deed():
        not_hers = an_order(na(shop=a_shop(a_household("Vi Văn Páo"))))
    browser.sign_in(order.shop.household.keeper)
    there = brings(browser, order, a_statement(f"{DAY},FT1,,99.000,dat truoc,")).url
    browser.post(f"{there}/lines")
    line = session.scalars(select(StatementLine.id)).one()

    for wrong in (not_hers.code, "CB", ""):
        browser.post(f"{there}/lines/{line}/order", {"order": wrong}, expect=422)
    browser.post(f"{there}/lines/{10**30}/order", {"order": order.code}, expect=404)
    browser.post(f"{there}/lines/{line}/order", {"order": order.code.lower()})

    assert session.get_one(Order, order.id, populate_existing=True).paid == Money(99_000)


def test_what_is_unsure_leads_to_where_it_is_decided(app: Flask, browser: Browser) -> None:
    order = placed()
    browser.sign_in(order.shop.household.keeper)
    there = brings(browser, order, a_statement(f"{DAY},FT1,,204.000,chi Hanh gui tien na,")).url
    browser.post(f"{there}/lines")

    for page in (there, f"/reconciliation/households/{order.shop.household.code}?day=2026-08-22"):
        assert "/cases" in browser.get(page).links()
