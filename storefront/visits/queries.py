from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from storefront.accounts.models import Person
from storefront.db import session
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


def newest_of(household_id: Any) -> Any:
    """Found along the index of a household's visits."""
    it = aliased(Visit)
    theirs = select(it.id).where(it.household_id == household_id, it.withdrawn_at.is_(None))
    return theirs.order_by(it.day.desc(), it.id.desc()).limit(1).scalar_subquery()
