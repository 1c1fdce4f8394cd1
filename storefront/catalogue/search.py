"""One search on both databases: the same hits in the same order.

Every word typed must begin a word of the product; a question can be asked in several ways at
once, and a hit is worth what it is worth in its best way. SQLite finds candidates by FTS5,
PostgreSQL by a GIN index over the same folded words; what ranks them is written once, below.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy import text as sql

from storefront import text
from storefront.asking import fetch
from storefront.catalogue.facets import ANYTHING, Wanted, conditions, is_sent, labels
from storefront.catalogue.names import Word, ways_to_say, words_in
from storefront.catalogue.rows import Card, bit, cards, ready, stands_for_itself
from storefront.db import db
from storefront.places.models import Place
from storefront.shops.models import Product, Shop

LONGEST = 200
MOST_TYPED = 12
MOST_WORDS = 8
LONGEST_WORD = 30
FARTHEST = 960
"""Nobody reads past it, and a database would have to count its way there."""

POOL = 2_000
"""Of more hits than these the oldest are ranked: who asks for so little must say more anyway."""

SPELT = 100
"""A word typed with its marks and found so outweighs everything."""
NAMED = 10
"""So does a word of the product's own name outweigh one of its shop, place or kind."""
SPELT_PLAINLY = 1
"""Typed without marks, which people leave out: little is known by it."""


def words_of(typed: str) -> list[Word]:
    """What was typed, as words. Reads anything; nonsense gives none."""
    clean = text.tidy(typed[:LONGEST].encode("utf-8", "ignore").decode())
    words = words_in(clean)[:MOST_TYPED]
    return [Word(word.folded[:LONGEST_WORD], word.spelt) for word in words]


class _Everything(Container[str]):
    def __contains__(self, _word: object) -> bool:
        return True


EVERYTHING = _Everything()


@dataclass(frozen=True, slots=True)
class Index:
    """What differs between the databases."""

    finds: TextClause
    finds_some: TextClause
    """No more than POOL of them, the oldest."""
    word: str
    begins: str
    both: str
    either: str
    position: Any
    """The function that tells where in a text another begins."""
    best: Any
    """The function that gives the largest of some numbers."""

    def match(self, words: Sequence[Word], begun: Container[str] = EVERYTHING) -> str:
        return self.both.join(
            self.word.format(it.folded) + (self.begins if it.folded in begun else "")
            for it in words
        )

    def match_any(self, ways: Sequence[Sequence[Word]], begun: Container[str] = EVERYTHING) -> str:
        return self.either.join(f"({self.match(words, begun)})" for words in ways)


INDEXES = {
    "sqlite": Index(
        finds=sql(
            "product.id IN (SELECT rowid FROM search_product WHERE search_product MATCH :match)"
        ),
        finds_some=sql(
            "product.id IN (SELECT rowid FROM search_product WHERE search_product MATCH :match"
            " ORDER BY rowid LIMIT :pool)"
        ),
        word='"{}"',
        begins="*",
        both=" AND ",
        either=" OR ",
        position=func.instr,
        best=func.max,
    ),
    "postgresql": Index(
        finds=sql(
            "array_to_tsvector(string_to_array(product.folded, ' ')) @@ CAST(:match AS tsquery)"
        ),
        finds_some=sql(
            "product.id IN (SELECT hit.id FROM product AS hit WHERE"
            " array_to_tsvector(string_to_array(hit.folded, ' ')) @@ CAST(:match AS tsquery)"
            " ORDER BY hit.id LIMIT :pool)"
        ),
        word="'{}'",
        begins=":*",
        both=" & ",
        either=" | ",
        position=func.strpos,
        best=func.greatest,
    ),
}


def search(
    typed: str, *, on: date, limit: int, start: int = 0, wanted: Wanted = ANYTHING
) -> Sequence[Card]:
    """Products found by the words, the likeliest first, one statement whatever is typed."""
    ways = _ways(typed)
    if not ways or not 0 <= start <= FARTHEST:
        return []
    dialect = db.engine.dialect.name
    shape = tuple(tuple(word.is_marked for word in way) for way in ways)
    values = _match(ways) | wanted.values(on) | {"month": bit(on.month)}
    if not wanted.narrows:
        values["pool"] = POOL
    for at, way in enumerate(ways):
        for nth, word in enumerate(way):
            values |= {f"f{at}_{nth}": f" {word.folded} ", f"s{at}_{nth}": f" {word.spelt} "}
    return fetch(_statement(dialect, shape, wanted.shape), **values, limit=limit, start=start)


