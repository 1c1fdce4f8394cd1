"""What a household picks and packs for a day: sums of goods, and parcels one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.db import session
from storefront.orders.models import Checkout, Handover, Order, OrderLine, OrderState
from storefront.places.models import Place
from storefront.shops.models import Household, Lot, Shop

FRESH = 3
"""Days: what keeps no longer is to be kept cool on the way."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Goods of one kind, from one harvest, for all parcels together."""

    name: str
    unit: str
    lot: Lot | None
    quantity: int
    parcels: int


@dataclass(frozen=True, slots=True)
class Round:
    """One household's work for the day."""

    shop: Shop
    picks: Sequence[Pick]
    orders: Sequence[Order]


def to_pack(household_ids: Iterable[int], day: date, *, today: date) -> list[Order]:
    """Promised and not sent yet, for the day; what was left over stands under today."""
    on_it = Order.leaves_on == day
    if day == today:
        on_it = or_(Order.leaves_on <= day, Order.leaves_on.is_(None))
    wanted = (
        select(Order)
        .join(Order.shop)
        .where(
            Shop.household_id.in_(list(household_ids)), Order.state == OrderState.CONFIRMED, on_it
        )
        .options(*_PARCEL)
        .order_by(Shop.name, Shop.id, Order.id)
    )
    return list(session.scalars(wanted))


def parcel(order_id: int) -> Order:
    """One of them, with all that its label says."""
    return session.scalars(select(Order).where(Order.id == order_id).options(*_PARCEL)).one()


def slips(orders: Iterable[Order]) -> dict[int, Handover]:
    """How those were handed over that were, by order."""
    ids = [order.id for order in orders if order.sent_at]
    found = session.scalars(select(Handover).where(Handover.order_id.in_(ids))) if ids else ()
    return {it.order_id: it for it in found}


_PARCEL = (
    selectinload(Order.lines).options(joinedload(OrderLine.lot), joinedload(OrderLine.product)),
    joinedload(Order.checkout).joinedload(Checkout.commune).joinedload(Place.parent),
    joinedload(Order.shop).options(
        joinedload(Shop.commune),
        joinedload(Shop.household).options(
            joinedload(Household.keeper), joinedload(Household.village)
        ),
    ),
)


def rounds(orders: Iterable[Order]) -> list[Round]:
    """By household, in the order they come."""
    by_shop: dict[int, list[Order]] = {}
    for order in orders:
        by_shop.setdefault(order.shop_id, []).append(order)
    return [Round(them[0].shop, picks(them), them) for them in by_shop.values()]


def picks(orders: Iterable[Order]) -> list[Pick]:
    """Goods are added up only where product, unit and harvest are the same."""
    lines: dict[tuple[int, str, str, int | None], list[OrderLine]] = {}
    for order in orders:
        for line in order.lines:
            key = (line.product_id, line.name, line.unit, line.lot_id)
            lines.setdefault(key, []).append(line)
    return [
        Pick(
            same[0].name,
            same[0].unit,
            same[0].lot,
            sum(line.quantity for line in same),
            len({line.order_id for line in same}),
        )
        for same in lines.values()
    ]


def keeps_cool(order: Order) -> bool:
    keeps = [line.product.shelf_days for line in order.lines]
    return any(days is not None and days <= FRESH for days in keeps)
