"""Odd money for bills becomes somebody's case, and one transfer may pay several at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.bills.actions import Item
from storefront.bills.models import Bill, BillFor
from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments import billing, deciding
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    CaseState,
    Outcome,
    PaymentCase,
    Receipt,
)
from tests.bills.test_bills import revenue, transferred
from tests.browser import Browser
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, an_account, an_order, na

A, K = CaseAction, CaseKind


@pytest.fixture
def bill(app: Flask) -> Iterator[Bill]:
    """695.000 ₫ for na ordered by telephone."""
    with deed():
        bill = a_bill()
    yield bill
    session.rollback()
    assert session.scalar(select(func.sum(Movement.amount))) in (None, Money(0)), "books balance"


def waiting() -> list[PaymentCase]:
    session.rollback()
    session.expire_all()
    wanted = select(PaymentCase).where(PaymentCase.state == CaseState.OPEN)
    return list(session.scalars(wanted.order_by(PaymentCase.id)))


def opened() -> list[tuple[CaseKind, CaseAction, int]]:
    return [(it.kind, it.suggestion, it.amount.dong) for it in waiting()]


def a_fee(bill: Bill, price: int = 50_000) -> Bill:
    """Another bill of the same household."""
    with deed():
        return a_bill(bill.shop, Item("Tiền chỗ", 1, Money(price)), what_for=BillFor.STALL_FEE)


def an_order_too(bill: Bill) -> Order:
    """204.000 ₫, of the same household."""
    with deed():
        return an_order(na(shop=bill.shop))


def books() -> dict[Account, int]:
    sums = select(Movement.account, func.sum(Movement.amount)).group_by(Movement.account)
    return {account: amount.dong for account, amount in session.execute(sums).all() if amount}


@pytest.mark.parametrize(
    ("amounts", "case"),
    [
        ([600_000], (K.SHORT, A.ASK_THE_REST, 95_000)),
        ([600_000, 50_000], (K.SHORT, A.ASK_THE_REST, 45_000)),
        ([700_000], (K.OVER, A.REFUND, 5_000)),
        ([600_000, 100_000], (K.OVER, A.REFUND, 5_000)),
        ([695_000, 695_000], (K.DOUBLE, A.REFUND, 695_000)),
    ],
)
def test_what_does_not_fit_is_one_case(
    bill: Bill, amounts: list[int], case: tuple[CaseKind, CaseAction, int]
) -> None:
    for amount in amounts:
        transferred(bill, amount)

    assert opened() == [case]
    assert waiting()[0].bill_id == bill.id
    assert waiting()[0].household_id == bill.shop.household_id
    assert MARKET_DAY < waiting()[0].due_at < MARKET_DAY + timedelta(days=4)


def test_the_rest_ends_the_case(bill: Bill) -> None:
    transferred(bill, 600_000)
    transferred(bill, 95_000)

    assert opened() == []


def test_money_for_a_void_bill_is_a_case_until_it_went_back(bill: Bill) -> None:
    keeper = bill.shop.household.keeper
    transferred(bill, 100_000)
    with deed():
        for _press in range(2):
            billing.void(bill, reason="Viết nhầm", by=keeper, at=MARKET_DAY)
    assert opened() == [(K.LATE, A.REFUND, 100_000)]

    transferred(bill, 5_000)
    assert len(opened()) == 2
    with deed():
        billing.refund(bill, Money(105_000), by=keeper, cash=True, once="b", at=MARKET_DAY)

    assert opened() == []
    assert books() == {Account.BANK: 105_000, Account.CASH: -105_000}


def test_what_is_too_much_pays_another_bill_and_then_an_order(bill: Bill) -> None:
    fee, order = a_fee(bill), an_order_too(bill)
    keeper = bill.shop.household.keeper
    transferred(bill, 745_000)
    with deed():
        deciding.apply(waiting()[0], fee, by=keeper, at=MARKET_DAY)
    assert (bill.over, fee.due, revenue()) == (Money(0), Money(0), 695_000)

    transferred(bill, 204_000)
    with deed():
        deciding.apply(waiting()[0], order, by=keeper, at=MARKET_DAY)

    assert (bill.over, order.due, revenue()) == (Money(0), Money(0), 695_000 + 204_000)
    assert opened() == []
    assert books() == {Account.BANK: 949_000, Account.SALES: -899_000, Account.DUES: -50_000}


def test_it_pays_nobody_elses(bill: Bill) -> None:
    with deed():
        household = a_household("Vi Văn Sính")
        an_account(household, number="0011001234567")
        theirs = a_bill(a_shop(household))
    transferred(bill, 700_000)

    with pytest.raises(NotNow), deed():
        deciding.apply(waiting()[0], theirs, by=bill.shop.household.keeper, at=MARKET_DAY)
    assert theirs.paid == Money(0)
    assert len(opened()) == 1


def test_money_nobody_knew_pays_the_bill_somebody_names(bill: Bill) -> None:
    transferred(bill, 695_000, memo="chuyen tien")
    assert opened() == [(K.UNKNOWN, A.APPLY, 695_000)]

    with deed():
        deciding.apply(waiting()[0], bill, by=bill.shop.household.keeper, at=MARKET_DAY)

    assert (bill.due, revenue()) == (Money(0), 695_000)
    assert books() == {Account.BANK: 695_000, Account.SALES: -695_000}


def test_one_transfer_pays_bills_and_an_order_when_it_is_what_they_cost(bill: Bill) -> None:
    fee, order = a_fee(bill), an_order_too(bill)
    note = f"{order.code} {fee.code} {bill.code}"

    for _telling in range(2):
        transferred(bill, 949_000, memo=note, number="T-all")

    assert [it.due for it in (bill, fee, order)] == [Money(0)] * 3
    assert opened() == []
    came = select(Receipt.outcome).where(Receipt.moved_from_id.is_(None))
    assert session.scalars(came).all() == [Outcome.DIVIDED]
    assert books() == {Account.BANK: 949_000, Account.SALES: -899_000, Account.DUES: -50_000}
    assert revenue() == 899_000


def test_when_the_sums_do_not_agree_it_is_one_case(bill: Bill) -> None:
    fee = a_fee(bill)

    transferred(bill, 700_000, memo=f"{fee.code} {bill.code}")

    assert opened() == [(K.SEVERAL_ORDERS, A.APPLY, 700_000)]
    assert waiting()[0].details["codes"] == [bill.code, fee.code]
    assert (bill.paid, fee.paid) == (Money(0), Money(0))
    assert books()[Account.UNMATCHED] == -700_000


def test_a_note_for_another_account_is_told_apart(bill: Bill) -> None:
    with deed():
        household = a_household("Vi Văn Sính")
        an_account(household, number="0011001234567")
        theirs = a_bill(a_shop(household))

    transferred(bill, 5_000, memo=theirs.code)

    assert opened() == [(K.WRONG_ACCOUNT, A.REFUND, 5_000)]
    assert waiting()[0].household_id == bill.shop.household_id
    assert theirs.paid == Money(0)


def test_a_keeper_decides_by_one_press(bill: Bill, browser: Browser) -> None:
    transferred(bill, 600_000)
    number = waiting()[0].id
    with deed():
        neighbour = a_household("Nông Văn Tài").keeper
    browser.sign_in(neighbour)
    browser.post(f"/cases/{number}/decision", {"how": "ask_the_rest"}, expect=404)

    browser.sign_in(bill.shop.household.keeper)
    assert bill.code in browser.get("/cases").text
    browser.post(f"/cases/{number}/decision", {"how": "ask_the_rest"})

    last = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    assert (last.to, "95.000" in last.body) == (bill.payer_phone, True)
    assert opened() == []


def test_who_left_no_number_is_not_asked(app: Flask, browser: Browser) -> None:
    with deed():
        bill = a_bill(phone=None)
    transferred(bill, 600_000)
    browser.sign_in(bill.shop.household.keeper)

    assert [it.suggestion for it in waiting()] == [A.CLOSE]
    assert 'value="ask_the_rest"' not in browser.get("/cases").html


def test_the_way_back_of_a_bills_money_is_on_its_own_page(bill: Bill, browser: Browser) -> None:
    transferred(bill, 700_000)
    browser.sign_in(bill.shop.household.keeper)

    assert f'href="/bills/{bill.code}#back"' in browser.get("/cases").html
    browser.post(f"/cases/{waiting()[0].id}/decision", {"how": "revive"})
    assert len(opened()) == 1, "there is nothing to open again"