def counted(typed: str, *, on: date) -> Sequence[Row[Any]]:
    """What facets are counted from: of everything found the oldest POOL, plainly."""
    ways = _ways(typed)
    if not ways:
        return []
    values = _match(ways) | {"month": bit(on.month), "today": on, "pool": POOL}
    return fetch(_counted(db.engine.dialect.name), **values)


def _ways(typed: str) -> list[tuple[Word, ...]]:
    words = words_of(typed)
    return [way[:MOST_WORDS] for way in ways_to_say(tuple(words))] if words else []


def _match(ways: Sequence[Sequence[Word]]) -> dict[str, Any]:
    index = INDEXES[db.engine.dialect.name]
    return {"match": index.match_any(ways) if len(ways) > 1 else index.match(ways[0])}


@lru_cache(maxsize=512)
def _statement(dialect: str, ways: tuple[tuple[bool, ...], ...], wanted: Wanted) -> Select[Any]:
    """Rank what was found, cut it, and only then look up what cards show."""
    index = INDEXES[dialect]
    scores = [_score(index, marked, way) for way, marked in enumerate(ways)]
    score = (index.best(*scores) if len(scores) > 1 else scores[0]).label("score")
    can_be_had = case((ready(), 1), else_=0).label("ready")
    first = _first(wanted).label("first")
    hits = select(Product.id, first, score, can_be_had).join(Shop, Shop.id == Product.shop_id)
    if wanted.place:
        hits = hits.join(Place, Place.id == Shop.commune_id)
    found = index.finds if wanted.narrows else index.finds_some
    best = (
        hits.where(Product.shown, stands_for_itself(), found, *conditions(wanted))
        .order_by(first, score.desc(), can_be_had.desc(), Product.id)
        .limit(bindparam("limit"))
        .offset(bindparam("start"))
        .subquery("best")
    )
    shown = cards().join(best, best.c.id == Product.id)
    return shown.order_by(best.c.first, best.c.score.desc(), best.c.ready.desc(), best.c.id)


def _first(wanted: Wanted) -> ColumnElement[int]:
    """What the buyer wants to see by, before all else; smallest first."""
    if wanted.sort == "new":
        return -Product.id
    if wanted.sort == "cheap":
        a_kilogram = cast(Product.price, BigInteger) * 1_000 / func.nullif(Product.holds, 0)
        return func.coalesce(a_kilogram, LAST_OF_ALL)
    return literal_column("0")


LAST_OF_ALL: Any = literal_column("4000000000000")
"""What is not sold by weight cannot be compared, and comes after."""


@lru_cache(maxsize=2)
def _counted(dialect: str) -> Select[Any]:
    can_be_had = case((ready(), 1), else_=0).label("ready")
    sent = case((is_sent(), 1), else_=0).label("sent")
    told = (Product.season, Product.price, Product.measure, Product.holds, can_be_had, sent)
    return (
        select(*told, Place.code.label("place"), Place.name.label("commune"), *labels())
        .join(Shop, Shop.id == Product.shop_id)
        .join(Place, Place.id == Shop.commune_id)
        .where(Product.shown, stands_for_itself(), INDEXES[dialect].finds_some)
    )


def _score(index: Index, marked: tuple[bool, ...], way: int) -> ColumnElement[int]:
    points: ColumnElement[int] = literal(0)
    for nth, is_marked in enumerate(marked):
        at = index.position(" " + Product.folded, bindparam(f"f{way}_{nth}"))
        in_name = and_(at > 0, at < index.position(Product.folded, "|"))
        points += case((in_name, NAMED), else_=0)
        as_typed = index.position(" " + Product.words + " ", bindparam(f"s{way}_{nth}")) > 0
        points += case((as_typed, SPELT if is_marked else SPELT_PLAINLY), else_=0)
    return points
