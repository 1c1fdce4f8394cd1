"""Shops that sell nothing although they could: gone quiet, asleep for long, or never begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from storefront import clock
from storefront.bills.models import Bill, BillFor
from storefront.db import session
from storefront.orders.models import Order
from storefront.shops.models import Household, Product, Shop

SILENT = timedelta(days=45)
"""A shop that sold well before and has sold nothing for so long."""
SOLD_BEFORE = timedelta(days=135)
"""One that sold little may rest until nothing is left in this time."""
SOLD_ENOUGH = 3
BEGUN = timedelta(days=60)
"""A new shop has so long to sell something."""
IN_SEASON = timedelta(days=30)
"""What could be sold then and now. Before that a season has only begun, and nobody is late."""

_OVER_THE_TABLE = (Bill.shop_id == Shop.id, Bill.what_for == BillFor.STALL_SALE)


class Dying(NamedTuple):
    household_id: int
    village_id: int
    since: date
    """Its last sale, else the day it opened."""
    orders: int
    """In the time before it went quiet; 0 where that is too long ago, or never was."""
    has_sold: bool


def dying(at: datetime) -> Iterator[Dying]:
    """The one rule for it. A shop that rests is not asked, nor one whose season is over, nor one
    that sells over the table on market days."""
    for home, village, opened, ordered, billed, orders in session.execute(_quiet(at)):
        last = max((it for it in (ordered, billed) if it), default=None)
        if _is_dead(at, opened=opened, last=last, orders=orders):
            since = clock.village_date(last or opened)
            yield Dying(home, village, since, orders, last is not None)


def _is_dead(at: datetime, *, opened: datetime, last: datetime | None, orders: int) -> bool:
    if last is None:
        return opened < at - BEGUN
    return orders >= SOLD_ENOUGH or last <= at - SOLD_BEFORE


def _quiet(at: datetime) -> Select[Any]:
    """Shops with goods in season that have sold nothing lately, and what they sold before."""
    ordered = select(func.max(Order.placed_at)).where(Order.shop_id == Shop.id)
    billed = select(func.max(Bill.issued_at)).where(*_OVER_THE_TABLE)
    before = select(func.count()).where(
        Order.shop_id == Shop.id, Order.placed_at > at - SOLD_BEFORE
    )
    return (
        select(
            Household.id,
            Household.village_id,
            Shop.opened_at,
            ordered.scalar_subquery(),
            billed.scalar_subquery(),
            before.scalar_subquery(),
        )
        .select_from(Shop)
        .join(Household, Household.id == Shop.household_id)
        .where(
            Household.gone_at.is_(None),
            Shop.paused_at.is_(None),
            _in_season(at),
            ~_ordered(at - SILENT),
            ~_billed(at - SILENT),
        )
    )


def _in_season(at: datetime) -> ColumnElement[bool]:
    """It has something that could be sold all this while: na in March is no alarm."""
    months = [1 << clock.village_date(it).month - 1 for it in (at, at - IN_SEASON)]
    return (
        select(Product.id)
        .where(
            Product.shop_id == Shop.id,
            Product.shown,
            *(or_(Product.season == 0, Product.season.op("&")(it) != 0) for it in months),
        )
        .exists()
    )


def _ordered(since: datetime) -> ColumnElement[bool]:
    return select(Order.id).where(Order.shop_id == Shop.id, Order.placed_at >= since).exists()


def _billed(since: datetime) -> ColumnElement[bool]:
    return select(Bill.id).where(*_OVER_THE_TABLE, Bill.issued_at >= since).exists()
