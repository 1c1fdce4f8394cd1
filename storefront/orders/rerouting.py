"""Another way or another commune for an order: what was agreed about its parcel is agreed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from storefront.db import session
from storefront.delivery.choosing import Choice
from storefront.delivery.ways import Way
from storefront.orders import going, queries, states
from storefront.orders.going import Outlook
from storefront.orders.models import Order, Origin, Scale
from storefront.shops.models import Product, Shop

BY_APPOINTMENT = frozenset({Origin.STANDING, Origin.GROUP})
"""A weekly box and a group have agreed on their day and way elsewhere."""


@dataclass(frozen=True, slots=True)
class Goods:
    unit: str
    quantity: int
    keeps: int | None
    lot_id: int | None


def may_be_changed(order: Order) -> bool:
    """Not what was on the scale: it is not what it weighs any more."""
    return order.state in states.BY_BUYER and order.scale in (None, Scale.WAITS)


def may_be_rerouted(order: Order) -> bool:
    return may_be_changed(order) and order.checkout.origin not in BY_APPOINTMENT


def choices(order: Order, *, to: int | None, at: datetime) -> list[Choice]:
    """How its goods could go if it were ordered now, for a page to show."""
    lots = [line.lot_id for line in order.lines]
    outlook = _outlook(order, to=to, at=at)
    return outlook.roads.choices(
        order.shop.ways,
        going.parcel_of(_goods(order)),
        from_commune=order.shop.commune_id,
        calendar=outlook.calendar(order.shop_id, order.shop.hours, lots, at),
    )


def reroute(order: Order, way: Way, *, at: datetime) -> None:
    """By this way to where its checkout says, at the fees and days of now. Raises CannotGo."""
    _lock_days(order.shop)
    journey = going.choose(
        order.shop,
        _goods(order),
        _outlook(order, to=order.checkout.commune_id, at=at),
        wanted=way,
        fetched=False,
        has_address=bool(order.checkout.address),
        at=at,
    )
    agreed = going.frozen(journey)
    order.way, order.fee, order.leaves_on = journey.way, journey.fee, journey.leaves_on
    kept = {name: it for name, it in (order.terms or {}).items() if name == "deposit"}
    order.terms = agreed["terms"] | kept


def _lock_days(shop: Shop) -> None:
    """Of two who want the last place of a day, one is counted by the other; see `stock.take`."""
    session.execute(select(Shop.id).where(Shop.id == shop.id).with_for_update(key_share=True))


def _goods(order: Order) -> list[Goods]:
    ids = [line.product_id for line in order.lines]
    keeps = select(Product.id, Product.shelf_days).where(Product.id.in_(ids))
    days: dict[int, int | None] = {row.id: row.shelf_days for row in session.execute(keeps)}
    return [
        Goods(line.unit, line.quantity, days[line.product_id], line.lot_id) for line in order.lines
    ]


def _outlook(order: Order, *, to: int | None, at: datetime) -> Outlook:
    """Its own place of a day is free for it."""
    coming = queries.coming([line.lot_id for line in order.lines])
    found = going.outlook({order.shop_id: order.shop}, coming, to=to, at=at)
    return replace(found, taken={shop: _without(days, order) for shop, days in found.taken.items()})


def _without(days: Mapping[date, int], order: Order) -> dict[date, int]:
    return {day: many - (day == order.leaves_on) for day, many in days.items()}
