"""Amounts held out of a figure, by adding facts: sums follow, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront.campaign import folding, moves
from storefront.campaign.models import Fold, TotalFold
from storefront.db import deed, session
from storefront.facts.models import COUNTED, HELD, Fact, Indicator
from storefront.facts.setting_aside import Standing, move
from tests.village import MARKET_DAY, a_commune, a_household, a_village, counted


def standing_at(*path: Standing) -> dict[Indicator, int]:
    """What the folds say of 200.000 ₫ that went this way."""
    with deed():
        counted(Indicator.REVENUE, a_household(), amount=200_000)
        fact = session.scalars(select(Fact)).one()
        for turn, (before, after) in enumerate(pairwise(path), start=1):
            move(fact, before, after, turn=turn, at=MARKET_DAY)
        folding.fold()
    rows = session.execute(
        select(TotalFold.indicator, func.sum(TotalFold.amount)).group_by(TotalFold.indicator)
    )
    return {indicator: int(amount) for indicator, amount in rows if amount}


IN, HELD_OUT, OUT = Standing.COUNTED, Standing.HELD, Standing.OUT


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((IN, HELD_OUT), {Indicator.HELD_REVENUE: 200_000}),
        ((IN, HELD_OUT, IN), {Indicator.REVENUE: 200_000}),
        ((IN, HELD_OUT, OUT), {}),
        ((IN, HELD_OUT, OUT, HELD_OUT), {Indicator.HELD_REVENUE: 200_000}),
        ((IN, HELD_OUT, OUT, HELD_OUT, IN), {Indicator.REVENUE: 200_000}),
    ],
)
def test_an_amount_is_in_its_figure_or_held_or_nowhere(
    app: Flask, path: tuple[Standing, ...], found: dict[Indicator, int]
) -> None:
    assert standing_at(*path) == found


def test_the_same_move_told_twice_is_made_once(app: Flask) -> None:
    with deed():
        counted(Indicator.REVENUE, a_household(), amount=200_000)
        fact = session.scalars(select(Fact)).one()
        for _time in (1, 2):
            move(fact, IN, HELD_OUT, turn=1, at=MARKET_DAY)

    assert session.scalar(select(func.sum(Fact.amount)).where(Fact.indicator == "revenue")) == 0


def test_what_is_held_stays_where_it_was_counted_and_moves_with_the_household(app: Flask) -> None:
    with deed():
        there = a_village(inside=a_commune("Kiên Mộc"))
        household = a_household()
        counted(Indicator.REVENUE, household, amount=200_000)
        then = household.village.parent_id
        moves.move_household(household, to=there, on=MARKET_DAY.date())
        move(session.scalars(select(Fact)).one(), IN, HELD_OUT, turn=1, at=MARKET_DAY)
        folding.fold()

    rows = session.scalars(select(Fold).where(Fold.indicator == Indicator.HELD_REVENUE)).all()
    assert [(it.commune_id, it.now_id, it.amount) for it in rows] == [
        (then, there.parent_id, 200_000)
    ]


def test_every_indicator_has_a_twin() -> None:
    assert set(HELD) | set(HELD.values()) == set(Indicator)
    assert not set(COUNTED) & set(HELD.values())
