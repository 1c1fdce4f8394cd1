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
    ColumnElement,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
)
from sqlalchemy import text as sql

from storefront import text
from storefront.asking import fetch
from storefront.catalogue.names import Word, ways_to_say, words_in
from storefront.catalogue.rows import Card, bit, cards, ready, stands_for_itself
from storefront.db import db
from storefront.shops.models import Product, Shop

LONGEST = 200
MOST_TYPED = 12
MOST_WORDS = 8
LONGEST_WORD = 30
FARTHEST = 960
"""Nobody reads past it, and a database would have to count its way there."""

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
        word="'{}'",
        begins=":*",
        both=" & ",
        either=" | ",
        position=func.strpos,
        best=func.greatest,
    ),
}


def search(typed: str, *, on: date, limit: int, start: int = 0) -> Sequence[Card]:
    """Products found by the words, the likeliest first, one statement whatever is typed."""
    words = words_of(typed)
    if not words or not 0 <= start <= FARTHEST:
        return []
    ways = [way[:MOST_WORDS] for way in ways_to_say(tuple(words))]
    dialect = db.engine.dialect.name
    statement = _statement(dialect, tuple(tuple(w.is_marked for w in way) for way in ways))
    match = INDEXES[dialect].match_any(ways) if len(ways) > 1 else INDEXES[dialect].match(words)
    values: dict[str, Any] = {"match": match, "month": bit(on.month)}
    for at, way in enumerate(ways):
        for nth, word in enumerate(way):
            values |= {f"f{at}_{nth}": f" {word.folded} ", f"s{at}_{nth}": f" {word.spelt} "}
    return fetch(statement, **values, limit=limit, start=start)


@lru_cache(maxsize=512)
def _statement(dialect: str, ways: tuple[tuple[bool, ...], ...]) -> Select[Any]:
    """Rank what was found, cut it, and only then look up what cards show."""
    index = INDEXES[dialect]
    scores = [_score(index, marked, way) for way, marked in enumerate(ways)]
    score = (index.best(*scores) if len(scores) > 1 else scores[0]).label("score")
    can_be_had = case((ready(), 1), else_=0).label("ready")
    best = (
        select(Product.id, score, can_be_had)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.shown, stands_for_itself(), index.finds)
        .order_by(score.desc(), can_be_had.desc(), Product.id)
        .limit(bindparam("limit"))
        .offset(bindparam("start"))
        .subquery("best")
    )
    found = cards().join(best, best.c.id == Product.id)
    return found.order_by(best.c.score.desc(), best.c.ready.desc(), best.c.id)


def _score(index: Index, marked: tuple[bool, ...], way: int) -> ColumnElement[int]:
    points: ColumnElement[int] = literal(0)
    for nth, is_marked in enumerate(marked):
        at = index.position(" " + Product.folded, bindparam(f"f{way}_{nth}"))
        in_name = and_(at > 0, at < index.position(Product.folded, "|"))
        points += case((in_name, NAMED), else_=0)
        as_typed = index.position(" " + Product.words + " ", bindparam(f"s{way}_{nth}")) > 0
        points += case((as_typed, SPELT if is_marked else SPELT_PLAINLY), else_=0)
    return points
