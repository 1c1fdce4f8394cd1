"""All communes by months: what the table of communes shows is the facts, added up plainly."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import extract, func, select

from storefront.campaign import folding, moves, sums
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Place
from storefront.shops.models import Household
from tests.village import a_commune, a_household, a_province, a_village, counted

TODAY = date(2026, 8, 22)
MOMENTS = [
    datetime(2024, 2, 29, 16, 59, 59, tzinfo=UTC),  # the last second of a leap day in the village
    datetime(2024, 2, 29, 17, tzinfo=UTC),
    datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 31, 17, tzinfo=UTC),
    datetime(2026, 8, 22, 3, tzinfo=UTC),
]

Table = dict[tuple[int, int, int], int]


def told(province: Place, geography: Geography) -> Table:
    scope = scope_of(province, until=TODAY, geography=geography, today=TODAY)
    months = sums.by_commune_and_month(scope, Indicator.REVENUE)
    return {
        (commune, month.year, month.month): amount
        for commune, by_month in months.items()
        for month, amount in by_month.items()
        if amount
    }


def added_plainly(commune: object) -> Table:
    year, month = (extract(part, Fact.day) for part in ("year", "month"))
    rows = session.execute(
        select(commune, year, month, func.sum(Fact.amount))  # type: ignore[call-overload]
        .select_from(Fact)
        .join(Household, Household.id == Fact.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(Fact.indicator == Indicator.REVENUE)
        .group_by(commune, year, month)
    )
    return {(it[0], int(it[1]), int(it[2])): int(it[3]) for it in rows}


@pytest.mark.parametrize("folded", [0, 4, 100])
def test_communes_by_months_are_the_facts_added_up(app: Flask, folded: int) -> None:
    with deed():
        province = a_province()
        communes = [a_commune(name, inside=province) for name in ("Chi Lăng", "Bắc Sơn")]
        homes = [a_household(village=a_village(inside=it)) for it in (*communes, *communes)]
        for nth, home in enumerate(homes):
            for at in MOMENTS[nth:]:
                counted(Indicator.REVENUE, home, amount=10**nth * 1000, at=at)
        folding.fold(limit=folded)
        moves.move_household(homes[0], to=homes[1].village, on=date(2026, 8, 1))

    assert told(province, Geography.NOW) == added_plainly(Place.parent_id)
    assert told(province, Geography.THEN) == added_plainly(Fact.commune_id)
    assert len(told(province, Geography.NOW)) == 8, "a month with nothing has no cell"
