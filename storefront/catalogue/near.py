"""What the shops nearest to somewhere have today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select

from storefront.asking import fetch, fetch_one
from storefront.catalogue.rows import Card, bit, cards, number, ready
from storefront.places.models import Level, Place
from storefront.shops.models import Product, Shop

NEAR_COMMUNES = 12
NEAR_SHOPS = 30


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere to be near to."""

    name: str
    lat: float
    lon: float


def near(spot: Spot, *, on: date) -> Sequence[Card]:
    """What the shops nearest to a spot have today, shop by shop: some of each."""
    return fetch(_NEAR, lat=spot.lat, lon=spot.lon, month=bit(on.month))


def _near() -> Select[Any]:
    lat, lon = number("lat"), number("lon")
    # Degrees squared order places rightly within a province; a degree east is shorter here.
    east = (Place.lon - lon) * 0.93
    away = ((Place.lat - lat) * (Place.lat - lat) + east * east).label("away")
    selling = select(Shop.id).where(Shop.commune_id == Place.id, Shop.paused_at.is_(None)).exists()
    communes = (
        select(Place.id, away)
        .where(Place.level == Level.COMMUNE, Place.valid_to.is_(None), Place.lat.is_not(None))
        .where(selling)
        .order_by(away, Place.id)
        .limit(NEAR_COMMUNES)
        .subquery("communes")
    )
    shops = (
        select(Shop.id, communes.c.away)
        .join(communes, communes.c.id == Shop.commune_id)
        .where(Shop.paused_at.is_(None))
        .order_by(communes.c.away, Shop.id)
        .limit(NEAR_SHOPS)
        .subquery("shops")
    )
    nth = func.row_number().over(
        partition_by=Product.shop_id, order_by=(case((Product.season == 0, 1), else_=0), Product.id)
    )
    few = (
        select(Product.id, shops.c.away, nth.label("nth"))
        .join(shops, shops.c.id == Product.shop_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.shown, ready())
        .subquery("few")
    )
    return (
        cards(few.c.nth)
        .join(few, few.c.id == Product.id)
        .where(few.c.nth <= 4)
        .order_by(few.c.away, Shop.id, few.c.nth)
    )


_NEAR = _near()


def spot_of(code: str, *, on: date) -> Spot | None:
    """Where the place of this code is, if its middle is known."""
    found = fetch_one(_SPOT, code=code, on=on)
    return Spot(found.name, found.lat, found.lon) if found else None


_SPOT = select(Place.name, Place.lat, Place.lon).where(
    Place.code == bindparam("code"),
    Place.valid_from <= bindparam("on"),
    or_(Place.valid_to.is_(None), Place.valid_to > bindparam("on")),
    Place.lat.is_not(None),
    Place.lon.is_not(None),
)
