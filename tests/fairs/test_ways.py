"""Every way of paying at a stall, by whoever writes it down: counted once, and undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import codes
from storefront.accounts.permissions import Role
from storefront.bills.models import Bill
from storefront.closings import actions as closings
from storefront.closings import figures
from storefront.closings import queries as closed_queries
from storefront.closings.figures import Took
from storefront.closings.models import CloseOut
from storefront.closings.refusals import Signed
from storefront.db import deed, session
from storefront.fairs import actions as fairs
from storefront.fairs import queries, repeating
from storefront.fairs.actions import Keeper
from storefront.fairs.models import Stall, StallSale
from storefront.fairs.refusals import Closed, ToldAlready
from storefront.money import Money
from storefront.payments import at_stalls, stall_words
from storefront.payments.models import Receipt
from storefront.payments.refusals import AlreadyDone
from storefront.shops.models import AccountKind
from tests.fairs.test_selling import AT, HOUR, assert_one_sum, by_card, cash
from tests.village import a_market_day, a_person, a_stall, posted

BANK, WALLET, PHONE = AccountKind.BANK, AccountKind.WALLET, AccountKind.MOBILE_MONEY
NONE = Money(0)


@pytest.fixture
def stall(app: Flask) -> Iterator[Stall]:
    with deed():
        stall = a_stall()
    yield stall
    session.rollback()
    assert_one_sum(stall)


def into(kind: AccountKind, stall: Stall, amount: int, **more: object) -> StallSale:
    with deed():
        stall = session.get_one(Stall, stall.id)
        assert stall.shop
        said = {"slip": None, "once": codes.secret(), "at": AT, "by": stall.shop.household.keeper}
        return at_stalls.sold_into(kind, stall, Money(amount), **(said | more))  # type: ignore[arg-type]


def newest(stall: Stall) -> StallSale:
    session.expire_all()
    return queries.sales_of(stall)[0]


def test_each_way_is_counted_as_what_it_is(stall: Stall) -> None:
    cash(stall, 50_000)
    into(BANK, stall, 20_000)
    into(WALLET, stall, 20_000)
    into(PHONE, stall, 5_000)
    by_card(stall, 5_000)

    took = figures.of_stall(stall)
    assert took == Took(5, Money(50_000), Money(45_000), Money(5_000), Money(25_000))
    assert (took.bank, took.share) == (Money(25_000), 50)


def test_what_the_keeper_saw_first_the_bank_only_agrees_with(stall: Stall) -> None:
    into(BANK, stall, 35_000)
    by_card(stall, 35_000)

    assert figures.of_stall(stall) == Took(1, NONE, NONE, Money(35_000))
    by_card(stall, 35_000)
    assert figures.of_stall(stall) == Took(2, NONE, NONE, Money(70_000)), "another buyer"


def test_a_sum_in_a_wallet_is_not_the_one_a_bank_tells_of(stall: Stall) -> None:
    into(WALLET, stall, 35_000)
    by_card(stall, 35_000)

    assert figures.of_stall(stall) == Took(2, NONE, Money(35_000), Money(35_000), Money(35_000))


def test_what_the_bank_told_first_is_not_written_down_again_by_mistake(stall: Stall) -> None:
    by_card(stall, 35_000)
    with pytest.raises(ToldAlready):
        into(BANK, stall, 35_000)
    assert figures.of_stall(stall).sum == Money(35_000)

    into(BANK, stall, 35_000, is_another=True)
    into(BANK, stall, 34_000)
    assert figures.of_stall(stall) == Took(3, NONE, Money(69_000), Money(35_000))


def test_what_was_agreed_upon_is_no_reason_to_ask(stall: Stall) -> None:
    into(BANK, stall, 35_000)
    by_card(stall, 35_000)

    into(BANK, stall, 35_000)
    assert figures.of_stall(stall) == Took(2, NONE, Money(35_000), Money(35_000))


@pytest.mark.parametrize("way", [None, BANK, WALLET])
def test_a_slip_of_the_finger_is_undone_whole_and_once(
    stall: Stall, way: AccountKind | None
) -> None:
    if way is None:
        cash(stall, 45_000, slip=7)
    else:
        into(way, stall, 45_000, slip=7)
    for _time in range(2):
        with deed():
            sale = session.get_one(StallSale, newest(stall).id)
            at_stalls.taken_back(sale, by=a_person(), at=AT)

    assert figures.of_stall(stall).sum == NONE
    assert session.scalar(select(func.count(Receipt.id))) == 2, "a word and its opposite"
    assert cash(stall, 54_000, slip=7) == 7, "the paper slip may be typed again"
    assert figures.of_stall(stall) == Took(1, Money(54_000), NONE, NONE)


def test_what_a_bank_told_is_not_undone_nor_what_is_closed(stall: Stall) -> None:
    by_card(stall, 35_000)
    with pytest.raises(AlreadyDone), deed():
        at_stalls.taken_back(newest(stall), by=a_person(), at=AT)
    cash(stall, 10_000)
    with deed():
        closings.close(stall, counted=Money(10_000), seen=Money(45_000), note="",
                       by=a_person(), at=AT)  # fmt: skip
    with pytest.raises(Closed), deed():
        at_stalls.taken_back(newest(stall), by=a_person(), at=AT)
    assert figures.of_stall(stall).sum == Money(45_000)


def test_a_miscount_is_counted_again_until_both_have_signed(stall: Stall) -> None:
    assert stall.shop
    keeper = stall.shop.household.keeper
    into(WALLET, stall, 35_000)
    cash(stall, 10_000)

    def close(counted: int) -> int:
        with deed():
            here = session.get_one(Stall, stall.id)
            closed = closings.close(
                here, counted=Money(counted), seen=figures.of_stall(here).sum, note="",
                by=posted("Vi Văn Thắng", Role.COMMUNE_OFFICER, stall.fair.place), at=AT,
            )  # fmt: skip
        assert (closed.bank, closed.wallet) == (NONE, Money(35_000))
        return closed.difference.dong

    assert close(1_000) == -9_000
    with deed():
        closings.reopen(closed_of(stall), by=keeper, at=AT)
    cash(stall, 5_000)
    assert close(15_000) == 0
    with deed():
        closings.agree(closed_of(stall), by=keeper, on_paper=False, at=AT)
    with pytest.raises(Signed), deed():
        closings.reopen(closed_of(stall), by=keeper, at=AT)
    with deed():
        report = closings.freeze(stall.fair, by=a_person(), at=AT)
    (row,) = report.content["rows"]
    assert (row["wallet"], row["sum"], row["difference"]) == (35_000, 50_000, 0)


def closed_of(stall: Stall) -> CloseOut:
    found = closed_queries.of_stall(stall)
    assert found
    return found


def test_the_newest_word_of_each_sale_is_one_question(stall: Stall) -> None:
    cash(stall, 10_000)
    into(BANK, stall, 20_000)
    by_card(stall, 20_000)

    said = stall_words.newest(queries.sales_of(stall))
    assert [str(it.means) for it in said.values()] == ["bank_notice", "keeper_says_cash"]


def test_who_stood_there_last_time_stands_there_again_once(stall: Stall) -> None:
    with deed():
        before = stall.fair
        fairs.give(_stall(before.id, "A2"), Keeper("Lý A Sủng", "0912345678"), by=a_person(), at=AT)
        again = a_market_day(before.place, at=AT + 120 * HOUR)
        again.series = before.series
        later = {"by": a_person(), "at": AT + timedelta(days=1)}
    with deed():
        assert repeating.give_as_before(again, **later) == 2  # type: ignore[arg-type]
    with deed():
        assert repeating.give_as_before(again, **later) == 0  # type: ignore[arg-type]
        assert repeating.give_as_before(before, **later) == 0  # type: ignore[arg-type]

    kept = {it.name: it.kept_by for it in queries.stalls_of(again) if it.is_given}
    assert kept == {"A1": stall.kept_by, "A2": "Lý A Sủng"}


def _stall(fair_id: int, name: str) -> Stall:
    wanted = select(Stall).where(Stall.fair_id == fair_id, Stall.row == name[0])
    return session.scalars(wanted.where(Stall.number == int(name[1:]))).one()


def test_no_bill_is_left_when_the_bank_was_quicker(stall: Stall) -> None:
    by_card(stall, 35_000)
    with pytest.raises(ToldAlready):
        into(BANK, stall, 35_000)

    assert session.scalar(select(func.count(Bill.id))) == 1
