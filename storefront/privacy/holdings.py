"""Which tables speak of somebody, and by which columns; the others, with the reason.

Every table of the market stands in `data/holdings.csv`, once: a new one fails the tests until
somebody has decided. `by` names the columns that lead to a person, or to a table that is theirs;
`id@table.column` is what a row of theirs points at. Where several are named, any of them will do.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, Select, Table, literal, or_, select

from storefront.db import Base

_FILE = Path(__file__).parent / "data" / "holdings.csv"


class Topic(enum.StrEnum):
    ME = "me"
    AGREED = "agreed"
    HOME = "home"
    SHOP = "shop"
    ORDERS = "orders"
    MONEY = "money"
    COUNTED = "counted"
    TOLD = "told"
    SEEN = "seen"


class LeftOut(enum.StrEnum):
    NOBODY = "nobody"
    """Speaks of no person."""
    SUMS = "sums"
    """Sums of many."""
    OFFICE = "office"
    """What an office did or decided; who pressed is named there for its duty."""
    OTHERS = "others"
    """Speaks of somebody else as well."""
    NUMBER = "number"
    """Kept under a number alone, which may have been somebody else's then."""
    DAY = "day"
    """Forgotten within a day."""
    WATCH = "watch"
    """By which false figures are found: told, it would be got round."""


@dataclass(frozen=True, slots=True)
class Holding:
    table: str
    topic: Topic | None
    by: tuple[str, ...]
    left_out: LeftOut | None
    name_vi: str

    def name(self, language: str) -> str:
        return self.name_vi if language == "vi" else self.table.replace("_", " ")


@cache
def holdings() -> dict[str, Holding]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {row["table"]: _holding(row) for row in DictReader(rows)}


def held() -> Iterable[Holding]:
    return (it for it in holdings().values() if it.topic)


def undecided(names: Iterable[str]) -> list[str]:
    """Tables about which nobody has said whether they speak of somebody."""
    return sorted(set(names) - set(holdings()))


def rows_about(table: str, person_id: int) -> ColumnElement[bool]:
    """Which of the table's rows are this person's."""
    asked = _table(table)
    return or_(*(_leads(asked, step, person_id) for step in holdings()[table].by))


def _leads(table: Table, step: str, person_id: int) -> ColumnElement[bool]:
    column, _at, pointed = step.partition("@")
    if pointed:
        name, _dot, by = pointed.partition(".")
        return table.c[column].in_(_theirs(name, by, person_id))
    if table.name == "person":
        return table.c.id == literal(person_id)
    parent = next(iter(table.c[column].foreign_keys)).column.table.name
    if parent == "person":
        return table.c[column] == literal(person_id)
    return table.c[column].in_(_theirs(parent, "id", person_id))


def _theirs(table: str, column: str, person_id: int) -> Select[tuple[int]]:
    return select(_table(table).c[column]).where(rows_about(table, person_id))


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _holding(row: dict[str, str]) -> Holding:
    return Holding(
        row["table"],
        Topic(row["topic"]) if row["topic"] else None,
        tuple(filter(None, row["by"].split(";"))),
        LeftOut(row["left_out"]) if row["left_out"] else None,
        row["vi"],
    )
