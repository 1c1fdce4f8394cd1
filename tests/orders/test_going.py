"""A parcel goes the way that was chosen, at the fee that was shown."""

import hashlib
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.choosing import Parcel
from storefront.delivery.journeys import arrives, leaves_on
from storefront.delivery.queries import tables
from storefront.delivery.refusals import TooSoon
from storefront.delivery.tables import BEGINNING, Row
from storefront.delivery.terms import VERSIONS
from storefront.delivery.ways import Offer, Way
from storefront.delivery.weighing import grams
from storefront.delivery.zones import Spot, Zone, between
from storefront.money import Money
from storefront.orders import placing
from storefront.orders.models import Order, PayBy
from storefront.orders.placing import Buyer
from storefront.places.models import Place
from storefront.shops.models import Product
from tests.statements import counted
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_person,
    a_province,
    a_shop,
    a_village,
    na,
)

THURSDAY = date(2026, 8, 20)
MONDAY = date(2026, 8, 24)
"""22 August 2026, MARKET_DAY, is a Saturday."""


@pytest.mark.parametrize(
    ("unit", "weight"),
    [
        ("kg", 1_000),
        ("gói 500 g", 500),
        ("chai 1,5 lít", 1_500),
        ("thùng 5 kg", 5_000),
        ("lạng", 100),
        ("yến", 10_000),
        ("con", 1_000),
        ("túi 0.25 kg", 250),
    ],
)
def test_units_weigh_what_they_say(unit: str, weight: int) -> None:
    assert grams(unit) == weight


def test_fruit_that_keeps_three_days_waits_for_monday() -> None:
    friday = date(2026, 8, 21)

    leaves = leaves_on(Parcel(1, 3), friday, days=2, rests=True)

    assert leaves == MONDAY
    assert arrives(MONDAY, 2, rests=True) == date(2026, 8, 26)


def test_no_day_is_soon_enough_for_a_slow_carrier() -> None:
    assert leaves_on(Parcel(1, 3), MONDAY, days=4, rests=True) is None


def test_a_coach_runs_on_saturdays() -> None:
    saturday = date(2026, 8, 22)

    assert leaves_on(Parcel(1, 2), saturday, days=1, rests=False) == saturday


def test_zones_go_by_commune_province_and_region() -> None:
    chi_lang, hanoi, hue = Spot(1, "20"), Spot(2, "01"), Spot(3, "46")

    assert between(chi_lang, chi_lang) is Zone.COMMUNE
    assert between(chi_lang, Spot(9, "20")) is Zone.PROVINCE
    assert between(chi_lang, hanoi) is Zone.REGION
    assert between(chi_lang, hue) is Zone.COUNTRY
    assert between(chi_lang, Spot(4, "T7")) is Zone.COUNTRY


def test_a_table_goes_by_steps_and_then_by_half_kilos() -> None:
    table = BEGINNING[Way.VNPOST]

    asked = [table.quote(weight, Zone.REGION).fee for weight in (500, 501, 2_000, 2_001, 3_000)]

    assert asked == [Money(26_000), Money(30_000), Money(36_000), Money(40_000), Money(44_000)]


def place(goods: list[Product], to: Place | None) -> list[str]:
    """What it takes to place an order for all of them."""
    buyer = Buyer("Hạnh", "+84912345678", address="Số 5", commune_id=to.id if to else None)
    basket, once = {it.id: 1 for it in goods}, codes.secret()
    with counted() as said, deed():
        placing.place(basket, buyer=buyer, pay_by=PayBy.CASH, once=once, at=MARKET_DAY)
    return said


def test_couriers_cost_an_order_for_two_households_no_statement(app: Flask) -> None:
    with deed():
        commune = a_commune(inside=a_province(code="20"))
        homes = [a_household(village=a_village(inside=commune)) for _ in range(2)]
        goods = [na(shop=a_shop(home)) for home in homes]
        there = a_commune("Ngọc Hà", inside=a_province(code="01"))
    before = place(goods, there)
    with deed():
        for it in map(session.merge, goods):
            keeper = it.shop.household.keeper
            delivery.choose(it.shop, {Way.VNPOST: Offer()}, by=keeper, at=MARKET_DAY)

    after = place(goods, there)

    fees = [order.fee for order in session.scalars(select(Order).order_by(Order.id))]
    assert fees == [Money(0), Money(0), Money(30_000), Money(30_000)]
    assert len(after) == len(before)


def test_a_table_is_followed_from_its_day(app: Flask) -> None:
    with deed():
        officer = a_person()
        dear = {zone: Row((Money(9),) * 3, Money(9), 1) for zone in Zone}
        day = date(2026, 8, 23)
        delivery.enter_table(
            Way.GHN, dear, from_day=day, source="Bảng giá", by=officer, at=MARKET_DAY
        )
        with pytest.raises(TooSoon):
            delivery.enter_table(
                Way.GHN, dear, from_day=date(2026, 8, 22), source="", by=officer, at=MARKET_DAY
            )

    assert tables(on=date(2026, 8, 22))[Way.GHN] == BEGINNING[Way.GHN]
    assert tables(on=day)[Way.GHN].quote(1, Zone.COUNTRY).fee == Money(9)
    assert tables(on=day)[Way.VNPOST] == BEGINNING[Way.VNPOST]


def test_versions_of_the_terms_never_change() -> None:
    """Orders were placed under them: write a new version instead."""
    prints = {name: hashlib.sha256(repr(it).encode()).hexdigest() for name, it in VERSIONS.items()}

    assert {name: it[:16] for name, it in prints.items()} == {"1": "1cafa68ec2ea4a45"}
