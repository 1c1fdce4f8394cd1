"""What is sold over the table: one sale each, one sum everywhere, and none of it is revenue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings.figures import Took
from storefront.closings.models import CloseOut
from storefront.closings.refusals import MovedMeanwhile, NotYours, SomeOpen
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.fairs.models import Stall
from storefront.fairs.refusals import Closed, NotHeld, SlipUsed
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.payments import actions as payments
from storefront.payments import at_stalls, billing, withdrawing
from storefront.payments.models import PaymentCase
from storefront.payments.provider import Notice
from storefront.posters import actions as posters
from storefront.posters.models import Why
from tests.village import MARKET_DAY, a_person, a_stall

_numbers = count(1)
HOUR = timedelta(hours=1)
AT = MARKET_DAY + HOUR


@pytest.fixture
def stall(app: Flask) -> Iterator[Stall]:
    with deed():
        stall = a_stall()
    yield stall
    session.rollback()
    assert session.scalar(select(func.sum(Movement.amount))) in (None, Money(0)), "books balance"
    if stall.shop is not None:
        assert_one_sum(stall)


def assert_one_sum(stall: Stall) -> None:
    """Facts, books and what the board shows are the same, to the đồng."""
    took = figures.of_stall(stall)
    assert counted(Indicator.MARKET_TAKINGS) == took.sum.dong == in_books()
    assert counted(Indicator.MARKET_CASHLESS) == took.cashless.dong


def counted(indicator: Indicator) -> int:
    wanted = select(func.sum(Fact.amount)).where(Fact.indicator == indicator)
    return int(session.scalar(wanted) or 0)


def in_books() -> int:
    """What was sold, less what of it nobody has paid."""
    each = (Account.STALL_SALES, Account.RECEIVABLE)
    wanted = select(func.sum(Movement.amount)).where(Movement.account.in_(each))
    return -(session.scalar(wanted) or Money(0)).dong


def cash(stall: Stall, amount: int, *, slip: int | None = None, once: str = "") -> int:
    with deed():
        stall = session.get_one(Stall, stall.id)
        assert stall.shop
        sale = at_stalls.sold_for_cash(
            stall, Money(amount), slip=slip, once=once or f"o{next(_numbers)}",
            by=stall.shop.household.keeper, at=AT,
        )  # fmt: skip
    return sale.slip


def by_card(stall: Stall, amount: int, *, number: str = "", hours: int = 1) -> None:
    assert stall.poster
    assert stall.poster.account
    notice = Notice(
        "sepay", number or f"T{next(_numbers)}", stall.poster.account.number, Money(amount),
        f"MBVCB.1 {stall.poster.serial} CT tu 0123",
    )  # fmt: skip
    with deed():
        payments.settle(notice, at=MARKET_DAY + hours * HOUR)


def test_cash_and_card_are_two_ways_of_one_sum_and_no_revenue(stall: Stall) -> None:
    assert cash(stall, 45_000) == 1_001
    assert cash(stall, 20_000) == 1_002
    by_card(stall, 35_000)

    assert figures.of_stall(stall) == Took(3, Money(65_000), Money(0), Money(35_000))
    assert figures.of_stall(stall).share == 35
    assert counted(Indicator.REVENUE) == counted(Indicator.ORDER_COMPLETED) == 0


def test_pressed_twice_and_told_three_times_it_is_one_sale(stall: Stall) -> None:
    for _time in range(2):
        cash(stall, 45_000, once="one press")
    for _time in range(3):
        by_card(stall, 35_000, number="T-once")

    assert figures.of_stall(stall) == Took(2, Money(45_000), Money(0), Money(35_000))
    assert session.scalar(select(func.count(Bill.id))) == 2, "no sale without money is left behind"


def test_a_slip_is_typed_once(stall: Stall) -> None:
    assert cash(stall, 45_000, slip=7) == cash(stall, 45_000, slip=7) == 7
    with pytest.raises(SlipUsed):
        cash(stall, 54_000, slip=7)

    assert figures.of_stall(stall).sum == Money(45_000)
    assert cash(stall, 10_000) == 1_001


def test_a_word_taken_back_and_money_given_back_are_not_counted(stall: Stall) -> None:
    cash(stall, 45_000)
    by_card(stall, 35_000)
    wrong, back = session.scalars(select(Bill).order_by(Bill.id)).all()
    keeper = wrong.shop.household.keeper
    with deed():
        word = withdrawing.word_on(wrong)
        assert word
        withdrawing.withdraw(word, by=keeper, at=AT)
    with deed():
        billing.refund(back, Money(5_000), by=keeper, cash=False, once="b", at=AT)

    assert figures.of_stall(stall) == Took(1, Money(0), Money(0), Money(30_000))


def test_the_card_sells_only_on_the_day_and_while_it_is_good(stall: Stall) -> None:
    by_card(stall, 35_000, hours=30)
    assert stall.poster
    with deed():
        posters.withdraw(stall.poster, why=Why.PASTED_OVER, by=None, at=AT)
    by_card(stall, 36_000)

    assert figures.of_stall(stall) == figures.NONE
    assert session.scalar(select(func.count(PaymentCase.id))) == 2, "somebody looks at both"


def test_a_stall_is_closed_by_two_and_nothing_more_is_entered(stall: Stall) -> None:
    cash(stall, 45_000)
    by_card(stall, 35_000)
    assert stall.shop
    keeper = stall.shop.household.keeper
    with deed():
        steward = a_person("Vi Văn Thắng")

    def close(by: Person, *, seen: int) -> CloseOut:
        return closings.close(
            stall, counted=Money(44_000), seen=Money(seen), note="thiếu 1.000", by=by, at=AT
        )

    with pytest.raises(MovedMeanwhile), deed():
        close(steward, seen=79_000)
    with pytest.raises(NotYours), deed():
        close(keeper, seen=80_000)
    with deed():
        closed = close(steward, seen=80_000)
    assert (closed.difference, closed.is_signed) == (Money(-1_000), False)
    with pytest.raises(NotYours), deed():
        closings.agree(closed, by=steward, on_paper=False, at=AT)
    with pytest.raises(SomeOpen), deed():
        closings.freeze(stall.fair, by=steward, at=AT)
    with deed():
        closings.agree(closed, by=keeper, on_paper=False, at=AT)

    with pytest.raises(Closed):
        cash(stall, 10_000)
    by_card(stall, 9_000)
    with deed():
        report = closings.freeze(stall.fair, by=steward, at=AT)
    (row,) = report.content["rows"]
    assert (row["sum"], row["difference"], row["later"]) == (80_000, -1_000, 9_000)
    with deed():
        assert closings.freeze(stall.fair, by=steward, at=AT).number == 1, "nothing to correct"
    by_card(stall, 1_000)
    with deed():
        again = closings.freeze(stall.fair, by=steward, at=AT)
    assert (again.number, report.content["rows"][0]["later"]) == (2, 9_000)


def test_nothing_is_sold_at_a_market_called_off(stall: Stall) -> None:
    with deed():
        closings.call_off(stall.fair, why="mưa bão", by=a_person(), at=AT)

    with pytest.raises(NotHeld):
        cash(stall, 10_000)
