"""Finding what was meant when nothing is called as it was typed.

Each word is read in every way a slip allows; the market's known words say which of them are words,
and the index which of them come together on one product. The cheapest reading that finds something
is then asked like any other question.
"""

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Integer, String, column
from sqlalchemy import text as sql

from storefront.asking import Statement, fetch
from storefront.catalogue import names, slips
from storefront.catalogue.facets import ANYTHING, Wanted
from storefront.catalogue.names import Word
from storefront.catalogue.rows import Card
from storefront.catalogue.search import INDEXES, search, words_of
from storefront.db import db
from storefront.text import fold, spelling

MOST_READINGS = 10
"""Of one word."""
MOST_TRIED = 12
"""Readings of the whole that the index is asked about."""
ENOUGH = 50
"""Hits are counted no further."""
LEFT_OUT = 7
"""What it costs to leave a word out: more than any slip."""
SURE = 2
"""What a word that is one may cost at most beside others that are none."""
FILLER = 1
THEIR_NAME = 2

Reading = tuple[str, ...]
"""The words that stand for one typed word; none where it is left out."""


@dataclass(frozen=True, slots=True)
class Found:
    cards: Sequence[Card]
    read_as: str | None = None
    """What was asked instead of what was typed, since that found nothing."""


def find(typed: str, *, on: date, limit: int, start: int = 0, wanted: Wanted = ANYTHING) -> Found:
    """What is called so; where nothing is, what seems to have been meant. What was narrowed too
    far is not read otherwise."""
    cards = search(typed, on=on, limit=limit, start=start, wanted=wanted)
    if cards or start or wanted.narrows:
        return Found(cards)
    words = words_of(typed)
    meant = _meant(words) if words else None
    if meant is None:
        return Found([])
    cards = search(" ".join(meant), on=on, limit=limit, wanted=wanted)
    return Found(cards, _spelt(meant, cards) if cards else None)


def _meant(words: Sequence[Word]) -> list[str] | None:
    """The cheapest reading under which something is found; of two, that which finds more."""
    known, begun = _known(words)
    tried = [(THEIR_NAME, way) for way in names.elsewhere([word.folded for word in words])]
    tried += islice(_readings(words, known, begun), MOST_TRIED)
    tried.sort(key=lambda it: it[0])
    found = _how_many(tried, begun - known)
    most = max(found, key=lambda nth: (found[nth], -nth), default=None)
    return _as_typed(tried[most][1], words) if most is not None else None


def _as_typed(meant: Sequence[str], words: Sequence[Word]) -> list[str]:
    """Words that were right keep their marks."""
    spelt = {word.folded: word.spelt for word in words}
    return [spelt.get(word, word) for word in meant]


def _known(words: Sequence[Word]) -> tuple[set[str], set[str]]:
    """Which of all readings are words of the market, and which typed words begin one."""
    asked = {word.folded for word in words}
    for word in words:
        asked |= slips.readings(word.folded).keys() | slips.pieces(word.folded)
    typed = [word.folded for word in words]
    rows = fetch(_KNOWN[_dialect()], asked=_listed(sorted(asked)), begun=_listed(typed))
    known = {row.word for row in rows if row.whole} | (asked & names.spoken_words())
    return known, {row.word for row in rows if not row.whole}


def _readings(
    words: Sequence[Word], known: set[str], begun: set[str]
) -> Iterator[tuple[int, list[str]]]:
    """Readings of the whole, cheapest first, none twice and none empty."""
    right = {word.folded for word in words if word.folded in known or word.folded in begun}
    wrong = len(right) < len(words)  # then those that are words are hardly slips too
    choices = [
        _choices(word, known, begun, dearest=SURE if wrong and word.folded in right else LEFT_OUT)
        for word in words
    ]
    waiting = [(sum(choice[0][0] for choice in choices), (0,) * len(choices))]
    seen, told = set(waiting), set()
    while waiting:
        cost, places = heapq.heappop(waiting)
        chosen = [choice[at][1] for choice, at in zip(choices, places, strict=True)]
        whole = tuple(dict.fromkeys(word for reading in chosen for word in reading))
        if whole and whole not in told:
            told.add(whole)
            yield cost, list(whole)
        for nth, at in enumerate(places):
            if at + 1 < len(choices[nth]):
                further = choices[nth][at + 1][0] - choices[nth][at][0]
                step = (cost + further, (*places[:nth], at + 1, *places[nth + 1 :]))
                if step not in seen:
                    seen.add(step)
                    heapq.heappush(waiting, step)


def _choices(
    word: Word, known: set[str], begun: set[str], *, dearest: int
) -> list[tuple[int, Reading]]:
    """What one word may stand for, the likeliest first."""
    folded = word.folded
    found: dict[Reading, int] = {(): FILLER if names.is_filler(word) else LEFT_OUT}
    if folded in known or folded in begun:
        found[folded,] = 0
    for other, cost in slips.readings(folded).items():
        if other in known and cost <= dearest:
            found[other,] = cost
    for nth, parts in enumerate(slips.parted(folded, known)):
        found.setdefault(parts, slips.SPACE_LEFT_OUT * (len(parts) - 1) + nth)
    best = sorted((cost, reading) for reading, cost in found.items())
    return best[:MOST_READINGS]


