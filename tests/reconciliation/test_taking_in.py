"""A statement is taken in whole and once, and no money in it is counted twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import billing, giving_back
from storefront.payments.models import CaseKind, CaseState, Outcome, PaymentCase, Receipt
from storefront.payments.provider import Notice
from storefront.reconciliation import actions, queries, reading
from storefront.reconciliation.actions import NotWhole, OtherAccount
from storefront.reconciliation.models import BankStatement, StatementLine
from storefront.reconciliation.planning import Fate, plan
from tests.reconciliation.files import a_statement
from tests.village import MARKET_DAY, a_bill, a_household, a_shop, an_order, na

DAY = "22/08/2026"
IN_TWO_DAYS = MARKET_DAY + timedelta(days=2)


def brought(order: Order, body: bytes) -> BankStatement:
    household = order.shop.household
    statement = reading.read(body)
    account = actions.account_meant(statement, household.accounts) or household.accounts[0]
    return actions.bring(
        account, statement, name="sao-ke.csv", body=body, by=household.keeper, at=MARKET_DAY
    )


def taken_in(order: Order, *rows: str, chosen: dict[str, str] | None = None) -> BankStatement:
    body = a_statement(*rows)
    with deed():
        it = brought(order, body)
    with deed():
        actions.take_in(
            it,
            reading.read(body),
            chosen=chosen,
            by=order.shop.household.keeper,
            at=MARKET_DAY,
        )
    return it


def in_the_bank() -> Money:
    wanted = select(Movement.amount).where(Movement.account == Account.BANK)
    return Money.sum(session.scalars(wanted))


def fates() -> list[Fate]:
    wanted = select(StatementLine.fate).order_by(StatementLine.row, StatementLine.id)
    return list(session.scalars(wanted))


def placed(quantity: int = 3) -> Order:
    with deed():
        return an_order(quantity=quantity)


def told_by_messenger(
    order: Order, *, memo: str | None = None, at: datetime = MARKET_DAY, number: int = 90_001
) -> Receipt:
    assert order.account is not None
    account = order.account.number
    notice = Notice("sepay", str(number), account, Money(204_000), memo or order.code)
    with deed():
        receipt = payments.settle(notice, at=at).receipt
    assert receipt is not None
    return receipt


def test_a_line_with_a_code_pays_its_order(app: Flask) -> None:
    order = placed()

    it = taken_in(order, f"{DAY},FT1,,204.000,MBVCB.32789.{order.code.lower()}.CT tu 0123,HA")

    assert order.is_paid
    assert in_the_bank() == Money(204_000)
    assert it.counts == {"pays": 1}
    assert it.body is None
    receipt = session.scalars(select(Receipt)).one()
    assert (receipt.provider, receipt.outcome) == ("statement", Outcome.PAID)


def test_bringing_it_again_changes_nothing(app: Flask) -> None:
    order = placed()
    row = f"{DAY},FT1,,204.000,{order.code},HA"

    taken_in(order, row)
    again = taken_in(order, row)

    assert again.counts == {"known": 1}
    assert in_the_bank() == Money(204_000)
    assert len(fates()) == 1


def test_pressing_twice_takes_in_once(app: Flask) -> None:
    order = placed()
    body = a_statement(f"{DAY},FT1,,204.000,{order.code},HA")
    with deed():
        it = brought(order, body)

    for _press in range(2):
        with deed():
            actions.take_in(it, reading.read(body), by=order.shop.household.keeper, at=MARKET_DAY)

    assert len(session.scalars(select(Receipt)).all()) == 1


def test_statements_that_overlap_do_no_harm(app: Flask) -> None:
    order = placed()
    first = f"{DAY},,,204.000,{order.code},HA"
    second = "23/08/2026,,,50.000,con gui me,"

    taken_in(order, first, second)
    later = taken_in(order, second, second, "24/08/2026,,,50.000,con gui me,")

    assert later.counts == {"known": 1, "other": 2}
    assert in_the_bank() == Money(204_000)


def test_what_a_messenger_told_is_the_same_money(app: Flask) -> None:
    order = placed()
    told_by_messenger(order, memo=f"{order.code} FT26234081")

    it = taken_in(order, f"{DAY},FT26,,204.000,MBVCB.3278.{order.code}.CT tu 0123,HA")

    assert it.counts == {"told": 1}
    assert in_the_bank() == Money(204_000)
    line = session.scalars(select(StatementLine)).one()
    assert line.receipt_id == session.scalars(select(Receipt.id)).one()


def test_a_messenger_that_is_late_tells_of_the_same_money(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT26,,204.000,MBVCB.3278.{order.code}.CT tu 0123,HA")

    told = told_by_messenger(order, memo=f"{order.code}.CT tu 0123", at=IN_TWO_DAYS)

    assert told.outcome is Outcome.PAID
    assert session.get_one(Order, order.id, populate_existing=True).over == Money(0)
    assert in_the_bank() == Money(204_000)
    assert session.scalar(select(PaymentCase)) is None


def test_a_late_messenger_is_known_even_where_the_code_was_cut(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT26,,204.000,chuyen tien mua na {order.code[:6]},HA")

    told_by_messenger(order, memo=f"chuyen tien mua na {order.code[:6]}", at=IN_TWO_DAYS)

    assert session.get_one(Order, order.id, populate_existing=True).paid == Money(204_000)
    assert in_the_bank() == Money(204_000)


def test_nobodys_money_told_of_twice_is_one_case(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT26,,204.000,tien na chi Hanh gui hom qua,")
    assert in_the_bank() == Money(204_000)

    told_by_messenger(order, memo="tien na chi Hanh gui hom qua", at=IN_TWO_DAYS)

    assert in_the_bank() == Money(204_000)
    assert session.scalars(select(PaymentCase.kind)).one() is CaseKind.UNKNOWN


def test_a_second_payment_two_days_later_is_other_money(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT26,,204.000,{order.code},HA")

    told_by_messenger(order, at=IN_TWO_DAYS)

    assert session.get_one(Order, order.id, populate_existing=True).over == Money(204_000)
    assert session.scalars(select(PaymentCase.kind)).one() is CaseKind.DOUBLE


def test_of_two_equal_transfers_the_messenger_told_one(app: Flask) -> None:
    order = placed()
    told_by_messenger(order)

    it = taken_in(
        order, f"{DAY},FT1,,204.000,{order.code},HA", f"{DAY},FT2,,204.000,{order.code},HA"
    )

    assert it.counts == {"told": 1, "pays": 1}
    assert in_the_bank() == Money(408_000)
    assert order.over == Money(204_000)


def test_the_same_day_in_another_format_is_the_same_money(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},,,204.000,{order.code} ct tu 0123,")

    it = taken_in(order, f"{DAY},FT1,,204.000,MBVCB.1.{order.code} ct tu 0123,TRAN MINH HA")

    assert it.counts == {"told": 1}
    assert in_the_bank() == Money(204_000)


def test_a_later_payment_is_not_taken_for_an_earlier_one(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT1,,204.000,{order.code},")

    later = taken_in(order, f"23/08/2026,FT2,,204.000,{order.code},")

    assert later.counts == {"pays": 1}
    assert order.over == Money(204_000)


def test_a_cut_code_pays_when_the_sum_agrees(app: Flask) -> None:
    order = placed()

    taken_in(order, f"{DAY},FT1,,204.000,chuyen tien {order.code[:6]},HA")

    assert order.is_paid
    assert order.code in session.scalars(select(Receipt.memo)).one()
    assert order.code not in session.scalars(select(StatementLine.memo)).one()


def test_without_a_code_somebody_says_what_it_is_for(app: Flask) -> None:
    order = placed()
    row = f"{DAY},FT1,,204.000,chi Hanh gui tien na,CHI HANH"
    statement = reading.read(a_statement(row))
    (planned,) = plan(
        statement.lines, queries.books(order.shop.household.accounts[0], statement.lines)
    )
    assert planned.fate is Fate.UNSURE

    taken_in(order, row, chosen={planned.identity: order.code})

    assert order.is_paid


def test_nobody_can_choose_an_order_that_was_not_suggested(app: Flask) -> None:
    order = placed()
    row = f"{DAY},FT1,,9.000.000,luong thang 8,CONG TY"
    statement = reading.read(a_statement(row))
    (planned,) = plan(
        statement.lines, queries.books(order.shop.household.accounts[0], statement.lines)
    )

    it = taken_in(order, row, chosen={planned.identity: order.code})

    assert it.counts == {"other": 1}
    assert not order.paid
    assert in_the_bank() == Money(0)


def test_one_transfer_for_two_orders(app: Flask) -> None:
    with deed():
        product = na(shop=a_shop())
        one, other = an_order(product, quantity=1), an_order(product, quantity=2)

    taken_in(one, f"{DAY},FT1,,204.000,tra {one.code} {other.code},HA")

    session.expire_all()
    assert one.is_paid
    assert other.is_paid


def test_a_bill_is_paid_like_an_order(app: Flask) -> None:
    order = placed()
    with deed():
        bill = a_bill(order.shop)
    assert order.account is not None

    taken_in(order, f"{DAY},FT1,,695.000,mbvcb.1.{bill.code.lower()}.ct tu 0123,HA")
    notice = Notice("sepay", "7", order.account.number, Money(695_000), f"{bill.code}.ct tu 0123")
    with deed():
        payments.settle(notice, at=IN_TWO_DAYS)

    session.expire_all()
    assert bill.paid == bill.total == Money(695_000)
    assert in_the_bank() == Money(695_000)


def test_what_may_be_an_orders_becomes_somebodys_case(app: Flask) -> None:
    order = placed()

    it = taken_in(order, f"{DAY},FT1,,204.000,chi Hanh gui tien na,CHI HANH")

    assert it.counts == {"unsure": 1}
    case = session.scalars(select(PaymentCase)).one()
    assert (case.kind, case.household_id) == (CaseKind.UNKNOWN, order.shop.household_id)


@pytest.mark.parametrize(("had", "came"), [(0, 204_000), (50_000, 154_000)])
def test_what_nobody_knew_the_purpose_of_pays_when_a_messenger_names_the_order(
    app: Flask, had: int, came: int
) -> None:
    """The statement has the bank's own words, the messenger the payer's: the money is one."""
    order = placed()
    assert order.account is not None
    account = order.account.number
    with deed():
        if had:
            payments.settle(
                Notice("sepay", "1", account, Money(had), order.code, bank_reference="FT26230001"),
                at=MARKET_DAY,
            )
    taken_in(order, f"{DAY},FT26234881,,{came},chi Hanh gui tien na,CHI HANH")

    notice = Notice("sepay", "90001", account, Money(came), order.code, bank_reference="FT26234881")
    for _twice in range(2):
        with deed():
            payments.settle(notice, at=IN_TWO_DAYS)

    order = session.get_one(Order, order.id, populate_existing=True)
    assert (order.paid, in_the_bank()) == (Money(204_000), Money(204_000))
    unmatched = select(Movement.amount).where(Movement.account == Account.UNMATCHED)
    assert Money.sum(session.scalars(unmatched)) == Money(0)
    of_line = session.scalars(select(PaymentCase).where(PaymentCase.kind == CaseKind.UNKNOWN)).one()
    assert of_line.state is CaseState.DONE


def test_a_statement_speaks_for_its_own_household_only(app: Flask) -> None:
    order = placed()
    with deed():
        neighbour = a_shop(a_household("Vi Văn Páo"))
        theirs = an_order(na(shop=neighbour))

    it = taken_in(order, f"{DAY},FT1,,204.000,{theirs.code},HA")

    assert it.counts == {"unsure": 1}
    assert not session.get_one(Order, theirs.id, populate_existing=True).paid
    assert session.scalars(select(PaymentCase.kind)).one() is CaseKind.WRONG_ACCOUNT


def test_what_goes_out_is_not_kept_unless_it_names_an_order(app: Flask) -> None:
    order = placed()

    it = taken_in(
        order, f"{DAY},FT1,500.000,,mua phan bon,", f"{DAY},FT2,204.000,,hoan {order.code},"
    )

    assert it.counts == {"not_kept": 1, "went_back": 1}
    assert fates() == [Fate.WENT_BACK]
    assert in_the_bank() == Money(0)


def test_a_line_of_nobodys_turns_out_to_be_an_orders(app: Flask) -> None:
    order = placed()
    it = taken_in(order, f"{DAY},FT1,,150.000,dat truoc,")
    line = session.scalars(select(StatementLine)).one()
    assert line.fate is Fate.OTHER

    for _press in range(2):
        with deed():
            found = queries.line_of(it, line.id)
            assert found is not None
            keeper = order.shop.household.keeper
            actions.apply(found, it.account, order.code, by=keeper, at=MARKET_DAY)

    assert order.paid == Money(150_000)


def test_a_file_with_a_fault_is_not_even_kept(app: Flask) -> None:
    order = placed()

    with pytest.raises(NotWhole), deed():
        brought(order, a_statement(f"{DAY},FT1,,204.000,x,", f"{DAY},FT2,,1.5,x,"))

    assert session.scalar(select(BankStatement)) is None


def test_another_accounts_file_is_refused(app: Flask) -> None:
    order = placed()

    with pytest.raises(OtherAccount):
        brought(order, a_statement(f"{DAY},FT1,,1.000,x,", account="999999999"))


def test_what_nobody_decided_about_is_forgotten(app: Flask) -> None:
    order = placed()
    body = a_statement(f"{DAY},FT1,,204.000,{order.code},")
    with deed():
        old = brought(order, body)
        old.brought_at = MARKET_DAY - timedelta(days=2)

    with deed():
        newer = brought(order, body)

    assert session.scalars(select(BankStatement.id)).all() == [newer.id]


def test_what_went_back_meanwhile_is_not_counted_when_a_messenger_tells_of_it(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{DAY},FT1,,204.000,{order.code},HA")
    with deed():
        keeper = order.shop.household.keeper
        giving_back.refund(order, Money(204_000), by=keeper, cash=False, once="a", at=MARKET_DAY)

    told_by_messenger(order)

    assert in_the_bank() == Money(0)


def test_what_went_back_of_a_bill_is_not_counted_again_either(app: Flask) -> None:
    with deed():
        order = an_order()
        bill = a_bill(order.shop)
    taken_in(order, f"{DAY},FT1,,{bill.total.dong},{bill.code},HA")
    with deed():
        keeper = order.shop.household.keeper
        billing.refund(bill, bill.total, by=keeper, cash=False, once="a", at=MARKET_DAY)
    assert bill.account is not None

    with deed():
        notice = Notice("sepay", "90001", bill.account.number, bill.total, bill.code)
        payments.settle(notice, at=MARKET_DAY)

    assert in_the_bank() == Money(0)


@pytest.mark.parametrize(("bank_says", "came"), [("FT26234907", 408_000), ("90817", 204_000)])
def test_two_names_of_one_make_are_two_transfers(app: Flask, bank_says: str, came: int) -> None:
    """The same sum for the same order on the same day: paid twice, unless it is one."""
    order = placed()
    taken_in(order, f"{DAY},FT26234881,,204.000,{order.code},HA")
    assert order.account is not None

    with deed():
        notice = Notice(
            "sepay", "90001", order.account.number, Money(204_000), order.code,
            bank_reference=bank_says,
        )  # fmt: skip
        payments.settle(notice, at=MARKET_DAY)

    assert in_the_bank() == Money(came)
