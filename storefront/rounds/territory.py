"""What each village of a territory is like: its houses and shops, what is late there, how good the
telephone is, and whether anybody goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.facts.windows import REACHED_DAYS
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.screening.models import EarlyWarning, WarningKind
from storefront.shops.folders import queries as folders
from storefront.shops.models import Folder, Household, Shop
from storefront.visits import plans, signals
from storefront.visits.models import Outcome, PlannedVisit, Signal, Visit
from storefront.visits.queries import STANDS

VISIT = Permission.VISIT_WRITE


@dataclass(slots=True)
class Village:
    place: Place
    signals: signals.Standing
    households: int = 0
    shops: int = 0
    ready: int = 0
    folders: int = 0
    """Not live yet."""
    late: int = 0
    unanswered: int = 0
    """Orders nobody answers for too long, as the market last looked."""
    planned: int = 0
    """Houses to which somebody means to go."""
    reached: int = 0
    """Houses where somebody was there when the team came, in 90 days."""
    last: date | None = None

    @property
    def signal(self) -> Signal | None:
        """The one word of the village book."""
        return Signal(self.place.signal) if self.place.signal else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A territory in one line."""

    villages: list[Village] = field(default_factory=list)

    def total(self, name: str) -> int:
        return sum(getattr(it, name) for it in self.villages)

    @property
    def unreached(self) -> int:
        """Villages with houses, none of which was reached in 90 days."""
        return sum(it.households > 0 and it.reached == 0 for it in self.villages)

    @property
    def silent(self) -> int:
        return sum(it.signal is Signal.NONE for it in self.villages)

    @property
    def unknown(self) -> int:
        """Villages of whose signal nobody has said anything."""
        return sum(it.signal is None for it in self.villages)


def villages_of(person: Person, *, on: date) -> Collection[Place]:
    """Where this person goes from house to house."""
    return places.villages_inside(person.places_where(VISIT, on=on), on=on)


def village_for(code: str, person: Person, *, on: date) -> Place | None:
    found = places.village_to_edit(code, person.places_where(VISIT, on=on))
    return found if found and found.stood_on(on) else None


def coverage(villages: Collection[Place], *, at: datetime) -> Coverage:
    today = clock.village_date(at)
    marks = signals.standing(villages)
    rows = {it.id: Village(it, marks[it.id]) for it in villages}
    for name, wanted in _figures(rows, today=today, at=at).items():
        for village, value in session.execute(wanted.group_by(Household.village_id)):
            setattr(rows[village], name, value)
    return Coverage(list(rows.values()))


def _figures(ids: Collection[int], *, today: date, at: datetime) -> Mapping[str, Select[Any]]:
    """By the name of a figure, how it is asked: village and value."""
    many, houses = func.count(), func.count(Household.id.distinct())
    open_folders = _here(ids, many).join(Folder, Folder.household_id == Household.id)
    visited = _here(ids, func.max(Visit.day)).join(Visit, Visit.household_id == Household.id)
    met = _here(ids, houses).join(Visit, Visit.household_id == Household.id)
    return {
        "households": _here(ids, many),
        "shops": _here(ids, many).join(Shop, Shop.household_id == Household.id),
        "ready": _here(ids, houses)
        .join(Fact, Fact.household_id == Household.id)
        .where(Fact.indicator == Indicator.SHOP_READY),
        "folders": open_folders.where(Folder.live_on.is_(None)),
        "late": folders.late(Household.village_id, many, today=today).where(
            Household.village_id.in_(ids), Household.gone_at.is_(None)
        ),
        "unanswered": _here(ids, many)
        .join(EarlyWarning, EarlyWarning.household_id == Household.id)
        .where(
            EarlyWarning.kind == WarningKind.UNANSWERED,
            EarlyWarning.ended_at.is_(None),
            or_(EarlyWarning.quiet_until.is_(None), EarlyWarning.quiet_until < at),
        ),
        "planned": _here(ids, many)
        .join(PlannedVisit, PlannedVisit.household_id == Household.id)
        .where(plans.OPEN, PlannedVisit.day >= today),
        "reached": met.where(
            STANDS,
            Visit.outcome != Outcome.NOBODY_HOME,
            Visit.day > today - timedelta(days=REACHED_DAYS),
        ),
        "last": visited.where(STANDS),
    }


def _here(ids: Collection[int], value: Any) -> Select[Any]:
    return (
        select(Household.village_id, value)
        .select_from(Household)
        .where(Household.village_id.in_(ids), Household.gone_at.is_(None))
    )
