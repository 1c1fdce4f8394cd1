from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.helping.models import Objection
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household


def of_keeper(person: Person) -> dict[int, Objection]:
    """By the deed that this keeper said no to."""
    wanted = select(Objection).join(Objection.household).where(Household.keeper_id == person.id)
    found = session.scalars(wanted.options(joinedload(Objection.decided_by)))
    return {it.trace_id: it for it in found}


def waiting(person: Person, *, on: date, limit: int = 200) -> Sequence[Objection]:
    """What the commune has to decide, and what its teams wait for; what is due first comes first.
    Whoever keeps the household sees it in its own history."""
    wanted = _open(_whole(), person, on=on).order_by(Objection.due_at, Objection.id)
    return session.scalars(wanted.limit(limit)).unique().all()


def decided(person: Person, *, on: date, limit: int = 30) -> Sequence[Objection]:
    wanted = _seen(_whole(), person, on=on).where(Objection.decided_at.is_not(None))
    wanted = wanted.order_by(Objection.decided_at.desc(), Objection.id.desc()).limit(limit)
    return session.scalars(wanted).unique().all()


def how_many_wait(person: Person, *, on: date) -> int:
    counted = select(func.count(Objection.id)).join(Objection.household).join(Household.village)
    return session.scalar(_open(counted, person, on=on)) or 0


def to_decide(number: int, person: Person, *, on: date) -> Objection | None:
    """Nobody decides about a household of their own, or about what they pressed themselves."""
    found = session.scalar(_whole().where(Objection.id == number))
    if found is None or person.id in (found.household.keeper_id, found.trace.actor_id):
        return None
    may = person.may(Permission.COMPLAINTS_DECIDE, at=found.household.village, on=on)
    return found if may else None


def _whole() -> Select[Objection]:
    return (
        select(Objection)
        .join(Objection.household)
        .join(Household.village)
        .options(
            contains_eager(Objection.household).options(
                contains_eager(Household.village).joinedload(Place.parent),
                joinedload(Household.keeper),
            ),
            joinedload(Objection.trace).joinedload(Trace.actor),
            joinedload(Objection.decided_by),
        )
    )


def _open(wanted: Select[Any], person: Person, *, on: date) -> Select[Any]:
    return _seen(wanted, person, on=on).where(Objection.decided_at.is_(None))


def _seen(wanted: Select[Any], person: Person, *, on: date) -> Select[Any]:
    places = [
        *person.places_where(Permission.COMPLAINTS_DECIDE, on=on),
        *person.places_where(Permission.SHOP_OPEN, on=on),
    ]
    return wanted.where(lying_in(places))
