"""Shops that somebody saved, and what is new or in season there."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from storefront.asking import fetch
from storefront.catalogue.rows import Card, bit, cards, ready
from storefront.places.models import Place
from storefront.shops.models import Product, Shop

MOST = 400
"""Goods that are looked through."""


def shops(ids: Sequence[int]) -> Sequence[Row[Any]]:
    return fetch(_shops(len(ids)), **_values(ids)) if ids else ()


@lru_cache(maxsize=64)
def _shops(many: int) -> Any:
    return (
        select(
            Shop.id,
            Shop.code.label("shop_code"),
            Shop.name.label("shop_name"),
            Shop.paused_at.is_not(None).label("paused"),
            Shop.pause_reason,
            Shop.paused_until,
            Place.kind.label("commune_kind"),
            Place.name.label("commune"),
        )
        .join(Place, Place.id == Shop.commune_id)
        .where(Shop.id.in_(_ids(many)), Shop.down_at.is_(None))
    )


def worth_a_look(ids: Sequence[int], *, month: int, since: datetime) -> Sequence[Card]:
    """What can be ordered today and is in season now or was listed since, the newest first."""
    values = _values(ids) | {"month": bit(month), "since": since}
    return fetch(_worth_a_look(len(ids)), **values) if ids else ()


@lru_cache(maxsize=64)
def _worth_a_look(many: int) -> Any:
    is_new = Product.listed_at > bindparam("since", type_=Product.listed_at.type)
    return (
        cards(Product.shop_id.label("shop_id"), is_new.label("is_new"))
        .where(Product.shop_id.in_(_ids(many)), or_(Product.season != 0, is_new), ready())
        .order_by(Product.id.desc())
        .limit(MOST)
    )


def _ids(many: int) -> list[Any]:
    return [bindparam(f"id{nth}") for nth in range(many)]


def _values(ids: Sequence[int]) -> dict[str, Any]:
    return {f"id{nth}": one for nth, one in enumerate(ids)}
