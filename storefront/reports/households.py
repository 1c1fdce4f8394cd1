"""Every household of a place as one Excel sheet, commune by commune.

Written as it is read, so that a province costs no more memory than a commune. Only households
that agreed to be in reports are in it (ADR 28).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from csv import writer
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from storefront.accounts.models import Person
from storefront.campaign.drill import agreed
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.reports.workbook import DANGEROUS
from storefront.shops.models import Household, Shop
from storefront.teams.models import Team

MILESTONES = (
    Indicator.HOUSEHOLD_REGISTERED,
    Indicator.SHOP_OPENED,
    Indicator.SHOP_READY,
    Indicator.ACCOUNT_DECLARED,
    Indicator.FIRST_ORDER,
    Indicator.ACCOUNT_RECEIVED,
)
"""Each with the day on which the household came so far."""
ZERO = date(1899, 12, 30)
"""From which spreadsheets count days."""


Row = Sequence[str | date | int | None]


@dataclass(frozen=True, slots=True)
class Wording:
    """In the language of whoever asked: the worker knows none."""

    title: str
    heads: list[str]
    named: bool
    """Whether they may know households by name; otherwise by initials."""


RowsOf = Callable[[Place, Wording, Connection], Iterator[Row]]
"""What there is to say of one commune."""


def write(
    path: Path,
    wording: Wording,
    communes: Sequence[Place],
    line: Connection,
    rows: RowsOf | None = None,
) -> Iterator[int]:
    """Says after each commune how many are written. The path's end says which kind of file."""
    kind = _csv if path.suffix == ".csv" else _workbook
    with kind(path, wording) as put:
        for done, commune in enumerate(communes, start=1):
            for row in (rows or _rows)(commune, wording, line):
                put(row)
            yield done


@contextmanager
def _csv(path: Path, wording: Wording) -> Iterator[Callable[[Row], None]]:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = writer(out)
        sheet.writerow(wording.heads)
        yield lambda row: sheet.writerow([_harmless(cell) for cell in row]) and None


@contextmanager
def _workbook(path: Path, wording: Wording) -> Iterator[Callable[[Row], None]]:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet(wording.title[:31])
    pen = _Pen(book, sheet)
    pen.heads(wording.heads)
    yield pen.row
    sheet.autofilter(0, 0, max(pen.at - 1, 0), len(wording.heads) - 1)
    book.close()


def _harmless(cell: str | date | int | None) -> str | date | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell


class _Pen:
    def __init__(self, book: Any, sheet: Any) -> None:
        self.at = 0
        self._sheet = sheet
        self._day = book.add_format({"num_format": "d/m/yyyy"})
        self._quoted = book.add_format({"quote_prefix": True})
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2})

    def heads(self, heads: list[str]) -> None:
        for column, words in enumerate(heads):
            self._sheet.write_string(0, column, words, self._head)
        self._sheet.set_column(0, len(heads) - 1, 15)
        self._sheet.freeze_panes(1, 0)
        self.at = 1

    def row(self, row: Row) -> None:
        sheet, at = self._sheet, self.at
        for column, value in enumerate(row):
            if isinstance(value, str):
                style = self._quoted if value.startswith(DANGEROUS) else None
                sheet.write_string(at, column, value, style)
            elif isinstance(value, date):
                sheet.write_number(at, column, (value - ZERO).days, self._day)
            elif value is not None:
                sheet.write_number(at, column, value)
        self.at += 1


def _rows(commune: Place, wording: Wording, line: Connection) -> Iterator[Row]:
    days, products = _milestones(commune, line)
    for it in line.execute(_households(commune)):
        reached = days[it.id]
        yield [
            commune.full_name,
            it.village,
            it.code,
            f"{it.honorific} {it.keeper}" if wording.named else initials(it.keeper),
            it.team,
            it.shop,
            *(reached.get(milestone) for milestone in MILESTONES),
            products.get(it.id, 0),
        ]


def _households(commune: Place) -> Any:
    columns = (
        Household.id,
        Household.code,
        Household.honorific,
        Place.name.label("village"),
        Person.name.label("keeper"),
        Team.name.label("team"),
        Shop.code.label("shop"),
    )
    return (
        select(*columns)
        .join(Place, Place.id == Household.village_id)
        .join(Person, Person.id == Household.keeper_id)
        .outerjoin(Team, Team.id == Household.team_id)
        .outerjoin(Shop, Shop.household_id == Household.id)
        .where(Place.parent_id == commune.id, agreed())
        .order_by(Place.folded, Household.village_id, Household.id)
    )


def _milestones(
    commune: Place, line: Connection
) -> tuple[dict[int, dict[Indicator, date]], dict[int, int]]:
    """The day of each step, and how many products there are, by household."""
    lives = select(Household.id).join(Household.village).where(Place.parent_id == commune.id)
    wanted = (
        select(Fact.household_id, Fact.indicator, func.min(Fact.day), func.sum(Fact.amount))
        .where(
            Fact.household_id.in_(lives),
            Fact.indicator.in_((*MILESTONES, Indicator.PRODUCT_LISTED)),
        )
        .group_by(Fact.household_id, Fact.indicator)
    )
    days: dict[int, dict[Indicator, date]] = defaultdict(dict)
    products: dict[int, int] = {}
    for household_id, indicator, day, amount in line.execute(wanted):
        if indicator is Indicator.PRODUCT_LISTED:
            products[household_id] = int(amount)
        elif amount > 0:
            days[household_id][indicator] = day
    return days, products


def initials(name: str) -> str:
    return ".".join(word[0] for word in name.split()) + "."