def _how_many(tried: Sequence[tuple[int, Sequence[str]]], begun: set[str]) -> dict[int, int]:
    """How many products the cheapest readings find that find any, up to ENOUGH: those that are
    dearer are not looked for. What was typed so may be a beginning."""
    if not tried:
        return {}
    index = INDEXES[_dialect()]
    ways = [names.ways_to_say(tuple(Word(it, it) for it in words)) for _cost, words in tried]
    matches = _listed([index.match_any(way, begun) for way in ways], apart="~")
    costs = _listed([str(cost) for cost, _words in tried], apart="~")
    rows = fetch(_HOW_MANY[_dialect()], matches=matches, costs=costs, enough=ENOUGH)
    return {row.nth: row.many for row in rows if row.many}


def _spelt(meant: Sequence[str], cards: Sequence[Card]) -> str:
    """As the first hits spell it: what buyers read should have its marks."""
    spelt: dict[str, str] = {}
    for card in cards:
        for told in (card.name, card.commune, card.shop_name):
            for word in spelling(told).split():
                spelt.setdefault(fold(word), word)
    return " ".join(spelt.get(word, word) for word in meant)


def _listed(words: Sequence[str], *, apart: str = " ") -> str:
    return json.dumps(words) if _dialect() == "sqlite" else apart.join(words)


def _dialect() -> str:
    return db.engine.dialect.name


def _asking(words: str, **columns: type[Integer] | type[String]) -> Statement:
    return sql(words).columns(*(column(name, kind) for name, kind in columns.items()))


_KNOWN = {
    "sqlite": _asking(
        """
        SELECT value AS word, 1 AS whole FROM json_each(:asked)
        WHERE value IN (SELECT folded FROM known_word)
        UNION ALL
        SELECT value, 0 FROM json_each(:begun)
        WHERE EXISTS (
            SELECT 1 FROM known_word WHERE folded >= value AND folded < value || '{'
        )
        """,
        word=String,
        whole=Integer,
    ),
    "postgresql": _asking(
        """
        SELECT asked.word, 1 AS whole
        FROM unnest(string_to_array(CAST(:asked AS text), ' ')) AS asked (word)
        WHERE EXISTS (SELECT FROM known_word WHERE folded = asked.word COLLATE "C")
        UNION ALL
        SELECT begun.word, 0
        FROM unnest(string_to_array(CAST(:begun AS text), ' ')) AS begun (word)
        WHERE EXISTS (
            SELECT FROM known_word
            WHERE folded >= begun.word COLLATE "C" AND folded < (begun.word || '{') COLLATE "C"
        )
        """,
        word=String,
        whole=Integer,
    ),
}
_HOW_MANY = {
    "sqlite": _asking(
        """
        WITH RECURSIVE tried (nth, cost, many, found) AS (
            SELECT -1, '', 0, 0
            UNION ALL
            SELECT asked.key, price.value, (
                SELECT count(*) FROM (
                    SELECT 1 FROM search_product JOIN product ON product.id = search_product.rowid
                    WHERE search_product MATCH asked.value AND product.shown
                        AND product.variant_of_id IS NULL LIMIT :enough + 0
                )
            ), tried.found OR tried.many
            FROM tried JOIN json_each(:matches) AS asked ON asked.key = tried.nth + 1
            JOIN json_each(:costs) AS price ON price.key = asked.key
            WHERE NOT (tried.found OR tried.many) OR price.value = tried.cost
        )
        SELECT nth, many FROM tried
        """,
        nth=Integer,
        many=Integer,
    ),
    "postgresql": _asking(
        """
        WITH RECURSIVE tried (nth, cost, many, found) AS (
            SELECT CAST(0 AS bigint), '', CAST(0 AS bigint), FALSE
            UNION ALL
            SELECT asked.nth, asked.cost, (
                SELECT count(*) FROM (
                    SELECT FROM product
                    WHERE folded_words(product.folded) @@ CAST(asked.match AS tsquery)
                        AND product.shown
                        AND product.variant_of_id IS NULL LIMIT :enough
                ) AS hits
            ), tried.found OR tried.many > 0
            FROM tried JOIN unnest(
                string_to_array(CAST(:matches AS text), '~'),
                string_to_array(CAST(:costs AS text), '~')
            ) WITH ORDINALITY AS asked (match, cost, nth) ON asked.nth = tried.nth + 1
            WHERE NOT (tried.found OR tried.many > 0) OR asked.cost = tried.cost
        )
        SELECT CAST(nth - 1 AS integer) AS nth, many FROM tried
        """,
        nth=Integer,
        many=Integer,
    ),
}
"""Goes from reading to reading, cheapest first, and ends where a dearer one follows a find."""
