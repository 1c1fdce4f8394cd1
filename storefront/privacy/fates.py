"""What becomes of each table when a person's data are erased: gone, emptied, or kept, and why.

`data/erasing.csv` says it table by table; which rows, the list of holdings says, unless `by` does:
`phone:column` for what lies under the number alone, `household` for what others noted about the
house, `words` for sentences written to others in which the person is named.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, Table, Text, cast, false, func, or_, select

from storefront.accounts.models import Person
from storefront.db import Base, session
from storefront.privacy.holdings import held, rows_about
from storefront.privacy.naming import needles
from storefront.shops.models import Household

_FILE = Path(__file__).parent / "data" / "erasing.csv"


class Deed(enum.StrEnum):
    ERASE = "erase"
    BLANK = "blank"
    """Rows stay, and what names the person in them is emptied."""
    KEEP = "keep"


class Why(enum.StrEnum):
    FREE = "free"
    """Nothing demands that it be kept."""
    CONTRACT = "contract"
    GOODS = "goods"
    TAX = "tax"
    PROOF = "proof"
    """Of what was agreed, asked and answered."""
    COUNTED = "counted"
    """Figures rest on it."""
    DUTY = "duty"
    """Who pressed what stays told, by a number without a name."""
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Fate:
    table: str
    by: str
    deed: Deed
    columns: tuple[str, ...]
    years: int | None
    why: Why
    source: str

    @property
    def name(self) -> str:
        return f"{self.table}/{self.by}" if self.by else self.table


@cache
def fates() -> tuple[Fate, ...]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(_fate(row) for row in DictReader(rows))


def undecided() -> list[str]:
    """Tables that speak of somebody, of which nobody has said what erasing does to them."""
    return sorted({it.table for it in held()} - {it.table for it in fates() if not it.by})


def how_many(person: Person) -> Iterable[tuple[Fate, int]]:
    """Those that have rows about the person, in the order of the list."""
    for fate in fates():
        counted = select(func.count()).select_from(table_of(fate)).where(whose(fate, person))
        many = session.scalar(counted) or 0
        if many:
            yield fate, many


def table_of(fate: Fate) -> Table:
    return Base.metadata.tables[fate.table]


def whose(fate: Fate, person: Person) -> ColumnElement[bool]:
    table, (how, _colon, column) = table_of(fate), fate.by.partition(":")
    if how == "phone":
        return table.c[column] == person.phone if person.phone else false()
    if how == "household":
        kept = select(Household.id).where(Household.keeper_id == person.id)
        return table.c.household_id.in_(kept)
    if how == "words":
        return or_(*(_says(table, it, needle) for it in fate.columns for needle in needles(person)))
    return rows_about(fate.table, person.id)


def _says(table: Table, column: str, needle: str) -> ColumnElement[bool]:
    return cast(table.c[column], Text).contains(needle, autoescape=True)


def _fate(row: dict[str, str]) -> Fate:
    return Fate(
        row["table"],
        row["by"],
        Deed(row["fate"]),
        tuple(filter(None, row["columns"].split(";"))),
        int(row["years"]) if row["years"] else None,
        Why(row["why"]),
        row["source"],
    )
