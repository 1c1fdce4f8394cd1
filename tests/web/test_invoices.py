"""Data for e-invoices: each order's lines sum to what the books hold as its sale."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO

from storefront import clock
from storefront.db import deed
from storefront.earnings import invoicing
from storefront.ledger import queries as ledger
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.payments import by_word, giving_back
from tests.browser import Browser
from tests.village import an_order, na


def handed_over(*, back: int = 0, fee: int = 0) -> Order:
    at = clock.now()
    with deed():
        product = na()
        shop = product.shop
        shop.ways = {"send": {"fee": fee, "days": 2, "note": ""}} if fee else None
        order = an_order(product, at=at)
        keeper = shop.household.keeper
        by_word.keeper_received(order, by=keeper, cash=False, at=at)
        orders.confirm(order, by=keeper, at=at)
        orders.hand_over(order, by=keeper, at=at)
        if back:
            giving_back.refund(order, Money(back), by=keeper, cash=True, once="a", at=at)
    return order


def test_fee_and_what_was_let_off_are_lines_of_their_own(browser: Browser) -> None:
    order = handed_over(back=9_000, fee=30_000)
    month = clock.village_date(clock.now()).replace(day=1)
    [found] = invoicing.handed_over(order.shop.household_id, month)

    lines = list(invoicing.lines([found], delivery="phí gửi", let_off="giảm"))

    assert [(it.name, it.amount.dong) for it in lines] == [
        ("Na dai Chi Lăng loại 1", 204_000),
        ("phí gửi", 30_000),
        ("giảm", -9_000),
    ]
    assert lines[0].each == Money(68_000)
    books = -ledger.balances(order.id)[Account.SALES]
    assert Money.sum(it.amount for it in lines) == books == invoicing.sold([found])[order.id]


def test_a_month_is_the_villages_own(browser: Browser) -> None:
    order = handed_over()
    before = clock.village_date(clock.now()).replace(day=1) - timedelta(days=1)

    assert not invoicing.handed_over(order.shop.household_id, before)


def test_the_keeper_takes_the_file_and_nobody_else(browser: Browser) -> None:
    order = handed_over(back=4_000)
    today = clock.village_date(clock.now())
    file = f"/keeper/invoices/{today.year}/{today.month}"
    browser.sign_in(order.shop.household.keeper)
    assert f"{file}.csv" in browser.get("/keeper/invoices").links()

    answer = browser.client.get(f"{file}.csv")

    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[8] for row in rows[1:]] == ["204000", "-4000"]
    assert browser.client.get(f"{file}.xlsx").data.startswith(b"PK")
    browser.get(f"/keeper/invoices/{date.max.year}/1.csv", expect=404)
    browser.sign_in(handed_over().shop.household.keeper)
    browser.get("/keeper/invoices")
    other = browser.client.get(f"{file}.csv").data.decode("utf-8-sig")
    assert order.code not in other
