"""A small sum shows whether an account works: it comes by the usual doors and is never a sale."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.bills.models import Bill
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import billing, trials, withdrawing
from storefront.payments.provider import Notice
from storefront.payments.trials import NotMatched
from storefront.shops import verifying
from storefront.shops.models import AccountStep, Household, Met, PaymentAccount
from tests.browser import Browser
from tests.village import MARKET_DAY, a_shop


@pytest.fixture
def home(app: Flask) -> Household:
    """Known, and its bank knows the name."""
    with deed():
        shop = a_shop()
        shop.met_on, shop.met_how = MARKET_DAY.date(), Met.AT_HOME
        verifying.reach(account_of(shop.household), AccountStep.NAME_MATCHED, at=MARKET_DAY)
        verifying.recount(shop.household, at=MARKET_DAY)
        return shop.household


def account_of(home: Household) -> PaymentAccount:
    assert home.account
    return home.account


def begun(home: Household) -> Bill:
    with deed():
        return trials.begin(home, by=home.keeper, at=MARKET_DAY)


def told(bill: Bill, *, number: str = "1") -> None:
    account = account_of(bill.shop.household).number
    with deed():
        notice = Notice("sepay", number, account, bill.total, f"CT {bill.code}")
        payments.settle(notice, at=MARKET_DAY)


def sums() -> dict[Indicator, int]:
    by_kind = select(Fact.indicator, func.sum(Fact.amount)).group_by(Fact.indicator)
    return {it: int(amount) for it, amount in session.execute(by_kind) if amount}


def books() -> dict[Account, int]:
    by_account = select(Movement.account, func.sum(Movement.amount)).group_by(Movement.account)
    return {it: amount.dong for it, amount in session.execute(by_account) if amount}


def test_a_bank_tells_of_it_and_the_account_is_tried_but_nothing_was_sold(home: Household) -> None:
    bill = begun(home)
    told(bill)
    told(bill)

    account = account_of(home)
    assert (account.step, account.tried_at, account.received_at) == (
        AccountStep.TRIED,
        MARKET_DAY,
        None,
    )
    assert sums() == {Indicator.ACCOUNT_MATCHED: 1, Indicator.ACCOUNT_TRIED: 1}
    assert session.scalar(select(func.count(Order.id))) == 0
    assert books() == {Account.BANK: 1_000, Account.DUES: -1_000}


def test_the_keepers_word_does_too_and_can_be_taken_back(home: Household) -> None:
    bill = begun(home)
    with deed():
        word = billing.keeper_received(bill, by=home.keeper, cash=False, at=MARKET_DAY)
    assert account_of(home).step is AccountStep.TRIED
    assert word
    with deed():
        withdrawing.withdraw(word, by=home.keeper, at=MARKET_DAY)

    account = account_of(home)
    assert (account.step, account.tried_at) == (AccountStep.NAME_MATCHED, None)
    assert sums() == {Indicator.ACCOUNT_MATCHED: 1}


def test_cash_in_hand_tries_no_account(home: Household) -> None:
    bill = begun(home)
    with deed():
        billing.keeper_received(bill, by=home.keeper, cash=True, at=MARKET_DAY)

    assert account_of(home).tried_at is None


def test_given_back_it_was_tried_all_the_same_and_the_books_are_even(home: Household) -> None:
    bill = begun(home)
    told(bill)
    with deed():
        billing.refund(bill, Money(1_000), by=home.keeper, cash=False, once="back", at=MARKET_DAY)

    assert account_of(home).step is AccountStep.TRIED
    assert books() == {}
    assert Indicator.REVENUE not in sums()


def test_while_one_waits_it_is_the_same_and_a_voided_one_is_begun_anew(home: Household) -> None:
    bill = begun(home)
    assert begun(home) is bill
    with deed():
        billing.void(bill, reason="nhầm", by=home.keeper, at=MARKET_DAY)

    assert begun(home).code != bill.code


def test_nobody_tries_an_account_whose_name_nobody_knows(app: Flask) -> None:
    with deed():
        home = a_shop().household
    with pytest.raises(NotMatched):
        begun(home)


def test_the_keeper_begins_it_on_the_page_and_nobody_writes_one_by_hand(
    home: Household, browser: Browser
) -> None:
    browser.sign_in(home.keeper)
    browser.speak("en")
    assert home.shop
    here = f"/team/households/{home.code}/account"

    to_pay = browser.post(f"{here}/trial").url
    assert "1.000" in browser.get(to_pay).text or "1,000" in browser.get(to_pay).text
    assert "has not come yet" in browser.get(f"{here}/steps").text
    by_hand = {"what_for": "trial", "payer_name": "Lan"}
    browser.post(f"/shops/{home.shop.code}/bills/new", by_hand, expect=422)
