"""Which topics answer a question asked in plain words, with or without marks.

What a topic weighs for a word is known beforehand: the rarer a word among all topics, and the more
a topic says it, the more it weighs. Two words side by side count as one more word, since "mật
khẩu" is one. A question is answered by the topics its words weigh most for.

The field kit does the same without signal, in static/js/field/guide.js; both are asked alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import log

from storefront import text
from storefront.guide.topics import Topic, Words, topics

MOST = 3
LONGEST = 200
TITLE, ASKED, STEP = 3.0, 3.0, 1.0
PAIR = 1.5
"""Two words that belong together say more than each by itself."""
ENOUGH = 0.5
"""Of what the question would weigh if each of its words were said by one topic alone. What weighs
less is no answer, but a word that happens to be said there."""
BESIDE = 0.45
"""Further answers weigh at least so much of the best."""
SMALL = frozenset((
    "the", "nao", "sao", "o", "dau", "la", "gi", "thi", "ma", "roi", "cho", "cua", "toi", "em",
    "co", "duoc", "khong", "lam", "ai", "bao", "nhieu",
    "a", "an", "i", "my", "me", "do", "does", "how", "when", "where", "what", "who", "is", "are",
    "it", "in", "on", "of", "for", "with", "and", "or", "can", "get",
))  # fmt: skip
"""Words of questions, folded: by themselves, or beside each other, they say nothing."""


def answers(typed: str, language: str) -> list[Topic]:
    """The likeliest topics, the best first; none where nothing fits. Reads anything."""
    clean = text.tidy(typed[:LONGEST].encode("utf-8", "ignore").decode())
    table = _table(language)
    weighed: defaultdict[str, float] = defaultdict(float)
    for word in dict.fromkeys(_said(clean)):
        for key, weight in table.get(word, {}).items():
            weighed[key] += weight
    best = sorted(weighed.items(), key=lambda it: -it[1])[:MOST]
    words = [word for word in _said(clean) if " " not in word]
    if not best or best[0][1] < ENOUGH * len(words) * log(1 + len(topics())):
        return []
    return [topics()[key] for key, weight in best if weight >= BESIDE * best[0][1]]


@cache
def _table(language: str) -> dict[str, dict[str, float]]:
    """What each topic weighs for each word."""
    told = {key: _heard(topic.words[language]) for key, topic in topics().items()}
    in_topics = Counter(word for words in told.values() for word in words)
    table: dict[str, dict[str, float]] = {}
    for key, words in told.items():
        for word, said in words.items():
            rare = log(1 + len(told) / in_topics[word])
            weight = (1 + log(said)) * rare * (PAIR if " " in word else 1)
            table.setdefault(word, {})[key] = weight
    return table


def _heard(words: Words) -> dict[str, float]:
    heard: defaultdict[str, float] = defaultdict(float)
    parts = [(words.title, TITLE), *((it, ASKED) for it in words.asked)]
    for part, weight in [*parts, *((it, STEP) for it in words.steps)]:
        for word in _said(part):
            heard[word] += weight
    return heard


def _said(words: str) -> Iterator[str]:
    """Each word, and each two side by side."""
    folded = text.fold(words).split()
    yield from (word for word in folded if word not in SMALL)
    yield from (f"{one} {two}" for one, two in pairwise(folded) if not {one, two} <= SMALL)
