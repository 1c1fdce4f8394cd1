"""Sums that follow the facts: folded, moved, merged, made afresh, and never off by one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.campaign import folding
from storefront.campaign.models import Fold, MonthFold, TeamFold, TotalFold
from storefront.db import deed, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.shops.models import Household
from tests.village import MARKET_DAY, a_commune, a_household, a_team, a_village, counted


def folded(table: type[Fold | MonthFold | TotalFold | TeamFold]) -> dict[tuple[object, ...], int]:
    columns = [column for column in table.__table__.c if column.name != "amount"]
    rows = session.execute(select(*columns, table.__table__.c.amount))
    return {tuple(row[:-1]): row[-1] for row in rows}


def test_facts_become_sums_of_their_day_month_and_team(app: Flask) -> None:
    with deed():
        village = a_village()
        here = village.parent_id
        household = a_household(village=village, team=a_team(village))
        counted(Indicator.REVENUE, household, amount=204_000)
        counted(Indicator.REVENUE, household, amount=-4_000)

        folding.fold()

    revenue = Indicator.REVENUE
    assert folded(Fold) == {(here, revenue, date(2026, 8, 22), here): 200_000}
    assert folded(MonthFold) == {(here, revenue, date(2026, 8, 1), here): 200_000}
    assert folded(TotalFold) == {(here, revenue, here): 200_000}
    assert folded(TeamFold) == {(here, revenue, household.team_id): 200_000}


def test_folding_again_adds_nothing(app: Flask) -> None:
    with deed():
        counted(Indicator.SHOP_OPENED, a_household())
        assert folding.fold() == 1

    with deed():
        assert folding.fold() == 0

    assert list(folded(Fold).values()) == [1]


def test_a_fold_that_breaks_off_takes_nothing(app: Flask) -> None:
    with deed():
        counted(Indicator.SHOP_OPENED, a_household())

    with suppress(ZeroDivisionError), deed():
        folding.fold()
        raise ZeroDivisionError

    assert folded(Fold) == {}
    assert session.scalar(select(func.count(Unfolded.fact_id))) == 1
    assert folding.fold_all(at=MARKET_DAY) == 1


def test_a_deed_that_fails_is_not_counted(app: Flask) -> None:
    with deed():
        household = a_household()

    with suppress(ZeroDivisionError), deed():
        counted(Indicator.SHOP_OPENED, household)
        raise ZeroDivisionError

    assert session.scalar(select(Fact)) is None
    assert session.scalar(select(Unfolded)) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 2, 28, 16, 59, 59, tzinfo=UTC), date(2024, 2, 28)),
        (datetime(2024, 2, 28, 17, 0, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 16, 59, 59, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2024, 2, 29, 17, 0, 0, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 17, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_a_day_ends_at_midnight_in_the_village(app: Flask, moment: datetime, day: date) -> None:
    with deed():
        counted(Indicator.ORDER_PLACED, a_household(), at=moment)
        folding.fold()

    assert {key[2] for key in folded(Fold)} == {day}
    assert {key[2] for key in folded(MonthFold)} == {day.replace(day=1)}


def test_sums_follow_a_household_that_moves(app: Flask) -> None:
    with deed():
        old, new = a_commune("Chi Lăng"), a_commune("Bắc Sơn")
        household = a_household(village=a_village(inside=old))
        counted(Indicator.SHOP_OPENED, household)
        folding.fold()
        counted(Indicator.ACCOUNT_DECLARED, household)

        with folding.moving(select(Household.id).where(Household.id == household.id)):
            household.village = a_village(inside=new)
        folding.fold()

    where = {(key[0], key[3]) for key in folded(Fold)}
    assert where == {(new.id, old.id)}, "now it lives there, then it lived here"
    assert sum(folded(Fold).values()) == 2
