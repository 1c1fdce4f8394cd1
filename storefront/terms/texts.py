"""The terms by version: a file each in `data/`, named by the day from which it applies.

A version stays for ever, for what was accepted goes on meaning what stood there. One that applies
later may stand here before its day: then it is announced, and may be accepted ahead.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
LANGUAGES = ("vi", "en")


class Terms(enum.StrEnum):
    SELLERS = "sellers"
    """Between a household and the market: each accepts them."""
    BUYERS = "buyers"
    """An order follows those of its day; nobody needs an account to order."""


@dataclass(frozen=True, slots=True)
class Section:
    head: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    source: str
    sections: tuple[Section, ...]

    @property
    def aloud(self) -> str:
        """Everything, to be read out."""
        return " ".join(f"{it.head}. {' '.join(it.paragraphs)}" for it in self.sections)


@dataclass(frozen=True, slots=True)
class Version:
    terms: Terms
    since: date
    texts: dict[str, Text]

    @property
    def name(self) -> str:
        return self.since.isoformat()

    def text(self, language: str) -> Text:
        return self.texts.get(language) or self.texts["vi"]


def _read(terms: Terms) -> tuple[Version, ...]:
    days = sorted({it.name.split(".")[0] for it in (_FOLDER / terms).glob("*.txt")})
    return tuple(
        Version(terms, date.fromisoformat(day), {it: _text(terms, day, it) for it in LANGUAGES})
        for day in days
    )


def _text(terms: Terms, day: str, language: str) -> Text:
    written = (_FOLDER / terms / f"{day}.{language}.txt").read_text(encoding="utf-8")
    source, *parts = written.split("\n# ")
    lines = (part.strip().split("\n") for part in parts)
    return Text(
        source=source.partition(": ")[2].strip(),
        sections=tuple(Section(head, tuple(said)) for head, *said in lines),
    )


VERSIONS = {terms: _read(terms) for terms in Terms}
"""The oldest first."""


def version(terms: Terms, name: str) -> Version | None:
    return next((it for it in VERSIONS[terms] if it.name == name), None)


def newest(terms: Terms) -> Version:
    """Which one is asked to accept, on its day or ahead of it."""
    return VERSIONS[terms][-1]


def on(terms: Terms, day: date) -> Version:
    """In force on a day; before the first, that one."""
    known = VERSIONS[terms]
    return next((it for it in reversed(known) if it.since <= day), known[0])
