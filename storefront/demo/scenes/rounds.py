"""The helper of the valley house goes round: how the telephone is there, and whom to see."""

from __future__ import annotations

from sqlalchemy import select

from storefront.db import session
from storefront.demo.scenes.stage import DAY, HOUR, Stage
from storefront.shops.models import Household
from storefront.visits import plans, signals
from storefront.visits.models import Network, Strength

_FOUND = (
    (90, None, Strength.WEAK),
    (20, Network.VIETTEL, Strength.GOOD),
    (20, Network.VINAPHONE, Strength.WEAK),
    (6, Network.MOBIFONE, Strength.NONE),
)
"""So many days ago, about which network."""
TOMORROW, LEFT_OVER = 3, 1


def goes_round(stage: Stage) -> None:
    """Some houses are planned for tomorrow; one was planned for a day on which nobody came."""
    house = stage.valley
    village = house.shop.household.village
    for ago, network, strength in _FOUND:
        signals.mark(village, network, strength, by=house.helper, at=stage.morning(ago=ago))
    around = (
        select(Household)
        .where(Household.village_id == village.id, Household.keeper_id != house.helper.id)
        .order_by(Household.id)
        .limit(TOMORROW + LEFT_OVER)
    )
    homes = session.scalars(around).all()
    missed, others = homes[:LEFT_OVER], homes[LEFT_OVER:]
    then = stage.now - 3 * DAY
    plans.plan(missed, stage.today - 2 * DAY, by=house.helper, at=then)
    plans.plan(others, stage.today + DAY, by=house.helper, at=stage.now - HOUR)
