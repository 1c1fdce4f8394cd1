"""One household that was in the book twice: the entry that stands, and those that went into it.

What was ordered, paid or said under an entry stays with it (ADR 157), and is the household's all
the same: whoever keeps the entry that stands reads it, answers it, and is told its sums.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, case, or_, select

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.shops.models import Household, Twin, TwinAnswer

_GONE = case((Twin.keep_id == Twin.one_id, Twin.other_id), else_=Twin.one_id)
_IS_ONE = (Twin.ended_at.is_(None), Twin.answer == TwinAnswer.JOINED)


def of(household_id: int) -> dict[int, datetime | None]:
    """Every entry that is this household, and since when it is; itself without a moment."""
    known: dict[int, datetime | None] = {household_id: None}
    latest = [household_id]
    while latest:
        wanted = select(_GONE, Twin.keep_id, Twin.decided_at)
        found = session.execute(wanted.where(Twin.keep_id.in_(latest), *_IS_ONE)).all()
        latest = [gone for gone, _keep, _moment in found]
        known |= {gone: known[keep] or moment for gone, keep, moment in found if keep}
    return known


def kept_by(person: Person) -> ColumnElement[bool]:
    """Of households: this person's own, and entries that went into it."""
    mine = select(Household.id).where(Household.keeper_id == person.id, Household.gone_at.is_(None))
    its = mine.cte("entry", recursive=True)
    its = its.union(select(_GONE).join(its, Twin.keep_id == its.c.id).where(*_IS_ONE))
    return Household.id.in_(select(its.c.id))


def standing(household: Household) -> Household:
    """The entry that is this household today. Asks nothing where that is itself."""
    while household.gone_at is not None:
        named = or_(Twin.one_id == household.id, Twin.other_id == household.id)
        into = select(Twin).where(named, Twin.keep_id != household.id, *_IS_ONE)
        twin = session.scalar(into)
        if twin is None:
            break
        household = twin.kept
    return household


def allows(household: Household, person: Person, permission: Permission, *, on: date) -> bool:
    """As the entry that stands does, also for what was written under one that went."""
    return standing(household).allows(person, permission, on=on)


def is_kept_by(household: Household, person: Person) -> bool:
    """Nobody decides about what is their own, under whichever entry it was written."""
    return person.id in (household.keeper_id, standing(household).keeper_id)
