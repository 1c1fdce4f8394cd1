"""The market with a fault planted in it, for a proof to find: it looks how much is left, and later
writes how much that leaves. Nobody serves this to anybody."""

from collections.abc import Mapping
from datetime import datetime

from flask import g, request
from sqlalchemy import update

from storefront.catalogue import queries
from storefront.db import session
from storefront.orders import stock
from storefront.orders.refusals import OutOfStock
from storefront.orders.stock import Taken
from storefront.shops.models import Product
from storefront.web import basket
from wsgi import app


def _look_first() -> None:
    """Before the writing begins, as a page would that trusts what it showed."""
    if request.path == "/checkout" and request.method == "POST":
        g.left = {card.id: card.stock for card in queries.by_ids(list(basket.contents()))}


def _write_what_that_leaves(wanted: Mapping[int, int], *, at: datetime) -> list[Taken]:
    return [_take(product_id, wanted[product_id], at=at) for product_id in sorted(wanted)]


def _take(product_id: int, quantity: int, *, at: datetime) -> Taken:
    product = session.get_one(Product, product_id)
    if g.left[product_id] < quantity:
        raise OutOfStock(product.name, g.left[product_id])
    left = {"stock": g.left[product_id] - quantity, "changed_at": at}
    session.execute(update(Product).where(Product.id == product_id).values(left))
    named = (product_id, product.shop_id, product.name, product.unit, product.price)
    return Taken(*named, quantity, None)


app.before_request_funcs.setdefault(None, []).append(_look_first)
stock.take = _write_what_that_leaves

__all__ = ["app"]
