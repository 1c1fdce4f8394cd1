"""A decision that moved money is taken back by its opposite, while what was given is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.bills.actions import Item
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account, Journal, Movement
from storefront.ledger.queries import balances
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders.models import Happened, Order, OrderState
from storefront.payments import actions as payments
from storefront.payments import billing, deciding, giving_back, refunding, undoing
from storefront.payments.models import CaseAction, CaseKind, CaseState, PaymentCase, Receipt
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile
from tests.browser import Browser
from tests.payments.test_deciding import LATER, late, shelf
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
from tests.payments.test_withdrawing import fewer
from tests.village import a_bill, a_household, an_order, na

SOONER = SOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _balanced(app: Flask) -> Iterator[None]:
    yield
    session.rollback()
    each = select(func.sum(Movement.amount)).group_by(Movement.journal_id)
    assert set(session.scalars(each)) <= {Money(0)}


def the_case() -> PaymentCase:
    session.rollback()
    session.expire_all()
    wanted = select(PaymentCase).order_by(PaymentCase.id).limit(1)
    return session.scalars(wanted).one()


def apply(to: Order) -> None:
    with deed():
        deciding.apply(the_case(), now_in_deed(to), by=to.shop.household.keeper, at=SOON)


def now_in_deed(order: Order) -> Order:
    return session.get_one(Order, order.id)


def undo(*, at: datetime = SOONER) -> None:
    with deed():
        case = session.get_one(PaymentCase, the_case_id())
        assert case.household is not None
        undoing.undo(case, by=case.household.keeper, at=at)


def the_case_id() -> int:
    return session.scalars(select(func.min(PaymentCase.id))).one()


def receipts() -> int:
    session.rollback()
    return session.scalar(select(func.count(Receipt.id))) or 0


def unknown_money() -> Order:
    order = placed()
    settle(told(order, memo="chuyen tien mua na"))
    return order


def test_money_found_for_the_wrong_order_is_nobodys_again(app: Flask) -> None:
    order = unknown_money()
    before = books()
    apply(order)
    undo()

    assert (now(order).paid, now(order).due) == (Money(0), TOTAL)
    assert books() == before
    assert sum(counted(Indicator.REVENUE)) == sum(counted(Indicator.REVENUE_CASHLESS)) == 0
    assert opened() == [(CaseKind.UNKNOWN, CaseAction.APPLY)]
    assert happened(order)[-2:] == [Happened.MONEY_FOUND, Happened.MONEY_TAKEN_OFF]
    last = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    assert (last.to, "204.000" in last.body) == (order.checkout.buyer_phone, True)
    assert receipts() == 3, "a reversal, never an edit"


def test_what_costs_less_since_is_owed_at_what_it_costs_now(app: Flask) -> None:
    order = unknown_money()
    apply(order)
    fewer(order, quantity=2)

    undo()

    assert (now(order).paid, now(order).due) == (Money(0), Money(136_000))
    owed = balances(order.id)
    assert (owed[Account.RECEIVABLE], owed[Account.CUSTOMER_CREDIT]) == (Money(136_000), Money(0))
    assert opened() == [(CaseKind.UNKNOWN, CaseAction.APPLY)]


def test_and_then_it_may_be_decided_anew(app: Flask) -> None:
    order = unknown_money()
    for _time in range(2):
        apply(order)
        undo()
    apply(order)

    assert now(order).is_paid
    assert sum(counted(Indicator.REVENUE)) == 204_000
    assert balances(order.id)[Account.RECEIVABLE] == Money(0)
    assert opened() == []


def test_a_part_that_was_there_before_waits_for_its_rest_again(app: Flask) -> None:
    order = placed()
    settle(told(order, memo="chuyen tien", amount=Money(4_000)))
    settle(told(order, amount=Money(200_000), id_="FT2"))
    apply(order)
    assert opened() == []

    undo()

    assert now(order).due == Money(4_000)
    assert sorted(opened()) == [
        (CaseKind.SHORT, CaseAction.ASK_THE_REST),
        (CaseKind.UNKNOWN, CaseAction.APPLY),
    ]


def test_what_was_carried_over_goes_back_on_both_sides(app: Flask) -> None:
    with deed():
        product = na()
        paid, other = an_order(product), an_order(product)
    settle(told(paid))
    settle(told(paid, id_="FT2"))
    before = books()
    apply(other)
    undo()

    assert (now(paid).over, now(other).paid) == (TOTAL, Money(0))
    assert books() == before
    assert sum(counted(Indicator.REVENUE)) == 204_000
    assert opened() == [(CaseKind.DOUBLE, CaseAction.REFUND)]


def test_a_bills_money_goes_back_too(app: Flask) -> None:
    order = unknown_money()
    with deed():
        fee = a_bill(order.shop, Item("Tiền chỗ", 1, TOTAL))
    before = books()
    with deed():
        deciding.apply(the_case(), fee, by=order.shop.household.keeper, at=SOON)
    undo()

    assert (fee.paid, fee.due) == (Money(0), TOTAL)
    assert books() == before
    with deed():
        deciding.apply(the_case(), fee, by=order.shop.household.keeper, at=SOON)
        billing.refund(fee, TOTAL, by=order.shop.household.keeper, cash=True, once="x", at=SOONER)
    with pytest.raises(UsedMeanwhile):
        undo()


def test_an_order_opened_again_by_mistake_ends_again(app: Flask) -> None:
    order = placed()
    before = shelf(order)
    late(order)
    with deed():
        deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)
    undo(at=LATER + timedelta(hours=1))

    assert now(order).state is OrderState.CANCELLED
    assert shelf(order) == before + 3
    assert now(order).over == TOTAL
    assert sum(counted(Indicator.REVENUE)) == sum(counted(Indicator.REVENUE_CASHLESS)) == 0
    assert opened() == [(CaseKind.LATE, CaseAction.REVIVE)]
    with deed():
        again = LATER + timedelta(hours=2)
        deciding.revive(the_case(), by=order.shop.household.keeper, at=again)
    assert now(order).is_paid
    assert sum(counted(Indicator.REVENUE)) == 204_000


def test_what_is_opened_taken_back_and_opened_within_a_second_is_counted(app: Flask) -> None:
    order = placed()
    late(order)
    for _turn in range(2):
        with deed():
            deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)
        assert sum(counted(Indicator.REVENUE)) == now(order).earned.dong == 204_000
        undo(at=LATER)
        assert sum(counted(Indicator.REVENUE)) == now(order).earned.dong == 0


def _sent(order: Order) -> None:
    keeper = order.shop.household.keeper
    orders.confirm(order, by=keeper, at=SOONER)
    orders.send(order, by=keeper, at=SOONER)


def _refunded(order: Order) -> None:
    keeper = order.shop.household.keeper
    giving_back.refund(order, Money(1_000), by=keeper, cash=True, once="x", at=SOONER)


def _promised(order: Order) -> None:
    refunding.by_bank(order, Money(1_000), by=order.shop.household.keeper, once="x", at=SOONER)


def _cancelled(order: Order) -> None:
    orders.cancel(order, by=order.shop.household.keeper, at=SOONER)


def _paid_more(order: Order) -> None:
    payments.settle(told(order, id_="FT-more"), at=SOONER)


@pytest.mark.parametrize("meanwhile", [_sent, _refunded, _promised, _cancelled, _paid_more])
def test_what_was_used_meanwhile_is_put_right_there(
    app: Flask, meanwhile: Callable[[Order], None]
) -> None:
    order = unknown_money()
    apply(order)
    with deed():
        meanwhile(now_in_deed(order))
    before = (books(), receipts(), now(order).paid)

    with pytest.raises(UsedMeanwhile, match=order.code):
        undo(at=SOONER + timedelta(minutes=1))

    assert (books(), receipts(), now(order).paid) == before
    assert session.get_one(PaymentCase, the_case_id()).state is CaseState.DONE


def test_an_order_that_was_sent_does_not_end_again(app: Flask) -> None:
    order = placed()
    late(order)
    with deed():
        deciding.revive(the_case(), by=order.shop.household.keeper, at=LATER)
    with deed():
        _sent(now_in_deed(order))

    with pytest.raises(UsedMeanwhile):
        undo(at=LATER)
    assert now(order).state is OrderState.SENT


def test_credit_that_was_used_is_not_taken_back(app: Flask) -> None:
    with deed():
        order = an_order()
    settle(told(order))
    settle(told(order, id_="FT2"))
    keeper = order.shop.household.keeper
    with deed():
        deciding.close(the_case(), CaseAction.KEEP_AS_CREDIT, by=keeper, at=SOON)
    undo()
    assert opened() == [(CaseKind.DOUBLE, CaseAction.REFUND)]
    with deed():
        deciding.close(the_case(), CaseAction.KEEP_AS_CREDIT, by=keeper, at=SOON)
        _refunded_all(order)

    with pytest.raises(UsedMeanwhile):
        undo()


def _refunded_all(order: Order) -> None:
    keeper = order.shop.household.keeper
    giving_back.refund(order, TOTAL, by=keeper, cash=True, once="y", at=SOONER)


def test_after_a_day_it_stays(app: Flask) -> None:
    order = unknown_money()
    apply(order)

    with pytest.raises(AlreadyDone):
        undo(at=SOON + deciding.UNDO_WITHIN + timedelta(minutes=1))
    assert now(order).is_paid


def test_pressed_twice_it_goes_back_once(app: Flask) -> None:
    order = unknown_money()
    apply(order)
    undo()
    journals = session.scalar(select(func.count(Journal.id)))

    with pytest.raises(AlreadyDone):
        undo()
    assert session.scalar(select(func.count(Journal.id))) == journals


def test_one_press_by_who_may_decide_it(browser: Browser) -> None:
    order = unknown_money()
    keeper = order.shop.household.keeper
    with deed():
        neighbour = a_household("Nông Văn Tài").keeper
    browser.sign_in(keeper)
    number = the_case_id()
    browser.post(f"/cases/{number}/decision", {"how": "apply", "code": order.code})
    assert now(order).is_paid
    with deed():
        session.get_one(PaymentCase, number).ended_at = clock.now()
    assert f"/cases/{number}/reopening" in browser.get("/cases").html

    browser.sign_in(neighbour)
    browser.post(f"/cases/{number}/reopening", expect=404)
    assert now(order).is_paid
    browser.sign_in(keeper)
    browser.post(f"/cases/{number}/reopening")
    assert not now(order).paid

    browser.post(f"/cases/{number}/decision", {"how": "apply", "code": order.code})
    with deed():
        orders.confirm(now_in_deed(order), by=keeper, at=clock.now())
        orders.send(now_in_deed(order), by=keeper, at=clock.now())
    browser.post(f"/cases/{number}/reopening")
    assert order.code in browser.get("/cases").text
    assert now(order).is_paid
