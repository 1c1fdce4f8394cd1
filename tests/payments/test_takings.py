"""What a household is told came today is what the books have more than yesterday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.db import deed, session
from storefront.ledger.models import Journal, Movement
from storefront.money import Money
from storefront.orders.models import Order, PayBy
from storefront.payments import by_word, giving_back, queries, takings, withdrawing
from storefront.payments.models import Means, Receipt
from storefront.payments.takings import POCKETS, Takings
from storefront.shops.models import Household
from storefront.web import taking_words
from tests.browser import Browser
from tests.payments.test_settling import SOON, TOTAL, settle, told
from tests.village import a_shop, an_order, na

TODAY = clock.village_date(SOON)
TOMORROW = TODAY + timedelta(days=1)
NEXT_DAY = SOON + timedelta(days=1)


@pytest.fixture
def household(app: Flask) -> Household:
    """One order paid through the bank, one in cash, one on the keeper's word."""
    with deed():
        shop = a_shop()
        goods = na(shop=shop)
        ways = [PayBy.VIETQR, PayBy.CASH, PayBy.VIETQR]
        by_bank, in_cash, by_mouth = (an_order(goods, pay_by=way) for way in ways)
    settle(told(by_bank))
    with deed():
        keeper = shop.household.keeper
        for order, cash in ((in_cash, True), (by_mouth, False)):
            of = session.get_one(Order, order.id)
            by_word.keeper_received(of, by=keeper, cash=cash, at=SOON)
    return shop.household


def on(day: date, household: Household) -> Takings:
    its = takings.on(day, household_id=household.id)
    assert its.left == in_the_books(day)
    return its


def in_the_books(day: date) -> Money:
    """What stands on the accounts money comes to, whoever wrote it there."""
    moved = (
        select(func.sum(Movement.amount))
        .join(Movement.journal)
        .where(
            Movement.account.in_(POCKETS),
            Journal.at >= clock.start_of(day),
            Journal.at < clock.start_of(day + timedelta(days=1)),
        )
    )
    return session.scalar(moved) or Money(0)


def newest_order() -> Order:
    return session.scalars(select(Order).order_by(Order.id.desc()).limit(1)).one()


def test_each_sum_is_told_by_the_way_it_came(household: Household) -> None:
    its = on(TODAY, household)

    assert (its.sum, its.given_back) == (TOTAL * 3, Money(0))
    assert its.by_means(Means.BANK_NOTICE) == its.by_means(Means.KEEPER_SAYS_CASH) == TOTAL
    assert its.by_others == 1
    assert on(TOMORROW, household).came == []


def test_what_goes_back_stands_apart(household: Household) -> None:
    with deed():
        of = newest_order()
        keeper = of.shop.household.keeper
        giving_back.refund(of, Money(50_000), by=keeper, cash=False, once="one", at=NEXT_DAY)

    its = on(TOMORROW, household)

    assert (its.sum, its.given_back, its.left) == (Money(0), Money(50_000), Money(-50_000))
    assert on(TODAY, household).sum == TOTAL * 3


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
def test_a_word_taken_back_is_no_income_of_its_day(household: Household, later: timedelta) -> None:
    with deed():
        of = newest_order()
        word = session.get_one(Receipt, queries.newest_receipt_of(of))
        withdrawing.withdraw(word, by=of.shop.household.keeper, at=SOON + later)

    assert on(TODAY, household).sum == TOTAL * 2
    assert on(TODAY, household).corrected == (TOTAL if later else Money(0))
    assert on(TOMORROW, household).corrected == (-TOTAL if later else Money(0))


def test_the_bank_agrees_a_day_later_and_the_money_stays_on_its_day(household: Household) -> None:
    settle(told(newest_order(), id_="FT7"))

    its = on(TODAY, household)

    assert (its.sum, its.by_others) == (TOTAL * 3, 2)


def test_the_keeper_hears_every_sum_in_full_words(
    app: Flask, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NEXT_DAY)
    browser = Browser(app.test_client())
    browser.sign_in(household.keeper)

    page = browser.get(f"/keeper/money/days/{TODAY}")

    spoken = next(it["data-say"] or "" for it in page.all("button") if "data-say" in it)
    assert "tiền vào sáu trăm mười hai nghìn đồng" in spoken
    assert spoken.count("Chị Hạnh trả hai trăm linh bốn nghìn đồng.") == 3
    assert "Sáu trăm mười hai nghìn đồng" in page.text
    assert "Na dai Chi Lăng loại 1 × 3" in page.text
    assert f"{TODAY.day - 1}/{TODAY.month}/{TODAY.year}: 0" in page.text
    assert "Hôm nay chưa có tiền vào" in browser.get("/keeper/money").text
    browser.speak("en")
    assert "six hundred and twelve thousand đồng" in browser.get(page.url).html


@pytest.mark.parametrize("day", ["2126-01-01", "hom-nay", "2026-13-01", "0001-01-01"])
def test_days_that_are_none(app: Flask, household: Household, day: str) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(household.keeper)

    browser.get(f"/keeper/money/days/{day}", expect=404)


def test_how_long_ago(app: Flask) -> None:
    with app.test_request_context("/"):
        assert taking_words.ago(timedelta(seconds=30)) == "0 phút trước"
        assert taking_words.ago(timedelta(minutes=125)) == "2 giờ trước"
