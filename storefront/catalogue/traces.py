"""Where a lot comes from and how far it has gone: one step back, one step forward."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from storefront.asking import fetch_one
from storefront.catalogue.details import with_who
from storefront.shops.models import Lot, Product, Shop


def of_lot(code: str) -> Row[Any] | None:
    """The lot with its product, household, places and team."""
    return fetch_one(_LOT, code=code)


_LOT = with_who(
    select(
        Lot.id.label("lot_id"),
        Lot.code.label("lot"),
        Lot.plot,
        Lot.harvest_on,
        Lot.planned_for,
        Lot.moved_because,
        Lot.ended_at,
        Product.id,
        Product.code,
        Product.name,
        Product.grade,
        Product.unit,
        Product.gtin,
        Product.shelf_days,
        Product.shown,
    )
    .select_from(Lot)
    .join(Product, Product.id == Lot.product_id)
    .join(Shop, Shop.id == Product.shop_id)
).where(Lot.code == bindparam("code"))
