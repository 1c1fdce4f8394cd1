"""Shops that sell, go quiet and come back; buyers and answers: asked of the sums, and of nobody's
memory."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select, union_all

from storefront import clock
from storefront.campaign import figures, folding, survival
from storefront.campaign.definition import Measure
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography, Scope
from storefront.db import deed, session
from storefront.facts import windows
from storefront.facts.models import ACTIVITY, Fact, Indicator
from storefront.orders import actions as orders
from storefront.orders import placing
from storefront.orders.models import Order, PayBy
from storefront.orders.placing import Buyer
from storefront.places.models import Place
from storefront.rows import put
from storefront.shops import actions as shops
from storefront.shops.models import Household, Product
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_shop,
    a_village,
    counted,
    na,
)

STREET = "Số 1, phố Chợ"
TODAY = date(2026, 8, 22)
_causes = count(1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def of(place: Place, until: date = TODAY, geography: Geography = Geography.NOW) -> figures.Figures:
    return figures.figures(_scope(place, until, geography))


def _scope(place: Place, until: date, geography: Geography = Geography.NOW) -> Scope:
    return scope_of(place, until=until, geography=geography, today=TODAY)


def in_bulk(household: Household, indicator: Indicator, days: list[date], amount: int = 1) -> None:
    for day in days:
        fact = {
            "indicator": indicator,
            "cause": f"bulk:{next(_causes)}",
            "household_id": household.id,
            "commune_id": household.village.parent_id,
            "day": day,
            "amount": amount,
            "written_at": noon(day),
        }
        put(Fact, fact)


def some_days(chance: random.Random) -> list[date]:
    return sorted(
        TODAY - timedelta(days=chance.randrange(900)) for _ in range(chance.randrange(30))
    )


@pytest.mark.parametrize("is_bulk", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_is_active_on_a_day_is_who_sold_before_it(app: Flask, seed: int, is_bulk: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 (the same every time)
    with deed():
        province = a_province()
        homes = [a_village(inside=a_commune(name, inside=province)) for name in "AB"]
        farms = [a_household(village=home) for home in homes for _ in range(3)]
        sold = {farm.id: some_days(chance) for farm in farms}
        for farm in farms:
            if is_bulk:
                in_bulk(farm, Indicator.ORDER_COMPLETED, sold[farm.id])
            for day in sold[farm.id] if not is_bulk else ():
                counted(Indicator.ORDER_COMPLETED, farm, at=noon(day))
        if is_bulk:
            folding.recount()
            before = session.scalar(select(func.count(Fact.id)))
            folding.recount()
            assert session.scalar(select(func.count(Fact.id))) == before
        else:
            folding.fold(limit=chance.randrange(200))

    for until in [TODAY, date(2026, 2, 28), *(TODAY - timedelta(days=40 * it) for it in range(9))]:
        for geography in Geography:
            here = of(province, until, geography)
            assert (here[Indicator.ACTIVE_30].value or 0) == sum(
                any(until - timedelta(days=30) < day <= until for day in days)
                for days in sold.values()
            )
            assert (here[Indicator.ACTIVE_SEASON].value or 0) == sum(
                any(
                    day <= until < windows.active_until(Indicator.ACTIVE_SEASON, day)
                    for day in days
                )
                for days in sold.values()
            )
            assert (here[Indicator.SOLD_AGAIN].value or 0) == sum(
                len({day for day in days if day <= until}) > 1 for days in sold.values()
            )


def test_after_an_upgrade_the_past_is_counted_too(app: Flask) -> None:
    with deed():
        commune = a_commune()
        farm = a_household(village=a_village(inside=commune))
        in_bulk(farm, Indicator.ORDER_COMPLETED, [TODAY])

    result = app.test_cli_runner().invoke(args=["recount"])

    assert result.exit_code == 0, result.output
    assert of(commune)[Indicator.ACTIVE_30].value == 1


@pytest.mark.parametrize(
    "day", [date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 31), date(2026, 11, 1)]
)
def test_windows_are_the_same_in_python_and_in_sql(app: Flask, day: date) -> None:
    with deed():
        in_bulk(a_household(), Indicator.ORDER_COMPLETED, [day])

    told = [select(windows.UNTIL[it](Fact.day)) for it in ACTIVITY]

    assert session.scalars(union_all(*told)).all() == [
        windows.active_until(it, day) for it in ACTIVITY
    ]
    for months in windows.SURVIVAL:
        later = session.scalars(select(windows.month_after(Fact.day, months))).one()
        assert (later.day, windows.months_between(day, later)) == (1, months)


@pytest.mark.parametrize("is_bulk", [True, False])
def test_a_cohort_survives_by_the_shops_that_still_sell(app: Flask, is_bulk: bool) -> None:
    with deed():
        commune = a_commune()
        farms = [a_household(village=a_village(inside=commune)) for _ in range(3)]
        for farm, later in zip(farms, ([3, 6], [3, 3, 4], []), strict=True):
            days = [date(2025, 5 + months, 20) for months in later]
            for indicator, when in (
                (Indicator.SHOP_OPENED, [date(2025, 5, 31)]),
                (Indicator.ORDER_COMPLETED, days),
            ):
                if is_bulk:
                    in_bulk(farm, indicator, when)
                for day in when if not is_bulk else ():
                    counted(indicator, farm, at=noon(day))
        if is_bulk:
            folding.recount()

    here = of(commune)
    shares = [(here[it].value, here[it].whole) for it in windows.SURVIVAL.values()]
    assert shares == [(2, 3), (1, 3), (0, 3)]
    young = of(commune, date(2025, 8, 30))[Indicator.SURVIVED_3]
    assert (young.value, young.why) == (None, figures.NO_COHORT), "August 2025 is not over"
    assert of(commune, date(2025, 8, 31))[Indicator.SURVIVED_3].value == 2
    (cohort,) = (it for it in survival.cohorts(_scope(commune, TODAY), count=24) if it[1])
    assert cohort == (date(2025, 5, 1), 3, {3: 2, 6: 1, 12: 0})
    parts = figures.by_commune(_scope(commune, TODAY))[commune.id]
    assert parts[Indicator.SURVIVED_3] == here[Indicator.SURVIVED_3]


@pytest.mark.parametrize("shops", [1, 2, 11, 12])
def test_the_middle_shop_and_the_ten_largest(app: Flask, shops: int) -> None:
    with deed():
        commune = a_commune()
        village = a_village(inside=commune)
        earned = [(number * 37 % 100 + 1) * 1_000 for number in range(shops)]
        for dong in earned:
            farm = a_household(village=village)
            counted(Indicator.REVENUE, farm, amount=dong + 500, at=noon(date(2026, 8, 1)))
            counted(Indicator.REVENUE, farm, amount=-500, at=noon(date(2026, 8, 2)))
            counted(Indicator.REVENUE, farm, amount=9, at=noon(date(2026, 8, 20)))
        counted(Indicator.SHOP_OPENED, a_household(village=village))
        folding.fold(limit=shops * 2)
    earned.sort()
    middle = (earned[(shops - 1) // 2] + earned[shops // 2]) // 2

    for geography in Geography:
        here = of(commune, date(2026, 8, 19), geography)
        assert here[Measure.MEDIAN_REVENUE].value == middle
        assert here[Measure.MEAN_REVENUE].value == sum(earned) // shops
        assert (here[Measure.TOP_TEN].value, here[Measure.TOP_TEN].whole) == (
            sum(earned[-10:]),
            sum(earned),
        )
        assert of(commune, TODAY, geography)[Measure.TOP_TEN].whole == sum(earned) + 9 * shops


def an_order_of(product: Product, phone: str, *, commune: Place | None, at: datetime) -> Order:
    buyer = Buyer("Lan", phone, address=STREET, commune_id=commune.id if commune else None)
    once = f"once-{next(_causes)}"
    return placing.place({product.id: 1}, buyer=buyer, pay_by=PayBy.CASH, once=once, at=at).orders[
        0
    ]


def handed_over(order: Order, *, after: timedelta = timedelta(hours=2)) -> None:
    keeper, at = order.shop.household.keeper, order.placed_at + after
    orders.confirm(order, by=keeper, at=at)
    orders.send(order, by=keeper, at=at)
    orders.hand_over(order, by=keeper, at=at)


def test_buyers_are_people_and_not_orders(app: Flask) -> None:
    with deed():
        province, elsewhere = a_province("Lạng Sơn"), a_province("Hà Nội")
        here, there = (a_commune(inside=it) for it in (province, elsewhere))
        product = na(shop=a_shop(a_household(village=a_village(inside=here))))
        for phone, commune in (("1", there), ("1", here), ("2", here), ("3", None), ("1", there)):
            order = an_order_of(product, f"+849000000{phone}", commune=commune, at=MARKET_DAY)
            handed_over(order)
        an_order_of(product, "+8490000004", commune=there, at=MARKET_DAY)  # never arrives

    told = of(province)
    assert [
        told[it].value
        for it in (Indicator.BUYER_NEW, Indicator.BUYER_REPEAT, Indicator.BUYER_OUTSIDE)
    ] == [3, 1, 1]
    causes = session.scalars(select(Fact.cause).where(Fact.indicator == Indicator.BUYER_NEW))
    assert not any("9000" in it for it in causes), "a cause says nobody's number"


def test_two_households_in_one_basket_make_nobody_come_back(app: Flask) -> None:
    with deed():
        province = a_province()
        home = a_village(inside=a_commune(inside=province))
        basket = {na(shop=a_shop(a_household(village=home))).id: 1 for _ in range(2)}
        buyer = Buyer("Lan", "+84900000001", address=STREET)
        both = placing.place(basket, buyer=buyer, pay_by=PayBy.CASH, once="1", at=MARKET_DAY)
        for order in both.orders:
            handed_over(order)

    told = of(province)
    assert (told[Indicator.BUYER_NEW].value, told[Indicator.BUYER_REPEAT].value) == (1, 0)


def test_an_answer_is_soon_within_a_day_and_silence_is_none(app: Flask) -> None:
    with deed():
        province = a_province()
        product = na(shop=a_shop(a_household(village=a_village(inside=a_commune(inside=province)))))
        soon, late, refused, _silent, called_off = (
            an_order_of(product, f"+8490000000{it}", commune=None, at=MARKET_DAY) for it in range(5)
        )
        keeper = product.shop.household.keeper
        orders.confirm(soon, by=keeper, at=MARKET_DAY + timedelta(hours=24))
        orders.confirm(late, by=keeper, at=MARKET_DAY + timedelta(hours=25))
        orders.cancel(refused, by=keeper, at=MARKET_DAY + timedelta(hours=1))
        orders.cancel(late, by=keeper, at=MARKET_DAY + timedelta(hours=26))
        orders.cancel(called_off, by=None, at=MARKET_DAY)
        orders.expire_due(at=MARKET_DAY + timedelta(days=3))

    scope = scope_of(
        province, until=date(2026, 8, 30), geography=Geography.NOW, today=date(2026, 8, 30)
    )
    told = figures.figures(scope)[Indicator.ANSWER_SOON]
    assert (told.value, told.whole) == (2, 4)


@pytest.mark.parametrize(
    ("bank_bin", "kind"),
    [
        ("970415", Indicator.ACCOUNT_BANK),
        ("971025", Indicator.ACCOUNT_WALLET),
        ("971005", Indicator.ACCOUNT_MOBILE_MONEY),
    ],
)
def test_accounts_are_counted_by_their_kind(app: Flask, bank_bin: str, kind: Indicator) -> None:
    with deed():
        household = a_household()
        shops.declare_account(
            household,
            bank_bin=bank_bin,
            number="0912345678",
            holder="Hoang Thi Nhinh",
            by=household.keeper,
            at=MARKET_DAY,
        )

    kinds = (Indicator.ACCOUNT_BANK, Indicator.ACCOUNT_WALLET, Indicator.ACCOUNT_MOBILE_MONEY)
    commune = session.get_one(Place, household.village.parent_id)
    assert clock.village_date(MARKET_DAY) == TODAY
    assert {it: of(commune)[it].value for it in kinds} == {it: int(it is kind) for it in kinds}
