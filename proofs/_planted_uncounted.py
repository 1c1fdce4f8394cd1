"""The market with a fault planted in it, for a proof to find: the parcels of a day are counted
while others promise some. Nobody serves this to anybody."""

from typing import Any

from sqlalchemy import ColumnElement, select

from storefront.orders import stock
from storefront.shops.models import Product
from wsgi import app


def _only_goods(ids: list[Any]) -> tuple[ColumnElement[bool], ...]:
    goods = select(Product.id).where(Product.id.in_(ids)).order_by(Product.id)
    return (Product.id.in_(goods.with_for_update(key_share=True)),)


stock._locked = _only_goods  # noqa: SLF001

__all__ = ["app"]
