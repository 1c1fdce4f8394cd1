"""Money is believed once, compared, booked and counted, whoever tells of it and however often."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.orders import actions as orders
from storefront.orders import queries
from storefront.orders.models import Happened, Order, PayBy
from storefront.orders.refusals import NotNow
from storefront.payments import actions as payments
from storefront.payments import by_word, giving_back
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    CaseState,
    Means,
    Outcome,
    PaymentCase,
    Receipt,
)
from storefront.payments.provider import Notice
from storefront.payments.refusals import MoreThanCame
from storefront.shops.models import AccountStep
from tests import statements
from tests.village import MARKET_DAY, a_household, a_shop, an_account, an_order, na

SOON = MARKET_DAY + timedelta(minutes=5)
TOTAL = Money(204_000)


def told(
    order: Order, *, amount: Money | None = None, memo: str | None = None, id_: str = "FT1"
) -> Notice:
    assert order.account is not None
    return Notice(
        provider="sepay",
        transaction_id=id_,
        to_account=order.account.number,
        amount=amount or order.total,
        memo=memo or f"MBVCB.32789.{order.code}.CT",
    )


def settle(notice: Notice) -> Receipt:
    with deed():
        receipt = payments.settle(notice, at=SOON).receipt
    assert receipt is not None
    return receipt


def placed(*, pay_by: PayBy = PayBy.VIETQR) -> Order:
    with deed():
        order = an_order(pay_by=pay_by)
    assert order.total == TOTAL
    return order


def now(order: Order) -> Order:
    session.rollback()
    session.expire_all()
    return session.get_one(Order, order.id)


def books() -> dict[Account, int]:
    sums = select(Movement.account, func.sum(Movement.amount)).group_by(Movement.account)
    found = session.execute(sums).all()
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)
    return {account: amount.dong for account, amount in found if amount}


def counted(indicator: Indicator) -> list[int]:
    wanted = select(Fact.amount).where(Fact.indicator == indicator).order_by(Fact.id)
    return list(session.scalars(wanted))


def happened(order: Order) -> list[Happened]:
    return [event.kind for event in queries.timeline(order.id)]


def opened() -> list[tuple[CaseKind, CaseAction]]:
    wanted = select(PaymentCase).where(PaymentCase.state == CaseState.OPEN)
    cases = session.scalars(wanted.order_by(PaymentCase.id)).all()
    return [(case.kind, case.suggestion) for case in cases]


def test_a_transfer_pays_the_order(app: Flask) -> None:
    order = placed()

    receipt = settle(told(order))

    assert receipt.outcome is Outcome.PAID
    assert now(order).is_paid
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE) == counted(Indicator.REVENUE_CASHLESS) == [204_000]
    assert happened(order) == [Happened.PLACED, Happened.BANK_SAID]


def test_hearing_it_again_changes_nothing(app: Flask) -> None:
    order = placed()

    first, second = settle(told(order)), settle(told(order))

    assert first.id == second.id
    assert now(order).paid == TOTAL
    assert counted(Indicator.REVENUE) == [204_000]
    assert happened(order) == [Happened.PLACED, Happened.BANK_SAID]


def test_both_are_told_that_the_bank_said_so(app: Flask) -> None:
    order = placed()
    settle(told(order))

    bodies = session.scalars(select(Message.body).order_by(Message.id)).all()[2:]
    assert len(bodies) == 2
    assert all("204.000" in body and "ngân hàng" in body.lower() for body in bodies)


def test_the_first_money_proves_the_account(app: Flask) -> None:
    order = placed()
    assert order.account is not None
    settle(told(order, amount=Money(1_000), id_="FT1"))
    settle(told(order, amount=Money(1_000), id_="FT2"))

    assert order.account.step is AccountStep.RECEIVED
    assert counted(Indicator.ACCOUNT_RECEIVED) == [1]


def test_a_new_account_is_written_last(app: Flask) -> None:
    """Whoever else is told of money on it waits for its row until this deed ends."""
    order = placed()
    with statements.counted() as said:
        settle(told(order))

    proved = next(nth for nth, words in enumerate(said) if "UPDATE payment_account" in words)
    assert [words.split()[2] for words in said[proved + 1 :]] == ["fact", "unfolded"]


def test_too_little_leaves_the_rest_due(app: Flask) -> None:
    order = placed()

    assert settle(told(order, amount=Money(200_000))).outcome is Outcome.SHORT
    assert now(order).due == Money(4_000)
    assert settle(told(order, amount=Money(4_000), id_="FT2")).outcome is Outcome.PAID
    assert now(order).is_paid
    assert counted(Indicator.REVENUE) == [200_000, 4_000]


def test_paying_twice_is_owed_back(app: Flask) -> None:
    order = placed()
    settle(told(order))

    assert settle(told(order, id_="FT2")).outcome is Outcome.OVER
    assert now(order).over == TOTAL
    assert counted(Indicator.REVENUE) == [204_000]
    assert books() == {
        Account.BANK: 408_000,
        Account.SALES: -204_000,
        Account.CUSTOMER_CREDIT: -204_000,
    }


def test_late_money_is_kept_and_owed_back_but_is_no_revenue(app: Flask) -> None:
    order = placed()
    with deed():
        orders.expire_due(at=MARKET_DAY + timedelta(hours=2))

    assert settle(told(order)).outcome is Outcome.LATE
    assert now(order).over == TOTAL
    assert counted(Indicator.REVENUE) == []
    assert books() == {Account.BANK: 204_000, Account.CUSTOMER_CREDIT: -204_000}


def test_a_note_without_a_code_waits_for_a_person(app: Flask) -> None:
    order = placed()

    receipt = settle(told(order, memo="chuyen tien mua na"))

    assert (receipt.outcome, receipt.order_id) == (Outcome.UNMATCHED, None)
    assert not now(order).paid
    assert books()[Account.UNMATCHED] == -204_000


def test_never_by_amount_alone_nor_into_another_account(app: Flask) -> None:
    order = placed()
    with deed():
        an_account(a_household("Nông Văn Tài"), number="999000111")
    elsewhere = told(order)
    elsewhere = Notice("sepay", "FT9", "999000111", elsewhere.amount, elsewhere.memo)

    assert settle(elsewhere).outcome is Outcome.UNMATCHED
    assert not now(order).paid


def test_money_for_an_account_nobody_declared_touches_no_books(app: Flask) -> None:
    order = placed()
    before = books()

    receipt = settle(Notice("sepay", "FT9", "000", TOTAL, order.code))

    assert receipt.outcome is Outcome.UNMATCHED
    assert books() == before


def test_two_orders_in_one_note_wait_for_a_person(app: Flask) -> None:
    with deed():
        product = na()
        one, other = an_order(product), an_order(product)

    assert settle(told(one, memo=f"{one.code} {other.code}")).outcome is Outcome.UNMATCHED
    assert opened() == [(CaseKind.SEVERAL_ORDERS, CaseAction.APPLY)]


def test_one_transfer_for_two_orders_when_it_is_what_they_cost_together(app: Flask) -> None:
    with deed():
        product = na()
        one, other = an_order(product), an_order(product)

    for _time in range(2):
        both = told(one, memo=f"{one.code} {other.code}", amount=one.total + other.total)
        assert settle(both).outcome is Outcome.DIVIDED

    assert now(one).is_paid
    assert now(other).is_paid
    assert books() == {Account.BANK: 408_000, Account.SALES: -408_000}
    assert counted(Indicator.REVENUE_CASHLESS) == [204_000, 204_000]
    assert opened() == []


@pytest.mark.parametrize("cash", [True, False])
def test_a_keepers_word_pays_and_reads_differently(app: Flask, cash: bool) -> None:
    order = placed()
    keeper = order.shop.household.keeper
    for _press in range(2):
        with deed():
            by_word.keeper_received(order, by=keeper, cash=cash, at=SOON)

    assert now(order).is_paid
    said = Happened.KEEPER_SAID_CASH if cash else Happened.KEEPER_SAID_BANK
    assert happened(order) == [Happened.PLACED, said]
    assert books() == {Account.CASH if cash else Account.BANK: 204_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE) == [204_000]
    assert counted(Indicator.REVENUE_CASHLESS) == ([] if cash else [204_000])
    assert counted(Indicator.ACCOUNT_RECEIVED) == []  # only a bank proves an account


def test_the_bank_may_confirm_the_keepers_word(app: Flask) -> None:
    order = placed()
    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=False, at=SOON)
    books_before = books()

    assert settle(told(order)).outcome is Outcome.PAID
    assert now(order).paid == TOTAL
    assert books() == books_before
    assert counted(Indicator.REVENUE) == [204_000]
    assert counted(Indicator.ACCOUNT_RECEIVED) == [1]
    assert happened(order)[-1] is Happened.BANK_AGREED

    assert settle(told(order, id_="FT2")).outcome is Outcome.OVER  # a second one is a second one


def test_the_bank_was_quicker_than_the_keeper(app: Flask) -> None:
    order = placed()
    settle(told(order))
    with deed():
        word = by_word.keeper_received(order, by=order.shop.household.keeper, cash=False, at=SOON)

    assert word is None
    assert now(order).paid == TOTAL


def test_the_rest_in_cash(app: Flask) -> None:
    order = placed()
    settle(told(order, amount=Money(200_000)))
    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=True, at=SOON)

    assert now(order).is_paid
    assert books() == {Account.BANK: 200_000, Account.CASH: 4_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE_CASHLESS) == [200_000]


def test_no_word_about_an_order_that_is_over(app: Flask) -> None:
    order = placed()
    with deed():
        orders.cancel(order, by=None, at=SOON)
    with pytest.raises(NotNow), deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=True, at=SOON)


def test_goods_before_fee(app: Flask) -> None:
    order = placed()
    with deed():
        now(order).fee = Money(25_000)
    settle(told(order, amount=Money(210_000), id_="FT1"))
    settle(told(order, amount=Money(19_000), id_="FT2"))

    assert now(order).is_paid
    assert counted(Indicator.REVENUE) == [204_000]


def refund(order: Order, amount: int, *, once: str = "a", cash: bool = False) -> Receipt | None:
    keeper = order.shop.household.keeper
    with deed():
        return giving_back.refund(order, Money(amount), by=keeper, cash=cash, once=once, at=SOON)


def test_a_refund_is_negative_on_its_own_day_and_asks_for_nothing(app: Flask) -> None:
    order = placed()
    settle(told(order))

    refund(order, 68_000)

    after = now(order)
    assert (after.paid, after.refunded, after.due) == (Money(136_000), Money(68_000), Money(0))
    assert counted(Indicator.REVENUE) == counted(Indicator.REVENUE_CASHLESS) == [204_000, -68_000]
    assert books() == {Account.BANK: 136_000, Account.SALES: -136_000}
    assert happened(order)[-1] is Happened.REFUNDED


def test_a_refund_pressed_twice_is_given_once(app: Flask) -> None:
    order = placed()
    settle(told(order))

    assert refund(order, 100_000, once="a")
    assert refund(order, 100_000, once="a") is None
    assert now(order).refunded == Money(100_000)


@pytest.mark.parametrize("amount", [204_001, 0, -5])
def test_nobody_gives_back_more_than_came(app: Flask, amount: int) -> None:
    order = placed()
    settle(told(order))

    with pytest.raises(MoreThanCame):
        refund(order, amount)
    assert now(order).paid == TOTAL
    assert counted(Indicator.REVENUE) == [204_000]


def test_what_was_paid_twice_goes_back_without_touching_revenue(app: Flask) -> None:
    order = placed()
    settle(told(order))
    settle(told(order, id_="FT2"))

    refund(order, 204_000)

    assert now(order).over == Money(0)
    assert counted(Indicator.REVENUE) == [204_000]
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}


def test_a_paid_order_that_is_cancelled_is_paid_back(app: Flask) -> None:
    order = placed()
    settle(told(order))
    with deed():
        orders.cancel(now(order), by=order.shop.household.keeper, at=SOON)
    assert books() == {Account.BANK: 204_000, Account.CUSTOMER_CREDIT: -204_000}

    refund(order, 204_000)

    assert books() == {}
    assert counted(Indicator.REVENUE) == [204_000, -204_000]


def test_late_money_goes_back_without_touching_revenue(app: Flask) -> None:
    order = placed()
    with deed():
        orders.expire_due(at=MARKET_DAY + timedelta(hours=2))
    settle(told(order))

    refund(order, 204_000)

    assert counted(Indicator.REVENUE) == []
    assert books() == {}


def test_means_are_kept_apart(app: Flask) -> None:
    order = placed()
    settle(told(order, amount=Money(4_000)))
    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=True, at=SOON)
    refund(order, 1_000, cash=True)

    wanted = select(Receipt.means).where(Receipt.order_id == order.id).order_by(Receipt.id)
    assert session.scalars(wanted).all() == [
        Means.BANK_NOTICE,
        Means.KEEPER_SAYS_CASH,
        Means.REFUND,
    ]
    assert counted(Indicator.REVENUE_CASHLESS) == [4_000]  # cash goes back first


def test_a_stranger_to_this_household_is_not_paid(app: Flask) -> None:
    with deed():
        other = a_shop(a_household("Nông Văn Tài"))
        order = an_order()

    assert order.shop_id != other.id
    assert order.account_id == order.shop.household.accounts[0].id


def test_one_transfer_for_two_orders_of_which_one_is_paid_already(app: Flask) -> None:
    with deed():
        product = na()
        one, other = an_order(product), an_order(product)
    settle(told(one))

    both = told(one, memo=f"{one.code} {other.code}", amount=other.total, id_="FT2")
    assert settle(both).outcome is Outcome.DIVIDED

    assert now(other).is_paid
    assert now(one).over == Money(0)
    assert books() == {Account.BANK: 408_000, Account.SALES: -408_000}


def test_an_order_whose_money_went_back_may_still_end(app: Flask) -> None:
    order = placed()
    settle(told(order))
    refund(order, 204_000)

    with deed():
        assert orders.expire_due(at=MARKET_DAY + timedelta(hours=2)) == 1

    assert now(order).has_ended_unsold
    assert books() == {}


def test_what_went_back_and_comes_again_pays_after_all(app: Flask) -> None:
    order = placed()
    settle(told(order))
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(now(order), TOTAL, by=keeper, cash=False, once="a", at=SOON)

    assert settle(told(order, id_="FT2")).outcome is Outcome.PAID

    assert now(order).over == Money(0)
    assert books() == {Account.BANK: 204_000, Account.SALES: -204_000}
    assert counted(Indicator.REVENUE) == [204_000, -204_000, 204_000]
    assert opened() == []
