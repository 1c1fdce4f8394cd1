"""A household's year: what the books have, by month and way, and how near to the law's sum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from storefront import clock
from storefront.bills.actions import Item
from storefront.bills.models import BillFor
from storefront.db import deed, session
from storefront.earnings import actions, queries, statement, withholding
from storefront.earnings.statement import Month, Year
from storefront.earnings.thresholds import Duty, duties, threshold
from storefront.earnings.withholding import CannotWithhold
from storefront.ledger import actions as ledger
from storefront.ledger.models import Account, Journal, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments import billing, by_word, giving_back, withdrawing
from storefront.payments.models import Receipt
from storefront.payments.provider import Notice
from storefront.payments.takings import POCKETS
from storefront.shops.models import Household, Shop
from storefront.web import earning_words
from tests.browser import Browser
from tests.village import a_bill, a_shop, an_order, na

IN_MARCH = datetime(2026, 3, 10, 3, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2025, 12, 31, 18, tzinfo=UTC)
"""In the village the new year has begun."""
IN_AUGUST = datetime(2026, 8, 22, 3, tzinfo=UTC)
EACH = 204_000


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    with deed():
        shop = a_shop()
    yield shop
    its = queries.year(2026, household_id=shop.household_id, at=IN_AUGUST)
    assert its.whole.in_the_books == in_the_books(2026)


def in_the_books(year: int) -> Money:
    start, end = (clock.start_of(date(it, 1, 1)) for it in (year, year + 1))
    outside = Journal.source.startswith("receipt:")
    moved = select(func.sum(Movement.amount)).join(Movement.journal)
    here = (outside, Movement.account.in_(POCKETS), Journal.at >= start, Journal.at < end)
    return session.scalar(moved.where(*here)) or Money(0)


def sold(shop: Shop, *, at: datetime, cash: bool = False) -> Order:
    with deed():
        order = an_order(na(shop=shop), at=at)
        by_word.keeper_received(order, by=shop.household.keeper, cash=cash, at=at)
    return order


def of_2026(shop: Shop, *, at: datetime = IN_AUGUST) -> Year:
    return queries.year(2026, household_id=shop.household_id, at=at)


def dong(month: Month) -> dict[str, int]:
    every = (*earning_words.columns(),)
    return {name: getattr(month, name).dong for name in every if getattr(month, name)}


def test_a_year_is_told_by_the_village_calendar(app: Flask, shop: Shop) -> None:
    sold(shop, at=NEW_YEARS_EVE)
    sold(shop, at=IN_MARCH, cash=True)

    its = of_2026(shop)

    with app.test_request_context("/"):
        assert len(its.months) == 8
        assert dong(its.months[0]) == {"to_account": EACH, "sales": EACH, "income": EACH}
        assert dong(its.months[2]) == {"in_cash": EACH, "sales": EACH, "income": EACH}
    assert its.whole.income == Money(2 * EACH)
    assert queries.years(household_id=shop.household_id, at=IN_AUGUST) == [2026]


def test_what_went_back_is_taken_off_in_its_own_month(shop: Shop) -> None:
    order, wrong = sold(shop, at=NEW_YEARS_EVE), sold(shop, at=NEW_YEARS_EVE)
    keeper = shop.household.keeper
    with deed():
        of = session.get_one(Order, order.id)
        giving_back.refund(of, Money(4_000), by=keeper, cash=True, once="a", at=IN_MARCH)
        words = select(Receipt).where(Receipt.order_id == wrong.id)
        withdrawing.withdraw(session.scalars(words).one(), by=keeper, at=IN_MARCH)

    march = of_2026(shop).months[2]

    assert (march.given_back, march.corrected) == (Money(-4_000), Money(-EACH))
    assert of_2026(shop).whole.income == Money(EACH - 4_000)


def test_dues_and_money_of_nobody_are_no_income(shop: Shop) -> None:
    keeper = shop.household.keeper
    with deed():
        for what_for in (BillFor.DUES, BillFor.PHONE_ORDER):
            bill = a_bill(shop, Item("x", 1, Money(30_000)), what_for=what_for, at=IN_MARCH)
            billing.keeper_received(bill, by=keeper, cash=True, at=IN_MARCH)
        account = shop.household.account
        assert account
        stray = Notice("sepay", "FT9", account.number, Money(70_000), "con gui me")
        payments.settle(stray, at=IN_MARCH)

    whole = of_2026(shop).whole

    assert (whole.income, whole.not_sales) == (Money(30_000), Money(100_000))


def test_what_gateways_kept_is_told_and_is_income_all_the_same(shop: Shop) -> None:
    held = {Account.BANK: Money(97), Account.FEES: Money(3), Account.CLEARING: Money(-100)}
    with deed():
        ledger.post("payout:X", held, household_id=shop.household_id, at=IN_MARCH)

    whole = of_2026(shop).whole

    assert (whole.fees, whole.income, whole.in_the_books) == (Money(3), Money(0), Money(0))


def test_of_what_is_sold_elsewhere_the_newest_word_counts(shop: Shop) -> None:
    home = shop.household
    for amount in (5_000_000, 3_000_000):
        with deed():
            actions.say_sold_outside(
                home, date(2026, 2, 14), Money(amount), note="", by=home.keeper, at=IN_MARCH
            )

    its = of_2026(shop)

    assert its.months[1].outside == its.whole.income == Money(3_000_000)
    assert its.whole.sales == Money(0)


@pytest.mark.parametrize(
    ("year", "on", "limit"),
    [
        (2024, date(2026, 11, 1), None),
        (2025, date(2026, 11, 1), 100_000_000),
        (2026, date(2026, 1, 5), 500_000_000),
        (2026, date(2026, 4, 29), 1_000_000_000),
        (2027, date(2027, 3, 1), 1_000_000_000),
    ],
)
def test_the_law_is_what_was_decided_by_then(year: int, on: date, limit: int | None) -> None:
    rule = threshold(year, on=on)

    assert (rule.exempt_up_to.dong if rule else None) == limit
    assert rule is None or rule.source
    assert rule is None or rule.is_carried_over(year) == (year == 2027)


def test_e_invoices_are_asked_for_above_the_sum_alone() -> None:
    assert Duty.E_INVOICE in [it.duty for it in duties(2026, is_above=True)]
    assert Duty.E_INVOICE not in [it.duty for it in duties(2026, is_above=False)]
    assert Duty.DECLARE in [it.duty for it in duties(2025, is_above=True)]


@pytest.mark.parametrize(
    ("income", "percent", "kind"),
    [
        (0, 0, "ok"),
        (699_999_999, 69, "ok"),
        (700_000_000, 70, "wait"),
        (900_000_000, 90, "wait"),
        (1_000_000_000, 100, "wait"),
        (1_000_000_001, 100, "bad"),
    ],
)
def test_the_gauge(app: Flask, income: int, percent: int, kind: str) -> None:
    outside = {date(2026, 1, 1): Money(income)}
    its = statement.year_of(2026, [], outside, to=date(2026, 8, 22))

    with app.test_request_context("/"):
        told = earning_words.gauge(its, on=date(2026, 8, 22))

    assert told
    assert (told.percent, told.kind) == (percent, kind)
    assert told.filled <= earning_words.WIDE


def test_a_forecast_needs_two_years_to_compare_with() -> None:
    half, third = (Money(50), Money(100)), (Money(40), Money(120))
    early = (Money(9), Money(100))

    assert statement.forecast(Money(10_000_000), [half]) is None
    assert statement.forecast(Money(10_000_000), [half, early]) is None
    assert statement.forecast(Money(0), [half, third]) is None
    assert statement.forecast(Money(10_000_001), [half, third]) == (
        Money(20_000_000),
        Money(31_000_000),
    )


def test_years_before_are_what_this_one_is_compared_with(shop: Shop) -> None:
    for year in (2024, 2025):
        for month in (3, 11):
            sold(shop, at=datetime(year, month, 1, tzinfo=UTC))
    sold(shop, at=IN_MARCH)

    expected = queries.expected(of_2026(shop), household_id=shop.household_id, at=IN_AUGUST)

    assert expected == (Money(0), Money(1_000_000))
    assert queries.years(household_id=shop.household_id, at=IN_AUGUST) == [2026, 2025, 2024]


def test_the_page_its_files_and_a_word_of_ones_own(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: IN_AUGUST)
    home, browser = shop.household, Browser(app.test_client())
    sold(shop, at=IN_MARCH)
    browser.sign_in(home.keeper)
    address = "/keeper/years/2026"

    wrong = browser.post(f"{address}/outside", {"month": "13", "amount": "x"}, expect=422)
    browser.post(f"{address}/outside", {"month": "2", "amount": "1.796.000"})
    page = browser.get(address)

    assert 'id="amount-error"' in wrong.html
    assert "2.000.000\u00a0₫" in page.html
    assert "Đây không phải lời tư vấn thuế" in page.text
    assert "Nghị định 141/2026/NĐ-CP" in page.text
    book = load_workbook(BytesIO(browser.client.get(f"{address}.xlsx").data)).active
    assert book
    cells = [cell for row in book.iter_rows(values_only=True) for cell in row]
    assert 2_000_000 in cells
    assert browser.client.get(f"{address}.pdf").data.startswith(b"%PDF")
    assert "204000" in browser.client.get(f"{address}.csv").text


@pytest.mark.parametrize("year", ["1999", "2019", "99999999999999999999"])
def test_years_that_are_not_kept(app: Flask, shop: Shop, year: str) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(shop.household.keeper)

    browser.get(f"/keeper/years/{year}", expect=404)


def test_nobody_else_sees_it(app: Flask, shop: Shop) -> None:
    household: Household = shop.household
    with deed():
        actions.say_sold_outside(
            household, date(2026, 2, 1), Money(7), note="", by=household.keeper, at=IN_MARCH
        )
    assert Browser(app.test_client()).get("/keeper/years/2026", expect=302).url.startswith("/sign")


def word(mode: str, province: str = "*", day: str = "2025-07-01") -> dict[str, str]:
    return {"province": province, "from_day": day, "mode": mode, "source": "x"}


def test_to_withhold_is_refused_with_its_reason() -> None:
    with pytest.raises(CannotWithhold, match="household's own account"):
        withholding.settings([word("report_only"), word("withhold", "20", "2027-01-01")])


def test_a_provinces_own_word_goes_before_the_general_one() -> None:
    every, own = withholding.settings(
        [word("report_only", day="2026-06-01"), word("report_only", "20", "2026-01-01")]
    )
    known = [every, own]

    assert withholding.setting("20", on=date(2026, 8, 1), known=known) == own
    assert withholding.setting("4", on=date(2026, 8, 1), known=known) == every
    assert withholding.setting("4", on=date(2026, 1, 1), known=known) is None


@pytest.mark.parametrize(
    ("sales", "vat", "income"),
    [(0, 0, 0), (-5, 0, 0), (199, 1, 0), (204_000, 2_040, 1_020)],
)
def test_what_there_is_to_declare(sales: int, vat: int, income: int) -> None:
    told = withholding.to_declare(Money(sales), on=date(2026, 8, 1))

    assert told
    assert (told.vat, told.income) == (Money(vat), Money(income))
    assert withholding.to_declare(Money(sales), on=date(2025, 6, 30)) is None


def test_the_statement_says_that_nothing_is_held_back(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.clock.now", lambda: IN_AUGUST)
    sold(shop, at=IN_MARCH)
    browser.sign_in(shop.household.keeper)

    page = browser.get("/keeper/years/2026").text
    assert "chợ không giữ lại thuế" in page
    assert "2.040" in page
    book = load_workbook(BytesIO(browser.client.get("/keeper/years/2026.xlsx").data))
    cells = [str(it) for sheet in book for row in sheet.iter_rows(values_only=True) for it in row]
    assert any("chợ không giữ lại thuế" in it for it in cells)


def test_money_of_wallets_is_told_apart(app: Flask, shop: Shop) -> None:
    its = of_2026(shop)
    with app.test_request_context("/?lang=vi"):
        straight = earning_words.tax(shop.household, its, on=date(2026, 8, 22))
        its.whole.by_gateway = Money(50_000)
        by_wallet = earning_words.tax(shop.household, its, on=date(2026, 8, 22))
        its.whole.by_gateway = Money(0)

    assert straight
    assert by_wallet
    assert "50.000" not in straight.withheld
    assert "50.000" in by_wallet.withheld
