"""Which scenes are played, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from storefront import codes
from storefront.db import session
from storefront.demo.chance import Chance
from storefront.demo.farms import Farm
from storefront.demo.pictures import Pictures
from storefront.demo.scenes import (
    desks,
    harvests,
    helpers,
    houses,
    kitchens,
    learning,
    lists,
    markets,
    regulars,
    rounds,
    scales,
    stage,
    tongues,
    troubles,
)
from storefront.facts.models import Unfolded
from storefront.payments.tills import Tills
from storefront.settings import Settings


def play(
    farms: Sequence[Farm], pictures: Pictures, settings: Settings, chance: Chance, *, now: datetime
) -> None:
    """Codes and secrets come from the seed as well, so that the market is the same every time."""
    with codes.drawn_from(chance.source):
        _play(stage.build(farms, pictures, now=now), Tills.of(settings))
    session.execute(delete(Unfolded))  # all sums are made afresh after this


def _play(here: stage.Stage, tills: Tills) -> None:
    regulars.weekly_box(here)
    troubles.gets_money(here, tills)
    troubles.appeals(here)
    troubles.waits(here)
    kitchens.canteen(here)
    kitchens.neighbours(here)
    harvests.rain(here)
    harvests.tea(here)
    scales.as_said(here)
    scales.heavier(here)
    regulars.by_telephone(here)
    houses.sends(here)
    houses.rests(here)
    houses.is_kept_in_mind(here)
    markets.market_day(here)
    markets.sticker_moved(here)
    desks.access_point(here)
    helpers.agrees_anew(here)
    helpers.not_asked_for(here)
    tongues.sample(here)
    rounds.goes_round(here)
    learning.learns(here)
    helpers.writes_down_twice(here)
    lists.brings_lists(here)
