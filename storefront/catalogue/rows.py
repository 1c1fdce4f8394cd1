"""What lists show of a product. Plain rows, since a page of cards needs no objects."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Row,
    Select,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
)

from storefront.places.models import Place
from storefront.shops.models import Photo, Product, Shop

Card = Row[Any]

CARD: tuple[ColumnElement[Any], ...] = (
    Product.id,
    Product.code,
    Product.name,
    Product.unit,
    Product.price,
    Product.stock,
    Product.season,
    Photo.small.label("picture"),
    Shop.code.label("shop_code"),
    Shop.name.label("shop_name"),
    Shop.paused_at.is_not(None).label("paused"),
    Place.name.label("commune"),
    Place.lat,
    Place.lon,
)  # type: ignore[assignment]


COMMA: Any = literal_column("', '")
"""A plain string would be written into the statement anew at every asking."""


def cards(*more: ColumnElement[Any]) -> Select[Any]:
    """Products that are shown, with their shop and commune."""
    return joined(select(*CARD, *more)).where(Product.shown)


def joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .join(Place, Place.id == Shop.commune_id)
        .outerjoin(Photo, Photo.id == Product.photo_id)
    )


def in_season() -> ColumnElement[bool]:
    """Takes `month` as a bit, January lowest."""
    month: ColumnElement[int] = bindparam("month")
    return or_(Product.season == 0, Product.season.bitwise_and(month) != 0)


def ready() -> ColumnElement[bool]:
    """Can be ordered today."""
    return and_(Product.stock > 0, in_season(), Shop.paused_at.is_(None))


def bit(month: int) -> int:
    return 1 << (month - 1)


def number(name: str) -> ColumnElement[Any]:
    """A number said when the statement is run."""
    return bindparam(name, type_=Double())
