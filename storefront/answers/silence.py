"""Orders nobody has answered for too long: the one rule for calls and for early warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storefront.answers.models import AnswerHours
from storefront.answers.urgency import BEGINNING, Patience, Table, of_goods, waited
from storefront.db import session
from storefront.orders.models import Order, OrderLine, OrderState
from storefront.shops.models import Household, Product, Shop


@dataclass(frozen=True, slots=True)
class Silent:
    order_id: int
    code: str
    household_id: int
    village_id: int
    since: datetime
    for_commune: bool
    """It has been so long that the commune should know."""


def hours() -> Table:
    """How long is too long, now."""
    rows = session.scalars(select(AnswerHours).order_by(AnswerHours.id))
    return dict(BEGINNING) | {it.urgency: Patience(it.team, it.commune) for it in rows}


def silent(*, at: datetime) -> Iterator[Silent]:
    """The oldest first."""
    table = hours()
    least = timedelta(hours=min(it.team for it in table.values()))
    wanted = (
        select(
            Order.id,
            Order.code,
            Household.id.label("household_id"),
            Household.village_id,
            Order.placed_at,
            func.min(Product.shelf_days).label("keeps"),
        )
        .join(Shop, Shop.id == Order.shop_id)
        .join(Household, Household.id == Shop.household_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Order.state == OrderState.PLACED, Order.placed_at <= at - least)
        .group_by(Order.id, Order.code, Household.id, Household.village_id, Order.placed_at)
        .order_by(Order.id)
    )
    for row in session.execute(wanted):
        patience, so_long = table[of_goods(row.keeps)], waited(row.placed_at, at)
        if so_long >= timedelta(hours=patience.team):
            late = so_long >= timedelta(hours=patience.commune)
            yield Silent(*row[:5], for_commune=late)
