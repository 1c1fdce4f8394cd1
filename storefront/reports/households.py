"""Every household of a place as one Excel sheet, commune by commune.

Written as it is read, so that a province costs no more memory than a commune. Only households
that agreed to be in reports are in it (ADR 28).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from storefront.accounts.models import Person
from storefront.campaign.drill import agreed
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.reports import row_by_row
from storefront.reports.row_by_row import Row
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
    is_csv, heads = path.suffix == ".csv", wording.heads
    file = (
        row_by_row.csv(path, heads) if is_csv else row_by_row.workbook(path, heads, wording.title)
    )
    with file as put:
        for done, commune in enumerate(communes, start=1):
            for row in (rows or _rows)(commune, wording, line):
                put(row)
            yield done


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
