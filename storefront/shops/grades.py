"""Grades of one thing: each is sold for itself, and lists show them once."""

from datetime import datetime

from sqlalchemy import or_, select

from storefront.db import session
from storefront.shops.models import Product
from storefront.shops.wording import names_around, reword


def lead_of(product: Product) -> Product:
    """The one that stands for all grades."""
    if product.variant_of_id is None:
        return product
    return session.get_one(Product, product.variant_of_id)


def family(product: Product) -> list[Product]:
    """All grades, this one among them, oldest first."""
    lead = lead_of(product)
    wanted = select(Product).where(or_(Product.id == lead.id, Product.variant_of_id == lead.id))
    return list(session.scalars(wanted.order_by(Product.id)))


def regroup(product: Product, *, at: datetime) -> None:
    """After one of them has changed: who stands for them, since what is hidden cannot, what they
    are called, and from which price they are had."""
    session.flush()
    members = family(product)
    if len(members) == 1:
        return
    was = lead_of(product)
    lead = was if was.shown else next((it for it in members if it.shown), was)
    for one in members:
        one.variant_of_id = None if one is lead else lead.id
        one.name, one.category = was.name, was.category
        one.from_price, one.changed_at = None, at
    alike = [it.price for it in members if it.shown and it.unit == lead.unit]
    lead.from_price = min(alike, default=lead.price)
    session.flush()
    session.expire(lead, ["variants"])
    reword(lead, places=names_around(lead.shop))
