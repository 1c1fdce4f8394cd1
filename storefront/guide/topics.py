"""The topics of the guide, as they lie in data/: titles, how people put them, what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"

AUDIENCES = ("buyers", "keepers", "teams")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """A topic in one language."""

    title: str
    steps: tuple[str, ...]
    asked: tuple[str, ...]
    """How people put it: for finding only, never shown."""
    press: str
    """On the button that leads there."""

    @property
    def aloud(self) -> str:
        return " ".join([f"{self.title}.", *self.steps])


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    audience: str
    picture: str
    to: str
    """The endpoint where it is done."""
    words: Mapping[str, Words]


@cache
def topics() -> dict[str, Topic]:
    """By key, in the order people meet them."""
    all_of_them = [topic for audience in AUDIENCES for topic in _read(audience)]
    return {topic.key: topic for topic in all_of_them}


def _read(audience: str) -> list[Topic]:
    rows = tomllib.loads((_DATA / f"{audience}.toml").read_text("utf-8"))["topic"]
    return [
        Topic(
            key=row["key"],
            audience=audience,
            picture=row["picture"],
            to=row["to"],
            words={language: _words(row[language]) for language in LANGUAGES},
        )
        for row in rows
    ]


def _words(row: dict[str, Any]) -> Words:
    return Words(row["title"], tuple(row["steps"]), tuple(row["asked"]), row["press"])
