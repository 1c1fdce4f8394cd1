"""What a search may be going to say: goods, houses and communes that begin so."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from storefront.asking import fetch
from storefront.catalogue.names import Word
from storefront.catalogue.rows import stands_for_itself
from storefront.catalogue.search import INDEXES, Index, words_of
from storefront.db import db
from storefront.places.models import Place
from storefront.shops.models import Product, Shop

EACH = 5
LOOKED_AT = 300
"""Of more goods than these that begin so the oldest speak for all."""
NEAR = 4_000
"""Goods that are looked through by age, before an index is asked."""


def suggest(typed: str) -> Sequence[Any]:
    """Rows of (kind, name, code, where): at most EACH goods, houses and communes. One question."""
    words = words_of(typed)[:4]
    if not words:
        return []
    dialect = db.engine.dialect.name
    values: dict[str, Any] = {"match": INDEXES[dialect].match(_telling(words)), "pool": LOOKED_AT}
    values |= {f"w{nth}": f" {word.folded}" for nth, word in enumerate(words)}
    return fetch(_statement(dialect, len(words)), **values, each=EACH)


def _telling(words: Sequence[Word]) -> Sequence[Word]:
    """Those the index is asked for: half of all goods have a word that begins with this letter."""
    return [word for word in words if len(word.folded) > 1] or words


@lru_cache(maxsize=16)
def _statement(dialect: str, many: int) -> Any:
    index = INDEXES[dialect]
    found = _found(index, many)
    goods, houses = _goods(index, many, found), _houses(index, many, found)
    communes = _communes(index, many, found)
    kind: Any = literal_column("'goods'").label("kind")
    return union_all(
        select(kind, goods.c.name, null().label("code"), null().label("at")),
        select(literal_column("'shop'"), houses.c.name, houses.c.code, houses.c.commune),
        select(literal_column("'place'"), communes.c.name, communes.c.code, communes.c.kind),
    )


def _found(index: Index, many: int) -> CTE:
    """The oldest goods that begin so, found once for all three. What very many begin with is soon
    met among the oldest of all; an index would gather every one of them first."""
    near = _near(index, many)
    enough = select(func.count() >= bindparam("pool")).select_from(near).scalar_subquery()
    told = select(Product.shop_id, Product.name, Product.folded)
    told = told.where(Product.shown, stands_for_itself())
    met = told.where(enough, Product.id.in_(select(near.c.id)))
    return union_all(met, told.where(~enough, index.finds_some_match)).cte("found")


def _near(index: Index, many: int) -> CTE:
    oldest = (
        select(Product.id, Product.folded)
        .order_by(Product.id)
        .limit(literal_column(str(NEAR)))
        .subquery("oldest")
    )
    begun = select(oldest.c.id).where(_begin(index, many, oldest.c.folded))
    return begun.order_by(oldest.c.id).limit(bindparam("pool")).cte("near")


def _goods(index: Index, many: int, found: CTE) -> Subquery:
    """Names that hold the words, the commonest first."""
    own = func.substr(found.c.folded, 1, index.position(found.c.folded, "|") - 1)
    return (
        select(found.c.name)
        .where(_begin(index, many, own))
        .group_by(found.c.name)
        .order_by(func.count().desc(), found.c.name)
        .limit(bindparam("each"))
        .subquery("goods")
    )


def _houses(index: Index, many: int, found: CTE) -> Subquery:
    return (
        select(Shop.name, Shop.code, Place.name.label("commune"))
        .join(Place, Place.id == Shop.commune_id)
        .where(Shop.id.in_(select(found.c.shop_id)), _begin(index, many, Shop.folded))
        .order_by(Shop.id)
        .limit(bindparam("each"))
        .subquery("houses")
    )


def _communes(index: Index, many: int, found: CTE) -> Subquery:
    there = select(Shop.commune_id).where(Shop.id.in_(select(found.c.shop_id)))
    return (
        select(Place.name, Place.code, Place.kind)
        .where(Place.id.in_(there), _begin(index, many, Place.folded))
        .order_by(Place.id)
        .limit(bindparam("each"))
        .subquery("communes")
    )


def _begin(index: Index, many: int, told: Any) -> ColumnElement[bool]:
    """Every word typed begins a word of it."""
    return and_(*(index.position(" " + told, bindparam(f"w{nth}")) > 0 for nth in range(many)))
