"""One level down: villages and teams add up to their commune, communes to provinces, those to the
country; what few households earned is told together."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.campaign import moves
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Level, Place
from storefront.reports import breakdown, figures
from storefront.reports.breakdown import Part
from storefront.reports.figures import ANNEX
from storefront.reports.periods import Span, period_of
from storefront.shops.models import Household
from tests.village import (
    a_commune,
    a_household,
    a_place,
    a_team,
    a_village,
    a_village_goes_over,
    counted,
)

AUGUST = period_of(Span.MONTH, date(2026, 8, 1))
TODAY = date(2026, 9, 2)
LAST_SECOND = datetime(2026, 8, 31, 16, 59, 59, tzinfo=UTC)
JUST_AFTER = datetime(2026, 8, 31, 17, 0, 0, tzinfo=UTC)
IN_JULY = datetime(2026, 7, 31, 16, 59, 59, tzinfo=UTC)


def said(place: Place, geography: Geography = Geography.NOW) -> dict[str, Any]:
    return figures.drawn_up(place, AUGUST, geography=geography, today=TODAY)


def table(said: dict[str, Any], by: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = next(it["lines"] for it in said["breakdowns"] if it["by"] == by)
    return lines


def added(lines: list[dict[str, Any]], of: Indicator, column: str) -> int:
    return sum(it["sums"].get(of.value, {}).get(column) or 0 for it in lines)


def told(said: dict[str, Any], of: Indicator, column: str) -> int:
    """Nothing where nothing was ever counted."""
    return next(it[column] for it in said["indicators"] if it["indicator"] == of) or 0


@pytest.fixture
def country(app: Flask) -> Place:
    """Two provinces; in the first a commune of three villages, one household without a team."""
    with deed():
        country = a_place("Việt Nam", level=Level.COUNTRY)
        for name in ("Lạng Sơn", "Cao Bằng"):
            province = a_place(name, inside=country, level=Level.PROVINCE)
            commune = a_commune(f"Chi Lăng {name}", inside=province)
            for number in range(3):
                village = a_village(f"Bản {number}", inside=commune)
                team = a_team(village) if number else None
                for _one in range(2 + 4 * number):
                    sells(a_household(village=village, team=team), 1_000 * (1 + number))
            a_village("Bản Vắng", inside=commune)
        a_commune("Chưa có gì", inside=province)
    return country


def sells(household: Household, amount: int) -> None:
    counted(Indicator.HOUSEHOLD_REGISTERED, household, at=IN_JULY)
    counted(Indicator.SHOP_OPENED, household, at=IN_JULY)
    counted(Indicator.ORDER_PLACED, household, at=LAST_SECOND)
    counted(Indicator.REVENUE, household, amount=7, at=IN_JULY)
    counted(Indicator.REVENUE, household, amount=amount, at=LAST_SECOND)
    counted(Indicator.REVENUE, household, amount=9_999, at=JUST_AFTER)


def the(name: str) -> Place:
    return session.scalars(select(Place).where(Place.name == name)).one()


@pytest.mark.parametrize("geography", list(Geography))
def test_every_level_adds_up_to_the_one_above(country: Place, geography: Geography) -> None:
    """As now and as then, after a village and a household moved, to the đồng."""
    with deed():
        a_village_goes_over(the_first("Bản 2"), into=the("Chưa có gì"), on=date(2026, 8, 15))
        lives = Household.village_id == the_first("Bản 1").id
        someone = session.scalars(select(Household).where(lives)).first()
        assert someone
        moves.move_household(someone, to=the_first("Bản 0"), on=date(2026, 8, 20))

    whole = said(country, geography)
    for column in ("in_period", "total"):
        for of in ANNEX:
            assert added(table(whole, "province"), of, column) == told(whole, of, column)
            for province in ("Lạng Sơn", "Cao Bằng"):
                middle = said(the(province), geography)
                assert added(middle["communes"], of, column) == told(middle, of, column)
            for name in ("Chi Lăng Lạng Sơn", "Chưa có gì"):
                commune = said(the(name), geography)
                for by in ("village", "team"):
                    assert added(table(commune, by), of, column) == (told(commune, of, column))


def the_first(name: str) -> Place:
    found = session.scalars(select(Place).where(Place.name == name).order_by(Place.id)).first()
    assert found
    return found


def test_columns_hold_the_period_and_all_before_it(country: Place) -> None:
    lines = {it["name"]: it for it in table(said(the("Chi Lăng Lạng Sơn")), "village")}

    assert lines["thôn Bản 2"]["sums"]["revenue"] == {"in_period": 30_000, "total": 30_070}
    assert lines["thôn Bản 1"]["sums"]["shop_opened"] == {"in_period": 0, "total": 6}
    silent = lines["thôn Bản Vắng"]["sums"]
    assert {it["total"] for it in silent.values()} == {None}, "nothing heard is not zero"


def test_what_a_few_households_earned_is_told_with_the_next(country: Place) -> None:
    """Two shops in the smallest village: its money stands in one sum with the next one's."""
    lines = table(said(the("Chi Lăng Lạng Sơn")), "village")

    hidden = [it["name"] for it in lines if it["is_told_below"]]
    assert hidden == ["thôn Bản 0", "thôn Bản 1"]
    (together,) = [it for it in lines if it["together"]]
    assert together["sums"]["revenue"]["in_period"] == 2 * 1_000 + 6 * 2_000
    opened = {it["name"]: it["sums"].get("shop_opened") for it in lines}
    assert opened["thôn Bản 0"] == {"in_period": 0, "total": 2}, "counts are told: shops are public"


@pytest.mark.parametrize(
    ("shops", "together"),
    [([6, 9], 0), ([4, 9], 2), ([1, 1, 9], 3), ([2, 3, 9], 2), ([1], 0), ([0, 3, 5, 9], 2)],
)
def test_a_sum_is_never_of_one_part_or_of_few_shops(shops: list[int], together: int) -> None:
    parts = [
        Part(str(it), None, {Indicator.SHOP_OPENED: (0, it), Indicator.REVENUE: (it, it)})
        for it in shops
    ]

    assert len(breakdown.few_together(parts)) == together


def test_households_without_a_team_have_their_line(country: Place) -> None:
    lines = table(said(the("Chi Lăng Lạng Sơn")), "team")

    (nobody,) = [it for it in lines if it["name"] is None and not it["together"]]
    assert nobody["sums"]["household_registered"]["total"] == 2
    assert clock.village_date(LAST_SECOND) == AUGUST.last
