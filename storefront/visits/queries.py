from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Place
from storefront.shops.models import Household, Residence
from storefront.visits.models import IdentityCheck, Outcome, Visit, VisitFor

STANDS = Visit.withdrawn_at.is_(None)
_NEWEST = (Visit.day.desc(), Visit.id.desc())


def of_household(household: Household, *, limit: int) -> Sequence[Visit]:
    """The newest first, those withdrawn among them."""
    wanted = select(Visit).where(Visit.household_id == household.id).options(joinedload(Visit.by))
    return session.scalars(wanted.order_by(*_NEWEST).limit(limit)).all()


def of_one(number: int, household: Household) -> Visit | None:
    wanted = select(Visit).where(Visit.id == number, Visit.household_id == household.id)
    return session.scalar(wanted.with_for_update())


def standing(household: Household) -> Sequence[Visit]:
    """The oldest first."""
    wanted = select(Visit).where(Visit.household_id == household.id, STANDS)
    return session.scalars(wanted.order_by(Visit.day, Visit.id)).all()


def checks_of(household: Household) -> Sequence[IdentityCheck]:
    """The newest first; only that may stand."""
    wanted = select(IdentityCheck).where(IdentityCheck.household_id == household.id)
    people = (joinedload(IdentityCheck.by), joinedload(IdentityCheck.taken_back_by))
    return session.scalars(wanted.options(*people).order_by(IdentityCheck.id.desc())).all()


def just_written(
    household: Household,
    *,
    day: date,
    purpose: VisitFor,
    outcome: Outcome,
    by: Person,
    since: datetime,
) -> Visit | None:
    """The same, by the same hand, since the moment."""
    same = (Visit.day == day, Visit.purpose == purpose, Visit.outcome == outcome)
    wanted = select(Visit).where(
        Visit.household_id == household.id, *same, Visit.by_id == by.id, Visit.written_at >= since
    )
    return session.scalars(wanted.where(STANDS).order_by(Visit.id)).first()


def lived_in(household: Household, *, on: date) -> int | None:
    """The commune of that day."""
    wanted = select(Residence.commune_id).where(
        Residence.household_id == household.id,
        Residence.from_day <= on,
        or_(Residence.to_day.is_(None), Residence.to_day > on),
    )
    return session.scalar(wanted.order_by(Residence.from_day.desc()))


@dataclass(frozen=True, slots=True)
class Stop:
    """A household on somebody's round."""

    household: Household
    last: Visit | None

    @property
    def due_on(self) -> date | None:
        return self.last.next_on if self.last else None

    def is_due(self, today: date) -> bool:
        return self.due_on is not None and self.due_on <= today


def round_of(person: Person, *, on: date, limit: int) -> tuple[list[Stop], int]:
    """Households where the person may go, those first that wait longest: what was agreed, then
    where nobody ever was, then the oldest visit. And how many there are in all."""
    places = person.places_where(Permission.VISIT_WRITE, on=on)
    inside = or_(false(), *(Place.path.startswith(place.path) for place in places))
    here = and_(inside, Household.gone_at.is_(None))
    newest = newest_of(Household.id)
    wait = case((Visit.next_on <= on, 0), (Visit.id.is_(None), 1), else_=2)
    wanted = (
        select(Household, Visit)
        .join(Household.keeper)
        .join(Household.village)
        .outerjoin(Visit, Visit.id == newest)
        .where(here)
        .options(
            joinedload(Household.keeper),
            joinedload(Household.village).joinedload(Place.parent),
            joinedload(Household.shop),
            joinedload(Visit.by),
        )
        .order_by(wait, case((wait == 0, Visit.next_on)), Visit.day, Household.id)
    )
    rows = session.execute(wanted.limit(limit)).all()
    many = select(func.count()).select_from(Household).join(Household.village).where(here)
    return [Stop(*row) for row in rows], session.scalar(many) or 0


def newest_of(household_id: Any) -> Any:
    """Found along the index of a household's visits."""
    it = aliased(Visit)
    theirs = select(it.id).where(it.household_id == household_id, it.withdrawn_at.is_(None))
    return theirs.order_by(it.day.desc(), it.id.desc()).limit(1).scalar_subquery()
