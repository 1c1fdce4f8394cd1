"""A report in words, ready to become a file: said once, written down in several forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Cell = int | str | None
"""A number, words, or nothing known."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    heads: list[str]
    rows: list[list[Cell]]
    foot: list[Cell] | None = None
    words: int = 1
    """So many columns on the left hold words; numbers stand right."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns of one column of a table, named by its first one."""

    title: str
    column: int


@dataclass(frozen=True, slots=True)
class Paper:
    lang: str
    code: str
    at: datetime
    """When it was frozen: the only moment that files speak of."""
    serial: str
    title: str
    place: str
    facts: list[tuple[str, str]]
    results: Table
    notes: list[tuple[str, str]]
    opinions: list[tuple[str, str]]
    signer: tuple[str, str]
    """Office and name."""
    annex: Table | None = None
    charts: list[Chart] = field(default_factory=list)
    differences: Table | None = None
    signed_by: str = ""
    """Of the signed paper: by whom and when."""
    page_words: str = ""
    """Page %(number)s of %(last)s, in two parts around the numbers."""

    @property
    def tables(self) -> list[Table]:
        return [it for it in (self.results, self.annex, self.differences) if it is not None]
