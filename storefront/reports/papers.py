"""A report in words, ready to become a file: said once, written down in several forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Cell = int | str | date | None
"""A number, words, a day, or nothing known."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    heads: list[str]
    rows: list[list[Cell]]
    foot: list[Cell] | None = None
    words: int = 1
    """So many columns on the left hold words; numbers stand right."""

    def part(self, columns: list[int]) -> Table:
        """Only some of its columns."""

        def some(row: Sequence[Any]) -> list[Any]:
            return [row[column] for column in columns if column < len(row)]

        foot = some(self.foot) if self.foot else None
        rows = [some(row) for row in self.rows]
        words = sum(column < self.words for column in columns)
        return Table(self.title, some(self.heads), rows, foot, words)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a page, as a file of its own."""

    lang: str
    at: datetime
    place: str
    facts: list[tuple[str, str]]
    """What stands above it: until which day, who asked."""
    table: Table
    page_words: str = ""


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
    elsewhere: Table | None = None
    """What other platforms say, which is in none of the other tables."""
    targets: Table | None = None
    more: list[Table] = field(default_factory=list)
    """One level down: what the annex does not say."""
    form: int = 1
    """Of the content: papers of the first one stay as they were."""
    signed_by: str = ""
    """Of the signed paper: by whom and when."""
    check: str = ""
    """Where it can be checked, with its code: what its QR says. Since the second form."""
    check_words: str = ""
    page_words: str = ""
    """Page %(number)s of %(last)s, in two parts around the numbers."""

    @property
    def tables(self) -> list[Table]:
        own = (self.results, self.targets, self.annex, *self.more)
        return [it for it in (*own, self.differences, self.elsewhere) if it is not None]
