"""What produce is called elsewhere: buyers' words beside the market's own.

The table names who says so, since when we know it and from where. What keepers wrote stays as it
is: only the question is asked in other words too.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storefront import text

_FILE = Path(__file__).parent / "data" / "names.csv"

LONGEST_NAME = 4
"""Words."""
MOST_WAYS = 4
"""A question is asked in so many ways at most."""
FILLERS = (
    "cho em hỏi", "cho tôi hỏi", "nhà nào còn", "nhà nào có", "nhà nào bán", "đặc sản", "chính gốc",
    "nguyên chất", "nguyên con", "hôm nay", "bao nhiêu", "ở đâu", "làm quà", "giá rẻ", "mua buôn",
    "bán buôn", "thị trấn", "thành phố", "mua", "ngon", "sạch", "tốt", "quả", "kg", "tp", "bán",
    "giá", "rẻ", "ở", "đâu", "nào", "trái", "củ", "của", "còn", "xã", "huyện", "phường", "tỉnh",
    "thôn", "sỉ", "lẻ",
)  # fmt: skip
"""Said around what is wanted. Left out, they are not missed."""
PLAIN_FILLERS = frozenset(("mua", "ngon", "sach", "tot", "qua", "kg", "tp"))
"""Those of one word that are known without their marks. Bán is to sell, but bản is a village."""
WHOLE = ("trai cay", "hoa qua", "rau cu")
"""Folded names that hold a filler."""


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    spelt: str

    @property
    def is_marked(self) -> bool:
        return self.folded != self.spelt


Words = tuple[Word, ...]


def words_in(typed: str) -> Words:
    """What was typed, word by word, with marks and without."""
    words = []
    for spelt in text.spelling(typed).split():
        parts = text.fold(spelt).split()
        words += [Word(folded, spelt if len(parts) == 1 else folded) for folded in parts]
    return tuple(words)


def ways_to_say(words: Words) -> list[Words]:
    """The question as it was typed, then in the market's own words and without those around it."""
    ways = [words]
    for way in _in_our_words(words):
        _add(ways, way)
    for way in ways:
        _add(ways, _without_fillers(way))
    return ways[:MOST_WAYS]


def elsewhere(words: Sequence[str]) -> list[list[str]]:
    """A question in the market's words, folded, as it would be asked elsewhere."""
    return [
        [*words[:at], *name, *words[at + size :]]
        for size in range(min(LONGEST_NAME, len(words)), 0, -1)
        for at in range(len(words) - size + 1)
        for name in sorted(_theirs().get(tuple(words[at : at + size]), ()))
    ]


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name[0] for name in _ours())


@cache
def spoken_words() -> frozenset[str]:
    """Folded words that names elsewhere are made of."""
    return frozenset(word for name in _ours() for word in name)


def is_filler(word: Word) -> bool:
    return _length_of_filler((word,)) == 1


def _add(ways: list[Words], way: Words) -> None:
    if way and way not in ways:
        ways.append(way)


def _in_our_words(words: Words) -> Iterator[Words]:
    """The longest name is replaced first, and then those in what it leaves."""
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if words[at].folded not in _first_words():
                continue
            ours = _ours_for(words[at : at + size])
            if ours:
                way = (*words[:at], *ours, *words[at + size :])
                yield way
                yield from _further(way, at + len(ours))
                return


def _further(way: Words, start: int) -> Iterator[Words]:
    for rest in _in_our_words(way[start:]):
        yield (*way[:start], *rest)


def _ours_for(said: Words) -> Words | None:
    known = _ours().get(tuple(word.folded for word in said), ())
    return next((ours for name, ours in known if _is_said(said, name)), None)


def _is_said(typed: Words, name: Words) -> bool:
    """Marks that were typed must be the name's own: thơm is a pineapple, thóm is not."""
    return all(not a.is_marked or a.spelt == b.spelt for a, b in zip(typed, name, strict=True))


def unlike(words: Iterable[Word]) -> Words:
    """None twice, whatever their marks."""
    found: dict[str, Word] = {}
    for word in words:
        found.setdefault(word.folded, word)
    return tuple(found.values())


def _without_fillers(words: Words) -> Words:
    left: list[Word] = []
    while words:
        size = _length_of_filler(words)
        stays = 0 if size else 2 if _is_whole(words) else 1
        left.extend(words[:stays])
        words = words[size or stays :]
    return tuple(left)


def _length_of_filler(words: Words) -> int:
    """How many words to leave out here."""
    if words[0].folded[0].isdigit():
        return _length_of_amount(words)
    alike = _fillers().get(words[0].folded)
    if alike is None or _is_whole(words):
        return 0
    found = next((name for name in alike if _begin_as(words, name)), ())
    if len(found) == 1 and not words[0].is_marked and words[0].folded not in PLAIN_FILLERS:
        return 0
    return len(found)


def _length_of_amount(words: Words) -> int:
    if AMOUNT.fullmatch(words[0].folded):
        return 1
    apart = words[0].folded.isdigit() and len(words) > 1 and words[1].folded == "kg"
    return 2 if apart else 0


AMOUNT = re.compile(r"\d+(kg|g|ml|l)")


def _is_whole(words: Words) -> bool:
    return " ".join(word.folded for word in words[:2]) in WHOLE


def _begin_as(words: Words, name: Words) -> bool:
    said = words[: len(name)]
    return [it.folded for it in said] == [it.folded for it in name] and _is_said(said, name)


@cache
def _fillers() -> dict[str, list[Words]]:
    """By their first word, the longest first."""
    found: dict[str, list[Words]] = {}
    for filler in sorted(map(words_in, FILLERS), key=len, reverse=True):
        found.setdefault(filler[0].folded, []).append(filler)
    return found


@cache
def _ours() -> dict[tuple[str, ...], list[tuple[Words, Words]]]:
    """By what is said elsewhere, folded: how that is spelt, and what we say."""
    ours: dict[tuple[str, ...], list[tuple[Words, Words]]] = {}
    with _FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name, means = words_in(row["said"]), words_in(row["means"])
            ours.setdefault(tuple(word.folded for word in name), []).append((name, means))
    return ours


@cache
def _theirs() -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    names: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for folded, known in _ours().items():
        for _name, ours in known:
            names.setdefault(tuple(word.folded for word in ours), set()).add(folded)
    return names
