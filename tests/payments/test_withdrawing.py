"""A keeper who pressed too soon takes the word back, and the sum is owed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.bills.models import Bill
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.changing import Wish
from storefront.orders.models import Happened, Order, PayBy
from storefront.payments import (
    billing,
    by_word,
    cash,
    changing,
    deciding,
    giving_back,
    queries,
    withdrawing,
)
from storefront.payments.models import CaseAction, CaseKind, HeldCash, PaymentCase, Receipt
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile
from storefront.reconciliation import noticing
from tests.browser import Browser
from tests.payments.test_settling import (
    SOON,
    TOTAL,
    books,
    counted,
    happened,
    now,
    opened,
    placed,
    settle,
    told,
)
from tests.reconciliation.test_noticing import LATER, a_word_the_statement_does_not_have
from tests.village import a_bill, a_person

SOONER = SOON + timedelta(minutes=1)
OWED = {Account.RECEIVABLE: 204_000, Account.SALES: -204_000}


@pytest.fixture(autouse=True)
def _balanced(app: Flask) -> Iterator[None]:
    yield
    session.rollback()
    each = select(func.sum(Movement.amount)).group_by(Movement.journal_id)
    assert set(session.scalars(each)) <= {Money(0)}


def says(order: Order, *, cash: bool = False) -> None:
    with deed():
        keeper = order.shop.household.keeper
        by_word.keeper_received(session.get_one(Order, order.id), by=keeper, cash=cash, at=SOON)


def takes_back(order: Order) -> Receipt:
    with deed():
        of = session.get_one(Order, order.id)
        word = session.get_one(Receipt, queries.newest_receipt_of(of))
        return withdrawing.withdraw(word, by=of.shop.household.keeper, at=SOONER)


@pytest.mark.parametrize("cash", [False, True])
def test_the_sum_is_owed_again(app: Flask, cash: bool) -> None:
    order = placed()
    says(order, cash=cash)

    takes_back(order)

    assert now(order).due == TOTAL
    assert books() == OWED
    assert sum(counted(Indicator.REVENUE)) == sum(counted(Indicator.REVENUE_CASHLESS)) == 0
    assert happened(order)[-1] is Happened.WORD_WITHDRAWN
    letter = session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert letter
    assert "chưa nhận 204.000" in letter


def fewer(order: Order, *, quantity: int) -> None:
    with deed():
        of = session.get_one(Order, order.id)
        there, [line] = of.checkout, of.lines
        wish = Wish({line.id: quantity}, there.address, there.buyer_phone, there.note)
        assert changing.change(of, wish, at=SOON)


def test_what_costs_less_since_is_owed_at_what_it_costs_now(app: Flask) -> None:
    order = placed()
    says(order)
    fewer(order, quantity=2)
    assert opened() == [(CaseKind.OVER, CaseAction.REFUND)]

    takes_back(order)

    assert now(order).due == now(order).total == Money(136_000)
    assert books() == {Account.RECEIVABLE: 136_000, Account.SALES: -136_000}
    assert sum(counted(Indicator.REVENUE)) == 0
    assert opened() == []


def test_it_may_be_said_again(app: Flask) -> None:
    order = placed()
    for _each in range(3):
        says(order)
        takes_back(order)
    says(order)

    assert now(order).is_paid
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}


def test_money_that_comes_after_all_is_counted_once(app: Flask) -> None:
    order = placed()
    says(order)
    takes_back(order)

    settle(told(order))

    assert now(order).paid == TOTAL
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}


def test_taking_back_twice_takes_back_once(app: Flask) -> None:
    order = placed()
    says(order)
    word = withdrawing.word_on(order)
    assert word is not None
    takes_back(order)

    with pytest.raises(AlreadyDone), deed():
        withdrawing.withdraw(word, by=order.shop.household.keeper, at=SOONER)

    assert books() == OWED


def test_what_the_bank_has_told_of_stays(app: Flask) -> None:
    order = placed()
    says(order)
    word = withdrawing.word_on(order)
    assert word is not None
    settle(told(order))

    assert withdrawing.word_on(order) is None
    with pytest.raises(AlreadyDone), deed():
        withdrawing.withdraw(word, by=order.shop.household.keeper, at=SOONER)
    assert now(order).is_paid


def test_what_was_given_back_since_stays(app: Flask) -> None:
    order = placed()
    says(order)
    word, keeper = withdrawing.word_on(order), order.shop.household.keeper
    assert word is not None
    with deed():
        giving_back.refund(order, Money(4_000), by=keeper, cash=True, once="a", at=SOON)

    with pytest.raises(UsedMeanwhile), deed():
        withdrawing.withdraw(word, by=keeper, at=SOONER)


def test_an_order_called_off_is_settled_otherwise(app: Flask) -> None:
    order = placed()
    says(order)
    with deed():
        orders.cancel(order, by=order.shop.household.keeper, at=SOON)

    with pytest.raises(UsedMeanwhile):
        takes_back(order)


def test_goods_are_kept_for_whoever_has_not_paid_after_all(app: Flask) -> None:
    order = placed()
    assert order.hold_until is not None
    says(order)
    takes_back(order)

    with deed():
        assert orders.expire_due(at=order.hold_until - timedelta(minutes=1)) == 0
    assert now(order).hold_until == SOONER + withdrawing.TIME_TO_PAY


def test_goods_that_left_are_owed_for(app: Flask) -> None:
    order = placed()
    says(order)
    with deed():
        orders.confirm(order, by=order.shop.household.keeper, at=SOON)
        orders.hand_over(order, by=order.shop.household.keeper, at=SOON)

    takes_back(order)

    assert now(order).due == TOTAL
    assert sum(counted(Indicator.REVENUE)) == 0
    assert sum(counted(Indicator.ORDER_COMPLETED)) == 1


def test_the_rest_is_missing_again(app: Flask) -> None:
    order = placed()
    settle(told(order, amount=Money(150_000)))
    says(order)
    assert opened() == []

    takes_back(order)

    assert [kind for kind, _what in opened()] == [CaseKind.SHORT]
    assert now(order).due == Money(54_000)


def test_cash_nobody_holds(app: Flask) -> None:
    order = placed(pay_by=PayBy.CASH)
    with deed():
        helper, home = a_person(), order.shop.household
        receipt = by_word.keeper_received(order, by=helper, cash=True, at=SOON)
        assert receipt is not None
        cash.hold(receipt, home, holder=helper, at=SOON)

    takes_back(order)

    assert not cash.held_by(helper)
    assert books() == OWED


def test_cash_the_keeper_has_been_given_stays(app: Flask) -> None:
    order = placed(pay_by=PayBy.CASH)
    with deed():
        helper, home = a_person(), order.shop.household
        receipt = by_word.keeper_received(order, by=helper, cash=True, at=SOON)
        assert receipt is not None
        cash.hold(receipt, home, holder=helper, at=SOON)
        cash.hand_over(home, by=helper, at=SOON)

    with pytest.raises(UsedMeanwhile):
        takes_back(order)
    assert session.scalars(select(HeldCash.confirmed_at)).all() == [None]


def test_a_bill_is_owed_again(app: Flask) -> None:
    with deed():
        bill = a_bill()
        keeper = bill.shop.household.keeper
        word = billing.keeper_received(bill, by=keeper, cash=False, at=SOON)
        assert word is not None
    with deed():
        withdrawing.withdraw(word, by=keeper, at=SOONER)

    session.expire_all()
    found = session.get_one(Bill, bill.id)
    assert found.due == found.total
    assert sum(counted(Indicator.REVENUE)) == 0


def test_what_the_statement_never_had_is_withdrawn_from_its_case(app: Flask) -> None:
    order = a_word_the_statement_does_not_have()
    noticing.notice(at=LATER)
    with deed():
        case = session.scalars(select(PaymentCase)).one()
        deciding.withdraw(case, by=order.shop.household.keeper, at=LATER)

    assert opened() == []
    assert noticing.notice(at=LATER + timedelta(days=1)) == 0
    assert now(order).due == order.total


def test_it_is_pressed_on_the_orders_page(app: Flask) -> None:
    order = placed()
    browser = Browser(app.test_client())
    browser.sign_in(order.shop.household.keeper)
    browser.post(f"/orders/{order.code}/receipt", {"means": "bank"})
    page = browser.get(f"/orders/{order.code}")
    assert "Rút lại: tiền chưa vào" in page.text

    browser.post(f"/orders/{order.code}/receipt/withdrawal", {})
    page = browser.get(f"/orders/{order.code}")

    assert "Rút lại: tiền chưa vào" not in page.text
    assert "Sửa lại: tiền chưa vào" in page.text
    assert now(order).due == TOTAL
    with deed():
        stranger = a_person()
    other = Browser(app.test_client())
    other.sign_in(stranger)
    other.post(f"/orders/{order.code}/receipt/withdrawal", {}, expect=404)
