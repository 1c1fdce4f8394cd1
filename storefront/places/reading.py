"""What people type when they mean a place, taken apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from storefront import text

LONGEST = 120
MOST_WORDS = 12

# How people announce a place. They often leave it out or get it wrong after a reform, so it helps
# to rank but never to refuse.
KINDS = frozenset(
    {
        "xa", "phuong", "thi", "tran", "thanh", "pho", "huyen", "quan", "tinh", "dac", "khu",
        "thon", "ban", "p", "q", "h", "x", "tp", "tx", "tt", "t",
    }
)  # fmt: skip
SHORT = {
    "phường": ("phuong", "p"), "xã": ("xa", "x"), "thị trấn": ("thi tran", "tt"),
    "thị xã": ("thi xa", "tx"), "thành phố": ("thanh pho", "tp"), "quận": ("quan", "q"),
    "huyện": ("huyen", "h"), "tỉnh": ("tinh", "t"), "đặc khu": ("dac khu",),
}  # fmt: skip

VERY_NAME, BEGUN, BEGINNING, TOGETHER, APART = range(5)
"""How well a name fits: it is what was typed, more follows it, it begins so, the words stand
together in its name and surroundings, or they stand apart."""
FULL = (VERY_NAME, BEGUN)


@dataclass(frozen=True)
class Query:
    words: tuple[str, ...]
    """Folded, as typed."""
    wanted: tuple[str, ...]
    """Those that must be found: all but the kinds."""
    spelling: str

    @classmethod
    def read(cls, typed: str) -> Query:
        """Reads anything; what cannot be a name gives a query without words."""
        clean = text.tidy(typed[: 4 * LONGEST].encode("utf-8", "ignore").decode())[:LONGEST]
        # p12 and q1 are said "phường 12" and "quận 1"
        words = re.sub(r"\b([pqhx])(\d)", r"\1 \2", text.fold(clean)).split()[:MOST_WORDS]
        wanted = [word for word in words if word not in KINDS]
        return cls(tuple(words), tuple(wanted or words), text.spelling(clean))

    @cached_property
    def readings(self) -> list[tuple[str, ...]]:
        """The words as typed, and without the kind in front."""
        kinds = itertools.takewhile(KINDS.__contains__, self.words)
        return [self.words[start:] for start in range(len(list(kinds)) + 1)][: len(self.words)]

    @cached_property
    def whole(self) -> set[str]:
        """Names that the words could be, as they are."""
        return {name for reading in self.readings for name in spellings(reading)}

    @cached_property
    def begun(self) -> set[str]:
        """Names that the words could begin with, what it lies in following."""
        return {
            name
            for reading in self.readings
            for length in range(1, len(reading))
            for name in spellings(reading[:length])
        }

    def names(self, folded: str) -> bool:
        """Whether the words speak of the place itself, and not only of what it lay in."""
        return any(
            word.startswith(typed) or word == other_spelling(typed)
            for typed in self.wanted
            for word in folded.split()
        )

    def spells(self, name: str) -> bool:
        """Whether the words hold the name with the marks it has."""
        return f" {text.spelling(name)} " in f" {self.spelling} "

    def rank(self, hit: Any) -> tuple[Any, ...]:
        """What was found, in the order in which it is likely to be meant."""
        said = f" {' '.join(self.words)} "
        own = any(said.startswith(f" {kind} ") for kind in SHORT.get(hit.kind, ()))
        above = any(f" {kind} " in said for kind in SHORT.get(hit.above_kind, ()))
        return (
            hit.tier,
            -len(set(self.words) & set(hit.words.split())),
            not self.spells(hit.name),
            -own - above,
            hit.now_folded not in self.begun,
            hit.hit_id != hit.now_id,
            len(hit.folded) if hit.tier == BEGINNING else 0,
            hit.now_code,
            hit.part,
        )


def other_spelling(word: str) -> str:
    """'my' for 'mi' and back: both are taught, Mỹ and Mĩ, Quý and Quí, Lý and Lí."""
    if re.fullmatch(r"(qu|[^aeiouy]*)[iy]", word):
        return word[:-1] + ("y" if word[-1] == "i" else "i")
    return word


def spellings(words: Sequence[str]) -> set[str]:
    both = [sorted({word, other_spelling(word)}) for word in words]
    return {" ".join(chosen) for chosen in itertools.islice(itertools.product(*both), 16)}
