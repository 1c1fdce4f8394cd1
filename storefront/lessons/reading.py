"""The lessons as they lie in data/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from storefront.guide.topics import LANGUAGES
from storefront.lessons.deeds import DEEDS, Deed

_DATA = Path(__file__).parent / "data" / "lessons.toml"


@dataclass(frozen=True, slots=True)
class Card:
    picture: str
    words: Mapping[str, str]
    shows: Mapping[str, str]
    """What the picture shows, for who does not see it."""


@dataclass(frozen=True, slots=True)
class Question:
    asks: str
    choices: tuple[str, ...]
    said: tuple[str, ...]
    """Right after each choice: why it is right, or why not."""


@dataclass(frozen=True, slots=True)
class Quiz:
    right: int
    words: Mapping[str, Question]


@dataclass(frozen=True, slots=True)
class Lesson:
    key: str
    audience: str
    deed: Deed
    title: Mapping[str, str]
    worked: Mapping[str, str]
    """The deed in words."""
    cards: tuple[Card, ...]
    quiz: tuple[Quiz, ...]

    def aloud(self, language: str) -> str:
        return " ".join([f"{self.title[language]}.", *(it.words[language] for it in self.cards)])


@cache
def lessons() -> dict[str, Lesson]:
    """By key, in the order in which they are worth learning."""
    return {row["key"]: _lesson(row) for row in tomllib.loads(_DATA.read_text("utf-8"))["lesson"]}


def of_keepers() -> list[Lesson]:
    return [it for it in lessons().values() if it.audience == "keepers"]


def _lesson(row: dict[str, Any]) -> Lesson:
    return Lesson(
        key=row["key"],
        audience=row["audience"],
        deed=DEEDS[row["deed"]],
        title={it: row[it]["title"] for it in LANGUAGES},
        worked={it: row[it]["worked"] for it in LANGUAGES},
        cards=tuple(map(_card, row["card"])),
        quiz=tuple(map(_quiz, row["quiz"])),
    )


def _card(row: dict[str, Any]) -> Card:
    said = {it: row[it] for it in LANGUAGES}
    words, shows = ({it: said[it][nth] for it in LANGUAGES} for nth in (0, 1))
    return Card(row["picture"], words, shows)


def _quiz(row: dict[str, Any]) -> Quiz:
    return Quiz(row["right"], {it: _question(row[it]) for it in LANGUAGES})


def _question(row: dict[str, Any]) -> Question:
    return Question(row["asks"], tuple(row["choices"]), tuple(row["said"]))
