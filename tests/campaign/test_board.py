"""The live board says what the growth page says, at the same moment, and names nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from storefront import clock
from storefront.campaign import actions, baselines, board, figures, folding, headlines, queries
from storefront.campaign.board import Board
from storefront.campaign.ranking import ranked
from storefront.db import deed, session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.places.models import Place
from tests import statements
from tests.village import MARKET_DAY, a_commune, a_household, a_province, a_village, counted

TODAY = clock.village_date(MARKET_DAY)
MIDNIGHT = clock.start_of(TODAY)


@pytest.fixture
def province(app: Flask) -> Place:
    with deed():
        province = a_province(code="20")
        actions.start_known_campaign(province)
    return province


def looked(place: Place) -> Board:
    return board.board(board.scope_of(session.get_one(Place, place.id), today=TODAY))


def busy(province: Place, name: str, *, orders: int, at: datetime = MARKET_DAY) -> None:
    farm = a_household(village=a_village(inside=a_commune(name, inside=province)))
    counted(Indicator.SHOP_OPENED, farm, amount=40, at=at - timedelta(days=60))
    for _each in range(orders):
        counted(Indicator.ORDER_PLACED, farm, at=at)
        counted(Indicator.REVENUE, farm, amount=35_000, at=at)


def test_it_says_what_the_growth_page_says_folded_or_not(province: Place) -> None:
    with deed():
        busy(province, "Chi Lăng", orders=3)
    with deed():
        folding.fold(limit=4)
        busy(province, "Hữu Lũng", orders=2, at=MARKET_DAY - timedelta(days=1))

    here = looked(province)
    scope, by = here.scope, Indicator.ORDER_PLACED
    page = headlines.headlines(
        figures.add_up(line.totals for line in ranked(queries.lines(scope, by), by)),
        baselines.of(queries.campaign_for(scope.place, on=TODAY), scope.place),
        on=TODAY,
    )

    assert [it.growth for it in here.headlines] == [it.growth for it in page]
    assert [it.growth.value for it in here.headlines] == [80, 0, 175_000]
    assert here.today == {
        Indicator.ORDER_PLACED: 3,
        Indicator.REVENUE: 105_000,
        Indicator.SHOP_OPENED: 0,
    }
    assert [orders for _day, orders in here.days[-3:]] == [0, 2, 3]


def test_the_day_begins_at_midnight_in_the_village(province: Place) -> None:
    with deed():
        busy(province, "Chi Lăng", orders=1, at=MIDNIGHT)
        busy(province, "Hữu Lũng", orders=1, at=MIDNIGHT - timedelta(seconds=1))

    assert looked(province).today[Indicator.REVENUE] == 35_000


def test_a_commune_with_few_is_not_named_beside_a_moment(province: Place) -> None:
    with deed():
        busy(province, "Hữu Lũng", orders=5)
        busy(province, "Chi Lăng", orders=4)

    named = {it.commune for it in looked(province).events if it.indicator == "order_placed"}

    assert named == {"xã Hữu Lũng", None}


def test_what_was_set_aside_did_not_happen_anew(province: Place) -> None:
    with deed():
        farm = a_household(village=a_village(inside=a_commune(inside=province)))
        counted(Indicator.ORDER_PLACED, farm)
    before = looked(province)
    with deed():
        for nth, amount in enumerate((-1, 1)):
            facts.record(
                Indicator.ORDER_PLACED,
                cause=f"aside:{nth}",
                household_id=farm.id,
                village=farm.village,
                amount=amount,
                at=MARKET_DAY,
            )

    assert looked(province).events == before.events


def test_a_fact_moves_its_beat(province: Place) -> None:
    with deed():
        busy(province, "Chi Lăng", orders=1)
    before = looked(province).beat
    with deed():
        busy(province, "Hữu Lũng", orders=1)

    assert looked(province).beat != before


def test_it_asks_few_questions(province: Place) -> None:
    with deed():
        busy(province, "Chi Lăng", orders=1)
    scope = board.scope_of(session.get_one(Place, province.id), today=TODAY)

    with statements.counted() as asked:
        board.board(scope)

    assert len(asked) <= 5, asked
