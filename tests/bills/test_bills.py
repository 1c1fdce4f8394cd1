"""Bills: their lines are their sum, their sum is in the QR, and money for them comes once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from storefront.bills import actions as bills
from storefront.bills import queries
from storefront.bills.actions import Item, Payer
from storefront.bills.models import Bill, BillFor, BillLine, BillState
from storefront.bills.refusals import IsVoid, NothingBilled, ToldToday, TooMuchBilled, Unreachable
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.ledger.models import Account, Movement
from storefront.ledger.queries import balances_of_bill
from storefront.money import Money
from storefront.notifications.models import Message
from storefront.payments import actions as payments
from storefront.payments import billing, vietqr
from storefront.payments.models import Outcome, Receipt
from storefront.payments.provider import Notice
from storefront.payments.refusals import MoreThanCame
from storefront.web.bill_page import payload
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, an_account

_numbers = count(1)


@pytest.fixture
def bill(app: Flask) -> Iterator[Bill]:
    """695.000 ₫ for na ordered by telephone."""
    with deed():
        bill = a_bill()
    yield bill
    session.rollback()
    assert session.scalar(select(func.sum(Movement.amount))) in (None, Money(0)), "books balance"


def transferred(
    bill: Bill, amount: int, *, memo: str = "", number: str = "", at: datetime = MARKET_DAY
) -> Receipt:
    assert bill.account
    notice = Notice(
        "sepay",
        number or f"T{next(_numbers)}",
        bill.account.number,
        Money(amount),
        memo or f"mbvcb.91 {bill.code[:4].lower()} {bill.code[4:]} CT tu 0123",
    )
    with deed():
        payments.settle(notice, at=at)
    return session.scalars(select(Receipt).order_by(Receipt.id.desc()).limit(1)).one()


def revenue() -> int:
    wanted = select(func.sum(Fact.amount)).where(Fact.indicator == Indicator.REVENUE)
    return int(session.scalar(wanted) or 0)


def messages() -> list[str]:
    return list(session.scalars(select(Message.body).order_by(Message.id)))


def test_lines_are_the_sum_and_the_sum_is_in_the_qr(bill: Bill) -> None:
    asked = vietqr.read(payload(bill))

    assert Money.sum(line.amount for line in bill.lines) == bill.total == asked.amount
    assert asked.amount == Money(695_000)
    assert asked.memo == bill.code
    assert bill.account
    assert asked.number == bill.account.number


def test_a_bill_without_lines_or_beyond_one_transfer_is_none(app: Flask) -> None:
    with deed():
        shop = a_shop()
    with pytest.raises(TooMuchBilled), deed():
        a_bill(shop, Item("Hồi", 10_000, Money(50_000)))
    with pytest.raises(NothingBilled), deed():
        bills.issue(
            shop,
            [],
            payer=Payer("Hạnh"),
            what_for=BillFor.DUES,
            due_on=date(2026, 8, 30),
            once="o",
            by=shop.household.keeper,
            at=MARKET_DAY,
        )
    assert session.scalar(select(Bill)) is None


def test_pressed_twice_it_is_one_bill(app: Flask) -> None:
    with deed():
        shop = a_shop()
        issued = [
            bills.issue(
                shop,
                [Item("Tiền chỗ tháng 8", 1, Money(50_000))],
                payer=Payer("Hạnh"),
                what_for=BillFor.STALL_FEE,
                due_on=date(2026, 8, 30),
                once="the same",
                by=shop.household.keeper,
                at=MARKET_DAY,
            )
            for _time in range(2)
        ]

    assert issued[0].code == issued[1].code
    assert len(session.scalars(select(BillLine)).all()) == 1


def test_the_transfer_that_names_it_pays_it_once(bill: Bill) -> None:
    for _telling in range(3):
        transferred(bill, 695_000, number="T-once")

    receipt = session.scalars(select(Receipt)).one()
    assert (receipt.outcome, receipt.bill_id, receipt.order_id) == (Outcome.PAID, bill.id, None)
    assert (bill.paid, bill.due) == (bill.total, Money(0))
    assert bill.state(on=MARKET_DAY.date()) is BillState.PAID
    owed = balances_of_bill(bill.id)
    assert owed[Account.BANK] == bill.total
    assert owed[Account.RECEIVABLE] == owed[Account.CUSTOMER_CREDIT] == Money(0)
    assert revenue() == 695_000
    assert sum("ngân hàng báo" in it for it in messages()) == 1


def test_partial_stays_due_and_too_much_is_owed_back(bill: Bill) -> None:
    assert transferred(bill, 600_000).outcome is Outcome.SHORT
    assert bill.state(on=MARKET_DAY.date()) is BillState.PARTLY
    assert vietqr.read(payload(bill)).amount == bill.due == Money(95_000)

    assert transferred(bill, 100_000).outcome is Outcome.OVER

    assert (bill.due, bill.over) == (Money(0), Money(5_000))
    assert balances_of_bill(bill.id)[Account.CUSTOMER_CREDIT] == Money(-5_000)
    assert revenue() == 695_000, "what is owed back is no revenue"


def test_too_much_is_given_back_and_no_more(bill: Bill) -> None:
    transferred(bill, 700_000)
    keeper = bill.shop.household.keeper

    with deed():
        for _press in range(2):
            billing.refund(bill, Money(5_000), by=keeper, cash=True, once="x", at=MARKET_DAY)
    with pytest.raises(MoreThanCame), deed():
        billing.refund(bill, Money(700_000), by=keeper, cash=True, once="y", at=MARKET_DAY)

    assert (bill.over, bill.paid, bill.refunded) == (Money(0), Money(695_000), Money(5_000))
    assert balances_of_bill(bill.id)[Account.CUSTOMER_CREDIT] == Money(0)
    assert revenue() == 695_000


def test_another_account_or_another_code_does_not_pay_it(bill: Bill) -> None:
    with deed():
        household = a_household("Vi Văn Sính")
        other = an_account(household, number="0011001234567")
        a_shop(household)
    notice = Notice("sepay", "T-other", other.number, bill.total, bill.code)
    with deed():
        payments.settle(notice, at=MARKET_DAY)
    transferred(bill, 695_000, memo="chuyen tien")

    assert set(session.scalars(select(Receipt.outcome))) == {Outcome.UNMATCHED}
    assert bill.paid == Money(0)


def test_the_banks_word_replaces_the_keepers(bill: Bill) -> None:
    keeper = bill.shop.household.keeper
    with deed():
        first = billing.keeper_received(bill, by=keeper, cash=False, at=MARKET_DAY)
        again = billing.keeper_received(bill, by=keeper, cash=False, at=MARKET_DAY)
    assert first is not None
    assert again is None

    transferred(bill, 695_000)

    assert bill.paid == bill.total
    assert first.confirmed_by_id is not None
    assert balances_of_bill(bill.id)[Account.BANK] == bill.total
    assert revenue() == 695_000


def test_cash_goes_into_the_till(bill: Bill) -> None:
    with deed():
        billing.keeper_received(bill, by=bill.shop.household.keeper, cash=True, at=MARKET_DAY)

    assert balances_of_bill(bill.id)[Account.CASH] == bill.total
    cashless = select(Fact).where(Fact.indicator == Indicator.REVENUE_CASHLESS)
    assert session.scalar(cashless) is None


@pytest.mark.parametrize("what_for", [BillFor.STALL_FEE, BillFor.DUES, BillFor.OTHER])
def test_fees_and_dues_are_no_revenue(app: Flask, what_for: BillFor) -> None:
    with deed():
        bill = a_bill(None, Item("Tiền chỗ tháng 8", 1, Money(50_000)), what_for=what_for)

    transferred(bill, 50_000)

    assert bill.paid == Money(50_000)
    assert revenue() == 0
    owed = balances_of_bill(bill.id)
    assert (owed[Account.DUES], owed[Account.SALES]) == (Money(-50_000), Money(0))


def test_a_void_bill_is_owed_by_nobody_and_late_money_is_kept(bill: Bill) -> None:
    keeper = bill.shop.household.keeper
    transferred(bill, 100_000)
    with deed():
        for _press in range(2):
            bills.void(bill, reason="Viết nhầm", by=keeper, at=MARKET_DAY)

    late = transferred(bill, 595_000)

    assert late.outcome is Outcome.LATE
    assert (bill.due, bill.over) == (Money(0), Money(695_000))
    owed = balances_of_bill(bill.id)
    assert owed[Account.CUSTOMER_CREDIT] == Money(-695_000)
    assert owed[Account.SALES] == owed[Account.RECEIVABLE] == Money(0)
    with pytest.raises(IsVoid), deed():
        billing.keeper_received(bill, by=keeper, cash=True, at=MARKET_DAY)
    with deed():
        billing.refund(bill, Money(695_000), by=keeper, cash=False, once="b", at=MARKET_DAY)
    assert set(balances_of_bill(bill.id).values()) == {Money(0)}
    assert revenue() == 0


def test_the_payer_is_reminded_the_day_before_and_once_when_overdue(bill: Bill) -> None:
    def on(day: int) -> int:
        with deed():
            return bills.remind_due(at=MARKET_DAY + timedelta(days=day))

    assert [on(day) for day in (0, 5, 6, 6, 7, 9, 10, 11, 30)] == [0, 0, 1, 0, 0, 0, 1, 0, 0]
    assert sum("nhắc" in it for it in messages()) == 2


def test_who_has_paid_is_not_reminded(bill: Bill) -> None:
    transferred(bill, 695_000)

    with deed():
        bills.remind_due(at=MARKET_DAY + timedelta(days=6))

    assert not any("nhắc" in it for it in messages())


def test_by_hand_once_a_day(bill: Bill) -> None:
    keeper = bill.shop.household.keeper
    with deed():
        bills.remind(bill, by=keeper, at=MARKET_DAY)
    with pytest.raises(ToldToday), deed():
        bills.remind(bill, by=keeper, at=MARKET_DAY + timedelta(hours=3))
    with deed():
        bills.remind(bill, by=keeper, at=MARKET_DAY + timedelta(days=1))
        silent = a_bill(bill.shop, phone=None)
    with pytest.raises(Unreachable), deed():
        bills.remind(silent, by=keeper, at=MARKET_DAY)


def test_the_database_too_refuses_lines_for_nothing(bill: Bill) -> None:
    with pytest.raises(IntegrityError), deed():
        session.add(BillLine(bill_id=bill.id, name="x", quantity=0, unit_price=Money(1)))


def test_later_accounts_leave_it_alone(bill: Bill) -> None:
    with deed():
        household = bill.shop.household
        session.refresh(household)
        household.accounts[0].retired_at = MARKET_DAY
        an_account(household, number="99")

    found = queries.by_code(bill.code)

    assert found
    assert found.account
    assert found.account.number == "101872344821"
    assert transferred(bill, 695_000).outcome is Outcome.PAID
