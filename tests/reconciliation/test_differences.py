"""Bank and books beside each other: what is missing here, missing there, differs, is owed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront.db import deed
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import by_word
from storefront.reconciliation import daily
from storefront.reconciliation.differences import AtBank, Covered, Here, Kind, days
from tests.reconciliation.test_taking_in import placed, taken_in, told_by_messenger
from tests.village import MARKET_DAY, an_order

DAY = date(2026, 8, 22)
ROW = "22/08/2026"


def seen(order: Order) -> list[tuple[Kind, int | None, int | None, str]]:
    which = daily.of_household(order.shop.household)
    found = daily.between(which, DAY - timedelta(days=3), DAY + timedelta(days=3))
    return [
        (
            row.kind,
            row.bank.dong if row.bank else None,
            row.here.dong if row.here else None,
            row.code,
        )
        for day in found
        for row in day.rows
    ]


def keeper_says(order: Order, *, at: datetime = MARKET_DAY) -> None:
    with deed():
        by_word.keeper_received(order, by=order.shop.household.keeper, cash=False, at=at)


def test_what_the_bank_tells_and_we_have_ties(app: Flask) -> None:
    order = placed()

    taken_in(order, f"{ROW},FT1,,204.000,{order.code},HA")

    assert seen(order) == [(Kind.TIES, 204_000, 204_000, order.code)]


def test_a_messenger_that_tells_later_changes_nothing(app: Flask) -> None:
    order = placed()
    taken_in(order, f"{ROW},FT1,,204.000,{order.code} ct tu 0123,HA")

    told_by_messenger(order, memo=f"{order.code} ct tu 0123", at=MARKET_DAY + timedelta(days=1))

    assert seen(order) == [(Kind.TIES, 204_000, 204_000, order.code)]


def test_money_without_an_order_is_missing_here(app: Flask) -> None:
    order = placed()

    taken_in(order, f"{ROW},FT1,,204.000,tien na chi Hanh,HA")

    assert seen(order) == [(Kind.MISSING_HERE, 204_000, None, "")]


def test_a_keepers_word_is_missing_there_once_the_statement_came(app: Flask) -> None:
    order = placed()
    with deed():
        other = an_order(order.lines[0].product, quantity=1)
    keeper_says(order, at=MARKET_DAY - timedelta(hours=2))
    assert seen(order) == [(Kind.NOT_CHECKED, None, 204_000, order.code)]

    taken_in(order, f"{ROW},FT1,,68.000,{other.code},HA")

    assert seen(order) == [
        (Kind.MISSING_THERE, None, 204_000, order.code),
        (Kind.TIES, 68_000, 68_000, other.code),
    ]


def test_a_keepers_word_and_the_banks_are_one(app: Flask) -> None:
    order = placed()
    keeper_says(order)

    taken_in(order, f"{ROW},FT1,,204.000,{order.code},HA")

    assert seen(order) == [(Kind.TIES, 204_000, 204_000, order.code)]


def test_too_little_differs_and_twice_is_owed_back(app: Flask) -> None:
    order = placed()
    with deed():
        other = an_order(order.lines[0].product, quantity=1)

    taken_in(
        order,
        f"{ROW},FT1,,204.000,{order.code},HA",
        f"{ROW},FT2,,204.000,{order.code},HA",
        f"{ROW},FT3,,50.000,{other.code},HA",
    )

    kinds = [kind for kind, *_rest in seen(order)]
    assert kinds == [Kind.AMOUNT_DIFFERS, Kind.DUPLICATE, Kind.TIES]
    which = daily.of_household(order.shop.household)
    (day,) = daily.between(which, DAY, DAY)
    assert day.owed == Money(204_000)
    assert [row.owed_to for row in day.rows if row.owed] == ["Chị Hạnh"]


def test_what_is_not_the_markets_is_not_compared(app: Flask) -> None:
    order = placed()

    taken_in(order, f"{ROW},FT1,,9.999.000,luong,", f"{ROW},FT2,5.000,,phi,")

    assert seen(order) == []


accounts = st.integers(1, 2)
moments = st.integers(0, 4).map(lambda n: DAY + timedelta(days=n))
sums = st.sampled_from([50_000, 204_000]).map(Money)
heres = st.builds(
    lambda account, day, amount, code: (account, day, amount, code),
    accounts, moments, sums, st.sampled_from(["", "CB1", "CB2"]),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(heres, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8))
def test_no_money_is_shown_twice_or_lost(
    money: list[tuple[int, date, Money, str]], on_statement: list[bool]
) -> None:
    here = [
        Here(number, account, day, amount, MARKET_DAY, code=code)
        for number, (account, day, amount, code) in enumerate(money)
    ]
    lines = [
        AtBank(it.account_id, it.day, it.amount, "", it.id)
        for it, told in zip(here, on_statement, strict=False)
        if told
    ]

    found = days(lines, here, [Covered(1, DAY, DAY, MARKET_DAY + timedelta(days=9))])

    rows = [row for day in found for row in day.rows]
    assert len(rows) == len(here)
    named = [it.amount for it in here if it.code]
    assert Money.sum(row.here for row in rows if row.here) == Money.sum(named)
    assert Money.sum(it.here + it.unchecked for it in found) == Money.sum(named)
    assert [(it.day, it.account_id) for it in found] == sorted(
        {(it.day, it.account_id) for it in here}, key=lambda key: (-key[0].toordinal(), key[1])
    )
