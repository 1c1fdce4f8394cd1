"""Which house somebody means to go to, and on which day. The visit itself ticks it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import session
from storefront.errors import MarketError
from storefront.places.models import Place
from storefront.shops import noting
from storefront.shops.models import Household
from storefront.visits.models import PlanEnd, PlannedVisit, Visit

AHEAD = timedelta(days=60)
MOST = 60
"""Houses at a time: more nobody goes to in a day."""
OPEN = PlannedVisit.ended_at.is_(None)


class BadPlanDay(MarketError):
    """Before today, or more than two months ahead."""


class NoPlan(MarketError):
    """Nobody means to go there, or somebody has been there meanwhile."""


@dataclass(frozen=True, slots=True)
class Planned:
    made: list[PlannedVisit]
    taken: list[PlannedVisit]
    """Somebody means to go there already; that stays as it is."""


def plan(homes: Sequence[Household], day: date, *, by: Person, at: datetime) -> Planned:
    """A day that is over and on which nobody came is given another. Raises BadPlanDay."""
    today = _possible(day, at=at)
    _alone_with(homes)
    known = open_at(homes)
    done = Planned([], [])
    for home in homes:
        before = known.get(home.id)
        if before is None:
            done.made.append(_made(home, day, by=by, at=at))
        elif before.day < today:
            _moved(before, day, by=by, at=at)
            done.made.append(before)
        elif before.day != day or before.by_id != by.id:
            done.taken.append(before)
    session.flush()
    return done


def move(household: Household, day: date, *, by: Person, at: datetime) -> None:
    """Whoever moves it means to go. Raises BadPlanDay, NoPlan."""
    _possible(day, at=at)
    it = _of(household)
    if it.day != day:
        _moved(it, day, by=by, at=at)


def drop(household: Household, *, by: Person, at: datetime) -> None:
    """Nobody goes there on that day after all. Raises NoPlan."""
    _dropped(_of(household), by=by, at=at)


def move_mine(villages: Iterable[Place], day: date, to: date, *, by: Person, at: datetime) -> int:
    """All houses to which this person still means to go on a day. Raises BadPlanDay, NoPlan."""
    _possible(to, at=at)
    mine = _mine(villages, day, by=by)
    for it in mine:
        if it.day != to:
            _moved(it, to, by=by, at=at)
    return len(mine)


def drop_mine(villages: Iterable[Place], day: date, *, by: Person, at: datetime) -> int:
    """None of them after all. Raises NoPlan."""
    mine = _mine(villages, day, by=by)
    for it in mine:
        _dropped(it, by=by, at=at)
    return len(mine)


def fulfil(visit: Visit, *, at: datetime) -> None:
    """By any visit since it was planned, on another day or by somebody else too."""
    it = open_at([visit.household]).get(visit.household_id)
    if it and clock.village_date(it.planned_at) <= visit.day:
        it.ended_at, it.ended_as, it.visit = at, PlanEnd.VISITED, visit


def open_again(visit: Visit) -> None:
    """The visit was a mistake: somebody still means to go, unless there is a newer plan."""
    wanted = select(PlannedVisit).where(PlannedVisit.visit_id == visit.id)
    it = session.scalar(wanted)
    if it and not open_at([visit.household]):
        it.ended_at = it.ended_as = it.visit = None


def open_at(homes: Iterable[Household]) -> dict[int, PlannedVisit]:
    """By household."""
    ids = [it.id for it in homes]
    wanted = select(PlannedVisit).where(PlannedVisit.household_id.in_(ids), OPEN)
    found = session.scalars(wanted.options(joinedload(PlannedVisit.by)))
    return {it.household_id: it for it in found}


def _of(household: Household) -> PlannedVisit:
    _alone_with([household])
    it = open_at([household]).get(household.id)
    if it is None:
        raise NoPlan(household.code)
    return it


def _mine(villages: Iterable[Place], day: date, *, by: Person) -> Sequence[PlannedVisit]:
    _alone_with([it.household for it in of_day(villages, day) if _is_mine(it, by)])
    session.expire_all()  # a house may have been moved or visited while we waited
    mine = [it for it in of_day(villages, day) if _is_mine(it, by)]
    if not mine:
        raise NoPlan(day.isoformat())
    return mine


def _is_mine(it: PlannedVisit, person: Person) -> bool:
    return it.by_id == person.id and it.ended_at is None


def _possible(day: date, *, at: datetime) -> date:
    today = clock.village_date(at)
    if not today <= day <= today + AHEAD:
        raise BadPlanDay(day.isoformat())
    return today


def _alone_with(homes: Sequence[Household]) -> None:
    """Of two who plan the same house at once the second one is told. In id order, always."""
    wanted = select(Household.id).where(Household.id.in_([it.id for it in homes]))
    session.execute(wanted.order_by(Household.id).with_for_update(key_share=True)).all()


def _made(home: Household, day: date, *, by: Person, at: datetime) -> PlannedVisit:
    made = PlannedVisit(household=home, day=day, by=by, planned_at=at)
    session.add(made)
    noting.trace("visit.plan", home, by=by, at=at, day=day.isoformat())
    return made


def _moved(it: PlannedVisit, day: date, *, by: Person, at: datetime) -> None:
    it.day, it.by, it.planned_at = day, by, at
    noting.trace("visit.move", it.household, by=by, at=at, day=day.isoformat())


def _dropped(it: PlannedVisit, *, by: Person, at: datetime) -> None:
    it.ended_at, it.ended_as = at, PlanEnd.DROPPED
    noting.trace("visit.drop", it.household, by=by, at=at, day=it.day.isoformat())


def days(villages: Iterable[Place], *, since: date) -> dict[date, int]:
    """How many houses on each day from then on, those that were reached among them."""
    wanted = (
        select(PlannedVisit.day, func.count())
        .join(Household, Household.id == PlannedVisit.household_id)
        .where(
            Household.village_id.in_([it.id for it in villages]),
            PlannedVisit.day >= since,
            PlannedVisit.ended_as.is_distinct_from(PlanEnd.DROPPED),
        )
        .group_by(PlannedVisit.day)
        .order_by(PlannedVisit.day)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def of_day(villages: Iterable[Place], day: date) -> Sequence[PlannedVisit]:
    """By village, as one walks, those that were reached among them."""
    home = joinedload(PlannedVisit.household)
    wanted = (
        select(PlannedVisit)
        .join(Household, Household.id == PlannedVisit.household_id)
        .join(Place, Place.id == Household.village_id)
        .where(
            Household.village_id.in_([it.id for it in villages]),
            Household.gone_at.is_(None),
            PlannedVisit.day == day,
            PlannedVisit.ended_as.is_distinct_from(PlanEnd.DROPPED),
        )
        .options(
            home.joinedload(Household.keeper).selectinload(Person.consents),
            home.joinedload(Household.village).joinedload(Place.parent),
            home.joinedload(Household.shop),
            joinedload(PlannedVisit.by),
            joinedload(PlannedVisit.visit).joinedload(Visit.by),
        )
        .order_by(Place.parent_id, Place.folded, Place.id, Household.folded, Household.id)
    )
    return session.scalars(wanted).all()
