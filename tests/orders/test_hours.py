"""Closed days, the hour of the day, holidays and full days move the day on which goods leave."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import codes
from storefront.db import deed, session
from storefront.delivery import actions as delivery
from storefront.delivery.hours import Hours, Rest, Wait, kept, read
from storefront.delivery.ways import Offer, Way
from storefront.orders import actions as orders
from storefront.orders import placing, queries
from storefront.orders.models import Order, PayBy
from storefront.shops import lots
from storefront.shops.lots import Harvest
from storefront.shops.models import Product
from tests.village import MARKET_DAY, a_buyer, na

SATURDAY, SUNDAY, MONDAY = (date(2026, 8, day) for day in (22, 23, 24))
EVENING = datetime(2026, 8, 22, 11, 0, tzinfo=UTC)  # six in the village
WEDDING = Rest(SATURDAY, SUNDAY, "Đám cưới")


@pytest.mark.parametrize(
    ("hours", "at", "first", "waits"),
    [
        (Hours(), MARKET_DAY, SATURDAY, []),
        (Hours(until=15), MARKET_DAY, SATURDAY, []),
        (Hours(until=15), EVENING, SUNDAY, [Wait.HOUR]),
        (Hours(closed=frozenset({6}), until=15), EVENING, MONDAY, [Wait.HOUR, Wait.CLOSED]),
        (Hours(closed=frozenset({5})), EVENING, SUNDAY, [Wait.CLOSED]),
        (Hours(rests=(WEDDING,)), MARKET_DAY, MONDAY, [Wait.REST, Wait.REST]),
    ],
)
def test_the_first_day_and_why(hours: Hours, at: datetime, first: date, waits: list[Wait]) -> None:
    found = hours.calendar(at)

    assert (found.first, list(found.waits)) == (first, waits)
    assert read(kept(hours)) == hours


def place(product: Product, *, at: datetime = MARKET_DAY) -> date | None:
    by, basket = a_buyer(), {product.id: 1}
    once = codes.secret()
    checkout = placing.place(basket, buyer=by, pay_by=PayBy.CASH, once=once, at=at)
    return checkout.orders[0].leaves_on


def keep(product: Product, hours: Hours) -> None:
    keeper = product.shop.household.keeper
    delivery.keep_hours(product.shop, hours, by=keeper, at=MARKET_DAY)


def test_a_full_day_sends_the_next_order_on_the_day_after(app: Flask) -> None:
    with deed():
        product = na()
        keep(product, Hours(a_day=2))
    days = []
    for _nth in range(5):
        with deed():
            days.append(place(product))

    assert days == [SATURDAY, SATURDAY, SUNDAY, SUNDAY, MONDAY]

    with deed():
        first = session.scalars(select(Order).order_by(Order.id)).first()
        assert first is not None
        orders.cancel(first, by=None, at=MARKET_DAY)
    with deed():
        assert place(product) == SATURDAY  # its place is free again
    assert queries.parcels_promised([product.shop_id], on=SUNDAY) == {
        product.shop_id: {SUNDAY: 2, MONDAY: 1}
    }


def test_fresh_goods_wait_for_an_open_day_that_suits_the_courier(app: Flask) -> None:
    with deed():
        product = na()
        product.shelf_days = 2
        keep(product, Hours(closed=frozenset({0})))
        keeper = product.shop.household.keeper
        coach = {Way.COACH: Offer(days=1)}
        delivery.choose(product.shop, coach, by=keeper, at=MARKET_DAY)
    with deed():
        assert place(product, at=EVENING) == SATURDAY  # a coach runs at weekends
        keep(product, Hours(rests=(WEDDING,), closed=frozenset({0})))
        assert place(product) == date(2026, 8, 25)


def test_a_harvest_to_come_leaves_when_it_is_picked(app: Flask) -> None:
    with deed():
        product = na()
        keeper, picked = product.shop.household.keeper, date(2026, 8, 30)
        harvest = Harvest(picked, 100, datetime(2026, 8, 29, tzinfo=UTC), "đồi Khau Slung", None)
        lots.open_lot(product, harvest, by=keeper, at=MARKET_DAY)
    with deed():
        assert place(product) == picked
