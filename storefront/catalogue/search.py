"""One search on both databases: the same hits in the same order.

Every word typed must be a word of the product, or begin one where the market knows no such word;
a question can be asked in several ways at once, and a hit is worth what it is worth in its best
way. SQLite finds candidates by FTS5, PostgreSQL by a GIN index over the same folded words; what
ranks them is written once, below.
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
    String,
    TextClause,
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
from storefront.catalogue.reaching import Reach, reaches
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
HEADS = 15
"""More so when the name begins with it: honey is "mật ong", limes in honey are not."""
SPELT_PLAINLY = 1
"""Typed without marks, which people leave out: little is known by it."""


def words_of(typed: str) -> list[Word]:
    """What was typed, as words. Reads anything; nonsense gives none."""
    clean = text.tidy(typed[:LONGEST].encode("utf-8", "ignore").decode())
    words = words_in(clean)[:MOST_TYPED]
    return [Word(word.folded[:LONGEST_WORD], word.spelt) for word in words]


Shape = tuple[tuple[bool, ...], ...]
"""How a question can be asked: for each word of each way whether it was typed with its marks."""


class _Everything(Container[str]):
    def __contains__(self, _word: object) -> bool:
        return True


EVERYTHING = _Everything()


@dataclass(frozen=True, slots=True)
class Index:
    """What differs between the databases."""

    finds: str
    """A condition with a place for what is asked of the index."""
    finds_some: str
    """No more than `pool` of them, the oldest."""
    known: str
    """Whether the market knows a word, with a place for it."""
    word: str
    begins: str
    both: str
    either: str
    position: Any
    """The function that tells where in a text another begins."""
    best: Any
    """The function that gives the largest of some numbers."""

    @property
    def finds_match(self) -> TextClause:
        return sql(self.finds.format(":match"))

    @property
    def finds_some_match(self) -> TextClause:
        return sql(self.finds_some.format(":match"))

    def typed(self, shape: "Shape") -> str:
        """What is asked of the index for the words of `_said`, as SQL."""
        ways = [
            f" || '{self.both}' || ".join(self._word(f"{at}_{nth}") for nth in range(len(way)))
            for at, way in enumerate(shape)
        ]
        return "('(' || " + f" || '){self.either}(' || ".join(ways) + " || ')')"

    def _word(self, place: str) -> str:
        known = self.known.format(f"trim(:f{place})")
        return f"CAST(:w{place} AS text) || CASE WHEN {known} THEN '' ELSE '{self.begins}' END"

    def match(self, words: Sequence[Word], begun: Container[str] = EVERYTHING) -> str:
        return self.both.join(
            self.word.format(it.folded) + (self.begins if it.folded in begun else "")
            for it in words
        )

    def match_any(self, ways: Sequence[Sequence[Word]], begun: Container[str] = EVERYTHING) -> str:
        return self.either.join(f"({self.match(words, begun)})" for words in ways)


INDEXES = {
    "sqlite": Index(
        finds="product.id IN (SELECT rowid FROM search_product WHERE search_product MATCH {})",
        finds_some=(
            "product.id IN (SELECT rowid FROM search_product WHERE search_product MATCH {}"
            " ORDER BY rowid LIMIT :pool + 0)"
        ),
        known="EXISTS (SELECT 1 FROM known_word WHERE folded = {})",
        word='"{}"',
        begins="*",
        both=" AND ",
        either=" OR ",
        position=func.instr,
        best=func.max,
    ),
    "postgresql": Index(
        finds="folded_words(product.folded) @@ CAST({} AS tsquery)",
        finds_some=(
            # OFFSET 0 keeps it from going through all products by age, reading each one's words.
            "product.id IN (SELECT hit.id FROM (SELECT product.id FROM product"
            " WHERE folded_words(product.folded) @@ CAST({} AS tsquery) OFFSET 0) AS hit"
            " ORDER BY hit.id LIMIT :pool)"
        ),
        known='EXISTS (SELECT FROM known_word WHERE folded = {} COLLATE "C")',
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
    values = _said(ways, spelt=True) | wanted.values(on) | {"month": bit(on.month)}
    if not wanted.narrows:
        values["pool"] = POOL
    statement = _statement(db.engine.dialect.name, _shape(ways), wanted.shape)
    return fetch(statement, **values, limit=limit, start=start)


def counted(typed: str, *, on: date, reach: Reach | None = None) -> Sequence[Row[Any]]:
    """What facets are counted from: of everything found the oldest POOL, plainly."""
    ways = _ways(typed)
    if not ways:
        return []
    values = _said(ways) | {"month": bit(on.month), "today": on, "pool": POOL}
    values |= reach.values if reach else {}
    shape = tuple((False,) * len(way) for way in ways)
    return fetch(_counted(db.engine.dialect.name, shape, reaching=reach is not None), **values)


def _ways(typed: str) -> list[tuple[Word, ...]]:
    words = words_of(typed)
    return [way[:MOST_WORDS] for way in ways_to_say(tuple(words))] if words else []


def _shape(ways: Sequence[Sequence[Word]]) -> Shape:
    return tuple(tuple(word.is_marked for word in way) for way in ways)


def _said(ways: Sequence[Sequence[Word]], *, spelt: bool = False) -> dict[str, Any]:
    """For the places in statements: each word as the index reads it, as it is in a product's
    words, and as it was spelt."""
    values = {}
    index = INDEXES[db.engine.dialect.name]
    for at, way in enumerate(ways):
        for nth, word in enumerate(way):
            values[f"w{at}_{nth}"] = index.word.format(word.folded)
            values[f"f{at}_{nth}"] = f" {word.folded} "
            if spelt:
                values[f"s{at}_{nth}"] = f" {word.spelt} "
    return values


@lru_cache(maxsize=512)
def _statement(dialect: str, ways: Shape, wanted: Wanted) -> Select[Any]:
    """Rank what was found, cut it, and only then look up what cards show."""
    index = INDEXES[dialect]
    scores = [_score(index, marked, way) for way, marked in enumerate(ways)]
    score = (index.best(*scores) if len(scores) > 1 else scores[0]).label("score")
    can_be_had = case((ready(), 1), else_=0).label("ready")
    first = _first(wanted).label("first")
    hits = select(Product.id, first, score, can_be_had).join(Shop, Shop.id == Product.shop_id)
    if wanted.place or wanted.to:
        hits = hits.join(Place, Place.id == Shop.commune_id)
    found = index.finds if wanted.narrows else index.finds_some
    asked = sql(found.format(index.typed(ways)))
    best = (
        hits.where(Product.shown, stands_for_itself(), asked, *conditions(wanted))
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


@lru_cache(maxsize=64)
def _counted(dialect: str, ways: Shape, *, reaching: bool) -> Select[Any]:
    index = INDEXES[dialect]
    can_be_had = case((ready(), 1), else_=0).label("ready")
    sent = case((is_sent(), 1), else_=0).label("sent")
    nowhere = literal_column("''", String)
    there = case((reaches(), bindparam("to_code", type_=String())), else_=nowhere)
    to = (there if reaching else nowhere).label("to")
    told = (Product.season, Product.price, Product.measure, Product.holds, can_be_had, sent, to)
    return (
        select(*told, Place.code.label("place"), Place.name.label("commune"), *labels())
        .join(Shop, Shop.id == Product.shop_id)
        .join(Place, Place.id == Shop.commune_id)
        .where(Product.shown, stands_for_itself(), sql(index.finds_some.format(index.typed(ways))))
    )


def _score(index: Index, marked: tuple[bool, ...], way: int) -> ColumnElement[int]:
    points: ColumnElement[int] = literal(0)
    for nth, is_marked in enumerate(marked):
        at = index.position(" " + Product.folded, bindparam(f"f{way}_{nth}"))
        in_name = at.between(1, index.position(Product.folded, "|"))
        heads = [(at == 1, HEADS)] if nth == 0 else []
        points += case(*heads, (in_name, NAMED), else_=0)
        as_typed = index.position(" " + Product.words + " ", bindparam(f"s{way}_{nth}")) > 0
        points += case((as_typed, SPELT if is_marked else SPELT_PLAINLY), else_=0)
    return points
