"""How evenly revenue is spread over the shops of a place."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import case, func, select, union_all

from storefront.campaign import parts, sums
from storefront.campaign.definition import Known, Measure
from storefront.campaign.remembering import remembered
from storefront.campaign.rollup import Rows
from storefront.campaign.scope import Scope, Shape
from storefront.campaign.standing import Part
from storefront.db import session

LARGEST = 10


@remembered
def of_place(scope: Scope) -> dict[Known, Part]:
    """To the scope's last day. Nothing where no shop has earned anything."""
    row = session.execute(_shops(scope.shape), sums.given(scope)).one()
    shops, earned, largest, middle = (int(it or 0) for it in row)
    if not shops:
        return {}
    return {
        Measure.TOP_TEN: Part(largest, earned),
        Measure.MEAN_REVENUE: Part(earned // shops),
        Measure.MEDIAN_REVENUE: Part(middle // (1 + (shops + 1) % 2)),
    }


@cache
def _shops(shape: Shape) -> Rows:
    """How many, their revenue, that of the largest, and the middle one (or two, added)."""
    shop = _earned(shape)
    largest = case((shop.c.place <= LARGEST, shop.c.earned), else_=0)
    middle = case(
        (shop.c.place * 2 == shop.c.shops, shop.c.earned),
        (shop.c.place * 2 == shop.c.shops + 1, shop.c.earned),
        (shop.c.place * 2 == shop.c.shops + 2, shop.c.earned),
        else_=0,
    )
    added: list[Any] = [parts.total(it) for it in (shop.c.earned, largest, middle)]
    return select(func.count(), *added)


@cache
def _earned(shape: Shape) -> Any:
    pieces = [parts.household_folds(shape), parts.unfolded_revenue(shape)]
    if shape.is_past:
        pieces.append(parts.later_revenue(shape))
    rows = union_all(*pieces).subquery()
    earned = parts.total(rows.c.amount)
    shops = (
        select(rows.c.household_id, earned.label("earned"))
        .group_by(rows.c.household_id)
        .having(earned > 0)
        .subquery()
    )
    order = (shops.c.earned.desc(), shops.c.household_id)
    return select(
        shops.c.earned,
        func.row_number().over(order_by=order).label("place"),
        func.count().over().label("shops"),
    ).subquery()
