"""What a reform is to do and what it has done, as it is kept with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storefront.accounts import actions as accounts
from storefront.campaign.models import Reform
from storefront.db import session
from storefront.places.models import Level, Place
from storefront.reforms import plan as plans
from storefront.reforms.plan import Plan, Uniting
from storefront.shops.models import Household


def plan_of(reform: Reform) -> Plan:
    return plans.read(reform.kind, reform.plan)


def write(reform: Reform, **known: Any) -> None:
    reform.journal = {**reform.journal, **known}


def moved(reform: Reform) -> list[tuple[int, int]]:
    """Each village that went over, and from which commune."""
    return [(village, old) for village, old in reform.journal.get("moved", [])]


def trace(verb: str, reform: Reform, *, at: datetime) -> None:
    accounts.trace(
        verb, f"reform:{reform.id}", actor=reform.entered_by, detail={"villages": reform.total},
        at=at,
    )  # fmt: skip


def places(ids: Iterable[int]) -> list[Place]:
    """In the order of their numbers."""
    wanted = list(ids)
    found = {it.id: it for it in session.scalars(select(Place).where(Place.id.in_(wanted)))}
    return [found[it] for it in wanted if it in found]


def reach(plan: Plan) -> set[int]:
    """All that it names; of provinces, the communes that stand in them."""
    if isinstance(plan, Uniting):
        return {it.id for it in communes_in(plan.olds)}
    return plans.named(plan)


def communes_in(provinces: Iterable[int]) -> list[Place]:
    """Those that stand in these provinces, province by province, by code."""
    inside = select(Place).where(Place.level == Level.COMMUNE, Place.valid_to.is_(None))
    return [
        commune
        for number in provinces
        for commune in session.scalars(inside.where(Place.parent_id == number).order_by(Place.code))
    ]


def households_in(places_: set[int]) -> int:
    """Living in these villages, or in villages of these communes."""
    villages = select(Place.id).where(Place.id.in_(places_) | Place.parent_id.in_(places_))
    counted = select(func.count()).select_from(Household)
    return session.scalar(counted.where(Household.village_id.in_(villages))) or 0
