"""What the province is known for: where and when it grows, and who sells it today.

The table says from where and since when we know each thing. Prices are never in it: they are
counted from what is on sale.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, func, literal, select

from storefront.asking import fetch
from storefront.catalogue.rows import Card, bit, cards, in_season, ready
from storefront.catalogue.search import INDEXES
from storefront.db import db
from storefront.shops.models import Category, Product, Shop
from storefront.text import fold

_FILE = Path(__file__).parent / "data" / "specialities.csv"


@dataclass(frozen=True, slots=True)
class Speciality:
    slug: str
    name: str
    english: str
    categories: tuple[str, ...]
    words: str
    """Folded words that its goods have in their name or around it."""
    named: str
    """The folded words that must be in the goods' own name."""
    asked: tuple[str, ...]
    """What buyers write, folded."""
    season: int
    communes: tuple[tuple[str, str], ...]
    """Code and name, of today."""
    picture: str
    label: str
    label_english: str
    source: str
    known: date
    """The day it was read there."""


@cache
def every() -> dict[str, Speciality]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {row["slug"]: _read(row) for row in csv.DictReader(rows)}


def _read(row: dict[str, str]) -> Speciality:
    places = (place.partition(" ") for place in row["communes"].split(";"))
    return Speciality(
        slug=row["slug"],
        name=row["name"],
        english=row["english"],
        categories=tuple(row["category"].split()),
        words=row["words"],
        named=row["named"],
        asked=tuple(row["asked"].split(";")),
        season=sum(bit(int(month)) for month in row["season"].split()),
        communes=tuple((code, name) for code, _space, name in places),
        picture=row["picture"],
        label=row["label"],
        label_english=row["label_english"],
        source=row["source"],
        known=date.fromisoformat(row["known"]),
    )


def of_category(category: Category) -> list[Speciality]:
    return [it for it in every().values() if category.value in it.categories]


def of_commune(code: str) -> list[Speciality]:
    return [it for it in every().values() if code in dict(it.communes)]


def asked_for(typed: str) -> list[Speciality]:
    """Those that the words name, whatever is said around them."""
    said = f" {fold(typed)} "
    return [it for it in every().values() if any(f" {name} " in said for name in it.asked)]


def sold_now(it: Speciality, *, on: date, limit: int) -> Sequence[Card]:
    """What can be ordered today, the newest first."""
    statement = _sold(db.engine.dialect.name)
    return fetch(statement, **_values(it), month=bit(on.month), limit=limit)


def prices_now(it: Speciality, *, on: date) -> Sequence[Any]:
    """By unit: the lowest and highest price of what is on sale, each grade for itself."""
    return fetch(_prices(db.engine.dialect.name), **_values(it), month=bit(on.month))


def _values(it: Speciality) -> dict[str, str]:
    index = INDEXES[db.engine.dialect.name]
    match = index.both.join(index.word.format(word) for word in it.words.split())
    return {"match": match, "named": f" {it.named} ", "kinds": f" {' '.join(it.categories)} "}


@lru_cache(maxsize=2)
def _sold(dialect: str) -> Any:
    found = cards().where(_is_it(dialect), ready())
    return found.order_by(Product.id.desc()).limit(bindparam("limit"))


@lru_cache(maxsize=2)
def _prices(dialect: str) -> Any:
    many = func.count().label("many")
    on_sale = and_(Product.shown, Product.stock > 0, in_season(), Shop.paused_at.is_(None))
    least, most = func.min(Product.price).label("least"), func.max(Product.price).label("most")
    return (
        select(Product.unit, least, most, many)
        .join(Shop, Shop.id == Product.shop_id)
        .where(_is_it(dialect), on_sale)
        .group_by(Product.unit)
        .order_by(many.desc(), Product.unit)
    )


def _is_it(dialect: str) -> ColumnElement[bool]:
    """Whole words, and those of its name in the goods' own name: nấm of Chi Lăng are no na."""
    index = INDEXES[dialect]
    at = index.position(literal(" ") + Product.folded, bindparam("named", type_=String()))
    kind = literal(" ") + cast(Product.category, String) + literal(" ")
    return and_(
        index.finds_match,
        at > 0,
        at < index.position(Product.folded, literal("|")),
        index.position(bindparam("kinds", type_=String()), kind) > 0,
    )
