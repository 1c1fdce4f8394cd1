"""What a word may have meant: slips of the finger, marks typed as letters, spaces left out.

Nothing here knows which words there are. Each reading has a cost; whoever asks keeps those that are
words of the market.
"""

import re
from collections.abc import Collection, Iterator

Readings = dict[str, int]
"""Words that one may have meant, each with what it costs to believe so."""

MARKS_AS_LETTERS = 1
SOUNDS_ALIKE = SWAPPED = 2
LEFT_OUT = PUT_IN = 3
MISTAKEN = 4
"""A neighbouring key costs one less, and so does a letter typed twice."""
SPACE_LEFT_OUT = 2
LONGEST, SHORTEST = 12, 3
"""Letters of words that are read otherwise. A shorter one could be anything."""

LETTERS = "abcdeghiklmnopqrstuvxy"
SOUNDS = (
    ("y", "i"), ("tr", "ch"), ("x", "s"), ("gi", "d"), ("gi", "r"), ("d", "r"), ("l", "n"),
    ("ngh", "ng"), ("gh", "g"), ("c", "k"), ("k", "q"), ("ph", "f"), ("kh", "k"), ("c", "q"),
)  # fmt: skip
"""Beginnings and vowels that people spell for each other, being one sound somewhere."""
NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SYLLABLES = range(2, 8)
"""Letters of a syllable."""
MOST_SYLLABLES = 6


def readings(word: str) -> Readings:
    """Everything the word may have meant, itself left out, the likeliest cost of each."""
    found: Readings = {}
    if not SHORTEST <= len(word) <= LONGEST:
        return found
    for cost, others in (
        (MARKS_AS_LETTERS, _without_marks(word)),
        (SOUNDS_ALIKE, _sounding_alike(word)),
        (SWAPPED, _swapped(word)),
        (PUT_IN - 1, (word[: at + 1] + word[at + 2 :] for at in _doubled(word))),
        (PUT_IN, _with_one_less(word)),
        (LEFT_OUT, _with_one_more(word)),
    ):
        for other in others:
            found.setdefault(other, cost)
    for other, cost in _mistaken(word):
        found.setdefault(other, cost)
    found.pop(word, None)
    return found


def _without_marks(word: str) -> Iterator[str]:
    """Telex writes hoongf and VNI ho62ng where a keyboard was not told to make hồng of it."""
    if not word.isdigit() and word[0].isalpha():
        yield re.sub(r"\d", "", word)
    letters = re.sub(r"([aeo])\1", r"\1", word.replace("dd", "d").replace("w", ""))
    first = re.match(r"[^aeiouy]*[aeiouy]+", letters)
    if first:
        onset, rest = letters[: first.end()], letters[first.end() :]
        yield onset + re.sub(r"[sfrxjz]", "", rest)


def _sounding_alike(word: str) -> Iterator[str]:
    for one, other in SOUNDS:
        for said, meant in ((one, other), (other, one)):
            if word.startswith(said):
                yield meant + word[len(said) :]
    for said, meant in (("y", "i"), ("i", "y")):
        yield from (
            word[:at] + meant + word[at + 1 :] for at in range(1, len(word)) if word[at] == said
        )


def _with_one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _doubled(word: str) -> Iterator[int]:
    return (at for at in range(len(word) - 1) if word[at] == word[at + 1])


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _with_one_more(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        for letter in LETTERS:
            yield word[:at] + letter + word[at:]


def _mistaken(word: str) -> Iterator[tuple[str, int]]:
    for at, letter in enumerate(word):
        near = _beside(letter)
        for other in LETTERS:
            yield word[:at] + other + word[at + 1 :], MISTAKEN - (other in near)


def _beside(letter: str) -> str:
    """The keys left and right of it."""
    row = next((row for row in NEIGHBOURS if letter in row), "")
    at = row.find(letter)
    return row[max(0, at - 1) : at + 2]


def pieces(word: str) -> set[str]:
    """What the syllables of words run together could be."""
    return {
        word[at : at + size]
        for at in range(len(word))
        for size in SYLLABLES
        if at + size <= len(word)
    }


def parted(word: str, known: Collection[str]) -> list[tuple[str, ...]]:
    """Words run together, parted into known ones: the fewest first."""
    ways: dict[int, list[tuple[str, ...]]] = {0: [()]}
    for end in range(2, len(word) + 1):
        found = [
            (*before, word[end - size : end])
            for size in SYLLABLES
            if word[end - size : end] in known
            for before in ways.get(end - size, [])
            if len(before) < MOST_SYLLABLES
        ]
        ways[end] = sorted(found, key=len)[:4]
    return [way for way in ways.get(len(word), []) if len(way) > 1]
