"""Money that went back by the bank, and the line of the statement that is it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import giving_back, refunding
from storefront.payments.models import CaseKind, PaymentRefund, RefundState
from storefront.reconciliation import noticing, reading
from storefront.reconciliation.differences import Kind
from storefront.reconciliation.matching import identities
from storefront.reconciliation.models import StatementLine
from storefront.reconciliation.planning import Fate
from tests.browser import Browser
from tests.reconciliation.files import a_statement
from tests.reconciliation.test_differences import seen
from tests.reconciliation.test_noticing import LATER, waiting
from tests.reconciliation.test_taking_in import DAY, fates, placed, taken_in, told_by_messenger
from tests.village import MARKET_DAY

YESTERDAY = MARKET_DAY - timedelta(hours=3)
BACK = Money(54_000)


def a_promise(order: Order, *, once: str = "o", number: str = "0011001234567") -> PaymentRefund:
    """Paid with 204.000, and 54.000 of it is to be transferred back to Chị Hạnh's account."""
    if not order.paid:
        told_by_messenger(order, at=YESTERDAY)
    keeper = order.shop.household.keeper
    with deed():
        refund = refunding.by_bank(order, BACK, by=keeper, once=once, at=YESTERDAY)
        refunding.to_account(refund, bank_bin="970436", number=number, holder="TRAN THI HANH")
    return refund


def after(refund: PaymentRefund) -> PaymentRefund:
    session.rollback()
    session.expire_all()
    return session.get_one(PaymentRefund, refund.id)


def line() -> StatementLine:
    session.rollback()
    session.expire_all()
    return session.scalars(select(StatementLine).where(StatementLine.amount < Money(0))).one()


def in_the_bank() -> int:
    wanted = select(func.sum(Movement.amount)).where(Movement.account == Account.BANK)
    assert session.scalar(select(func.sum(Movement.amount))) == Money(0)
    return (session.scalar(wanted) or Money(0)).dong


def name_of(row: str) -> str:
    return identities(reading.read(a_statement(row)).lines)[0]


def paid_line(order: Order) -> str:
    return f"{DAY},FT1,,204.000,{order.code},HA"


def test_the_line_with_the_code_and_the_sum_is_the_refund(app: Flask) -> None:
    order = placed()
    refund = a_promise(order)

    it = taken_in(order, paid_line(order), f"{DAY},FT2,54.000,,Tra lai {order.code},")

    assert it.counts["went_back"] == 1
    assert after(refund).state is RefundState.DONE
    assert line().receipt_id == after(refund).receipt_id
    assert in_the_bank() == 150_000
    assert {row[0] for row in seen(order)} == {Kind.TIES}
    assert noticing.notice(at=LATER) == 0


def test_what_was_said_to_be_transferred_is_booked_once(app: Flask) -> None:
    order = placed()
    refund = a_promise(order)
    with deed():
        refunding.transferred(refund, by=order.shop.household.keeper, at=MARKET_DAY)

    for _time in range(2):
        taken_in(order, paid_line(order), f"{DAY},FT2,54.000,,Tra lai {order.code},")

    assert line().receipt_id == after(refund).receipt_id
    assert in_the_bank() == 150_000


@pytest.mark.parametrize("row", ["53.000,,Tra lai {code},", "54.000,,tien phan bon,"])
def test_never_by_the_code_or_the_sum_alone(app: Flask, row: str) -> None:
    order = placed()
    refund = a_promise(order)

    taken_in(order, paid_line(order), f"{DAY},FT2,{row.format(code=order.code)}")

    assert after(refund).state is RefundState.ASKED
    assert in_the_bank() == 204_000


def test_two_refunds_of_one_order_are_two_lines(app: Flask) -> None:
    order = placed()
    first, second = a_promise(order), a_promise(order, once="p")

    taken_in(order, paid_line(order), f"{DAY},FT2,54.000,,Tra lai {order.code},")
    assert [after(it).state for it in (first, second)] == [RefundState.DONE, RefundState.ASKED]
    taken_in(order, f"{DAY},FT3,54.000,,Tra lai {order.code},")

    assert after(second).state is RefundState.DONE
    assert in_the_bank() == 96_000


@pytest.mark.parametrize("note", ["chuyen 0011001234567", "cam on TRAN THI HANH"])
def test_without_a_code_a_person_says_so(app: Flask, note: str) -> None:
    order = placed()
    refund = a_promise(order)
    row = f"{DAY},FT2,54.000,,{note},"

    it = taken_in(order, paid_line(order), row)
    assert it.counts == {"told": 1, "maybe_back": 1}
    assert fates() == [Fate.TOLD], "the household's own business is not kept"

    taken_in(order, row, chosen={name_of(row): order.code})
    assert after(refund).state is RefundState.DONE
    assert line().receipt_id == after(refund).receipt_id


def test_what_left_without_a_word_here_is_a_case_until_it_is_written_down(
    app: Flask, browser: Browser
) -> None:
    order = placed()
    it = taken_in(order, paid_line(order), f"{DAY},FT2,54.000,,hoan tien {order.code},")
    assert next(row[:3] for row in seen(order)) == (Kind.MISSING_HERE, -54_000, None)
    noticing.notice(at=LATER)
    assert waiting() == [CaseKind.MISSING_HERE]
    browser.sign_in(order.shop.household.keeper)
    assert "54.000" in browser.get("/cases").text
    page = browser.get(f"/reconciliation/statements/{it.code}")
    assert f"/orders/{order.code}" in page.links()

    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, BACK, by=keeper, cash=False, once="x", at=MARKET_DAY)
    noticing.notice(at=LATER)

    assert waiting() == []
    assert {row[0] for row in seen(order)} == {Kind.TIES}


def test_cash_that_was_handed_back_is_no_line(app: Flask) -> None:
    order = placed()
    told_by_messenger(order, at=YESTERDAY)
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, BACK, by=keeper, cash=True, once="x", at=YESTERDAY)

    taken_in(order, paid_line(order), f"{DAY},FT2,54.000,,hoan tien {order.code},")

    assert line().receipt_id is None


def test_what_the_bank_did_not_send_is_missing_there(app: Flask) -> None:
    order = placed()
    refund = a_promise(order)
    with deed():
        refunding.transferred(refund, by=order.shop.household.keeper, at=YESTERDAY)

    taken_in(order, paid_line(order))

    assert (Kind.MISSING_THERE, None, -54_000, order.code) in seen(order)
    noticing.notice(at=LATER)
    assert waiting() == [CaseKind.MISSING_THERE]
    taken_in(order, f"{DAY},FT2,54.000,,Tra lai {order.code},")
    noticing.notice(at=LATER)
    assert waiting() == []
