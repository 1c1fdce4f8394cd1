"""Taking goods and shops off the market, and putting them back as they were.

It leans on what a keeper's own hiding and pausing do, so that no list, search or order knows
anything new; `down_at` beside them keeps the house from showing it again by itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from storefront.db import session
from storefront.shops import grades, noting
from storefront.shops.models import Product, Shop

Before = dict[str, Any]


def take_product(product: Product, *, at: datetime) -> Before:
    before = {"shown": product.shown, "led": product.variant_of_id is None}
    product.shown, product.down_at, product.changed_at = False, at, at
    grades.regroup(product, at=at)
    noting.touch(product.shop, at=at)
    return before


def give_product(product: Product, before: Before, *, at: datetime) -> None:
    product.shown, product.down_at, product.changed_at = before["shown"], None, at
    if before["led"]:
        _lead_again(product)
    grades.regroup(product, at=at)
    noting.touch(product.shop, at=at)


def _lead_again(product: Product) -> None:
    """While it was away another grade stood for them all."""
    for one in grades.family(product):
        one.variant_of_id = None if one is product else product.id
    session.flush()


def take_shop(shop: Shop, *, at: datetime) -> Before:
    before = {
        "paused_at": shop.paused_at.isoformat() if shop.paused_at else None,
        "pause_reason": shop.pause_reason,
        "paused_until": shop.paused_until.isoformat() if shop.paused_until else None,
        "shown": [it.id for it in shop.products if it.shown],
    }
    shop.paused_at, shop.pause_reason, shop.paused_until = shop.paused_at or at, None, None
    shop.down_at = at
    for product in shop.products:
        product.shown, product.changed_at = False, at
    noting.touch(shop, at=at)
    return before


def give_shop(shop: Shop, before: Before, *, at: datetime) -> None:
    since, until = before["paused_at"], before["paused_until"]
    shop.paused_at = datetime.fromisoformat(since) if since else None
    shop.pause_reason = before["pause_reason"]
    shop.paused_until = date.fromisoformat(until) if until else None
    shop.down_at = None
    shown = set(before["shown"])
    for product in shop.products:
        if product.down_at is None:
            product.shown, product.changed_at = product.id in shown, at
    noting.touch(shop, at=at)
