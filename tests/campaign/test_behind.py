"""Rows behind a number, a page at a time: the newest first, and none left out or told twice."""

from datetime import date, timedelta

import pytest
from flask import Flask

from storefront.campaign import behind, drill, folding, moves
from storefront.campaign.queries import scope_of
from storefront.campaign.scope import Geography
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests import statements
from tests.village import (
    MARKET_DAY,
    a_commune,
    a_household,
    a_province,
    a_team,
    a_village,
    counted,
)

TODAY = date(2026, 8, 22)


def some_behind(commune: Place, geography: Geography) -> list[int]:
    """Read two at a time."""
    scope = scope_of(commune, until=TODAY, geography=geography, today=TODAY)
    found: list[int] = []
    while some := behind.newest_behind(scope, Indicator.ORDER_PLACED, skip=len(found), limit=2):
        found += [row.id for row in some]
    all_ = session.execute(behind.facts_behind(scope, Indicator.ORDER_PLACED)).all()
    assert found == [row.id for row in all_]
    return found


@pytest.mark.parametrize("is_folded", [True, False])
def test_a_page_of_rows_follows_those_who_moved(app: Flask, is_folded: bool) -> None:
    with deed():
        province = a_province()
        here, there = (a_commune(name, inside=province) for name in ("Chi Lăng", "Bắc Sơn"))
        mover, stays, host = (
            a_household(village=a_village(inside=commune)) for commune in (here, here, there)
        )
        for nth, it in enumerate((mover, stays, host, mover, host)):
            counted(Indicator.ORDER_PLACED, it, at=MARKET_DAY - timedelta(days=nth % 3))
        if is_folded:
            folding.fold()
        moves.move_household(mover, to=a_village(inside=there), on=date(2026, 8, 1))

    assert [len(some_behind(here, it)) for it in Geography] == [1, 3]
    assert [len(some_behind(there, it)) for it in Geography] == [4, 2]


def test_only_communes_of_those_who_live_here_are_looked_through(app: Flask) -> None:
    """In any other no row would be found, and all of its facts would be looked at for it."""
    with deed():
        province = a_province()
        here, there = (a_commune(name, inside=province) for name in ("Chi Lăng", "Bắc Sơn"))
        for commune in (here, there):
            home = a_household(village=a_village(inside=commune))
            counted(Indicator.ORDER_PLACED, home, at=MARKET_DAY)
    scope = scope_of(here, until=TODAY, geography=Geography.NOW, today=TODAY)

    with statements.counted() as asked:
        assert len(behind.newest_behind(scope, Indicator.ORDER_PLACED, skip=0, limit=9)) == 1

    looked_through = [it for it in asked if "fact.commune_id = " in it]
    assert [it.count("fact.commune_id = ") for it in looked_through] == [1]


def test_a_page_of_a_households_rows(app: Flask) -> None:
    with deed():
        home = a_household()
        for nth in range(5):
            counted(Indicator.ORDER_PLACED, home, at=MARKET_DAY - timedelta(days=nth % 2))

    pages = [
        [row.id for row in behind.newest_of(home, until=TODAY, skip=skip, limit=4)]
        for skip in (0, 4)
    ]
    all_ = session.execute(behind.facts_of(home, until=TODAY)).all()
    assert [*pages[0], *pages[1]] == [row.id for row in all_]


def test_a_page_of_teams_is_a_part_of_all_teams(app: Flask) -> None:
    with deed():
        province = a_province()
        village = a_village(inside=a_commune(inside=province))
        for shops in range(5):
            home = a_household(village=village)
            home.team_id = a_team(village).id
            for nth in range(shops):
                counted(Indicator.SHOP_OPENED, home, at=MARKET_DAY - timedelta(days=nth))
            if shops == 2:
                folding.fold()
    scope = scope_of(province, until=TODAY, geography=Geography.NOW, today=TODAY)

    pages = [drill.some_teams(scope, skip=skip, limit=2) for skip in (0, 2, 4, 6)]

    assert [tuple(row) for page in pages for row in page] == [
        tuple(row) for row in session.execute(drill.teams(scope))
    ]
    assert [len(page) for page in pages] == [2, 2, 0, 0], (
        "of a team without shops nothing was counted"
    )
