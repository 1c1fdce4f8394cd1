"""One search on both databases: the same hits in the same order.

Every word typed must begin a word of the product. SQLite finds candidates by FTS5, PostgreSQL by
a GIN index over the same folded words; what ranks them is written once, below.
"""

from collections.abc import Sequence
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
from storefront.catalogue.rows import Card, bit, cards, ready, stands_for_itself
from storefront.db import db
from storefront.shops.models import Product, Shop

LONGEST = 200
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


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    spelt: str

    @property
    def is_marked(self) -> bool:
        return self.folded != self.spelt


def words_of(typed: str) -> list[Word]:
    """What was typed, as words. Reads anything; nonsense gives none."""
    clean = text.tidy(typed[:LONGEST].encode("utf-8", "ignore").decode())
    words: dict[str, Word] = {}
    for spelt in text.spelling(clean).split():
        parts = text.fold(spelt).split()
        for folded in parts:
            marked = spelt if len(parts) == 1 else folded
            words.setdefault(folded, Word(folded[:LONGEST_WORD], marked))
    return list(words.values())[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Index:
    """What differs between the databases."""

    finds: TextClause
    word: str
    both: str
    position: Any
    """The function that tells where in a text another begins."""

    def match(self, words: Sequence[Word]) -> str:
        return self.both.join(self.word.format(word.folded) for word in words)


INDEXES = {
    "sqlite": Index(
        finds=sql(
            "product.id IN (SELECT rowid FROM search_product WHERE search_product MATCH :match)"
        ),
        word='"{}"*',
        both=" ",
        position=func.instr,
    ),
    "postgresql": Index(
        finds=sql(
            "array_to_tsvector(string_to_array(product.folded, ' ')) @@ CAST(:match AS tsquery)"
        ),
        word="'{}':*",
        both=" & ",
        position=func.strpos,
    ),
}


def search(typed: str, *, on: date, limit: int, start: int = 0) -> Sequence[Card]:
    """Products found by the words, the likeliest first, one statement whatever is typed."""
    words = words_of(typed)
    if not words or not 0 <= start <= FARTHEST:
        return []
    dialect = db.engine.dialect.name
    statement = _statement(dialect, tuple(word.is_marked for word in words))
    values: dict[str, Any] = {"match": INDEXES[dialect].match(words), "month": bit(on.month)}
    for nth, word in enumerate(words):
        values |= {f"folded{nth}": f" {word.folded} ", f"spelt{nth}": f" {word.spelt} "}
    return fetch(statement, **values, limit=limit, start=start)


@lru_cache(maxsize=512)
def _statement(dialect: str, marked: tuple[bool, ...]) -> Select[Any]:
    """Rank what was found, cut it, and only then look up what cards show."""
    index = INDEXES[dialect]
    score = _score(index, marked).label("score")
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


def _score(index: Index, marked: tuple[bool, ...]) -> ColumnElement[int]:
    points: ColumnElement[int] = literal(0)
    for nth, is_marked in enumerate(marked):
        at = index.position(" " + Product.folded, bindparam(f"folded{nth}"))
        in_name = and_(at > 0, at < index.position(Product.folded, "|"))
        points += case((in_name, NAMED), else_=0)
        as_typed = index.position(" " + Product.words + " ", bindparam(f"spelt{nth}")) > 0
        points += case((as_typed, SPELT if is_marked else SPELT_PLAINLY), else_=0)
    return points
