"""What lists show of a product. Plain rows, since a page of cards needs no objects."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from storefront.places.models import Place
from storefront.shops.models import Photo, Product, Shop

Card = Row[Any]

GOODS: tuple[ColumnElement[Any], ...] = (
    Product.id,
    Product.code,
    Product.name,
    Product.grade,
    Product.variant_of_id,
    Product.from_price,
    Product.unit,
    Product.price,
    Product.stock,
    Product.lot_id,
    Product.season,
    Photo.small.label("picture"),
    Shop.code.label("shop_code"),
    Shop.name.label("shop_name"),
    Shop.paused_at.is_not(None).label("paused"),
)  # type: ignore[assignment]


CARD = (*GOODS, Place.name.label("commune"), Place.lat, Place.lon)


COMMA: Any = literal_column("', '")
"""A plain string would be written into the statement anew at every asking."""


def cards(*more: ColumnElement[Any]) -> Select[Any]:
    """Products that are shown, each with its grades once, with their shop and commune."""
    return joined(select(*CARD, others_left(), *more)).where(Product.shown, stands_for_itself())


def joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .join(Place, Place.id == Shop.commune_id)
        .outerjoin(Photo, Photo.id == Product.photo_id)
    )


def in_season() -> ColumnElement[bool]:
    """Takes `month` as a bit, January lowest. A promised harvest has a day of its own."""
    month: ColumnElement[int] = bindparam("month")
    ripe = Product.season.bitwise_and(month) != 0
    return or_(Product.season == 0, ripe, Product.lot_id.is_not(None))


def stands_for_itself() -> ColumnElement[bool]:
    """Not another grade of what is shown already."""
    return Product.variant_of_id.is_(None)


_grade = aliased(Product, name="grade")
_of_it = and_(_grade.variant_of_id == Product.id, _grade.shown)


def others_left() -> ColumnElement[int]:
    """How many there are of its other grades. Goods that have none are not looked for."""
    left = select(func.sum(_grade.stock)).where(_of_it).correlate(Product).scalar_subquery()
    none: ColumnElement[int] = literal_column("0")
    return case((Product.from_price.is_(None), none), else_=left).label("others_left")


def _in_stock() -> ColumnElement[bool]:
    """This grade, or another that it stands for."""
    there = select(_grade.id).where(_of_it, _grade.stock > 0).correlate(Product).exists()
    return or_(Product.stock > 0, and_(Product.from_price.is_not(None), there))


def ready() -> ColumnElement[bool]:
    """Can be ordered today."""
    return and_(stands_for_itself(), _in_stock(), in_season(), Shop.paused_at.is_(None))


def bit(month: int) -> int:
    return 1 << (month - 1)


def number(name: str) -> ColumnElement[Any]:
    """A number said when the statement is run."""
    return bindparam(name, type_=Double())
