from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person, Posting, Trace
from storefront.accounts.permissions import Role
from storefront.db import session
from storefront.places.models import Place


def by_phone(phone: str) -> Person | None:
    return session.scalar(select(Person).where(Person.phone == phone))


def done_for(person: Person, *, limit: int = 50) -> list[Trace]:
    """What was pressed for a keeper, by anybody, newest first."""
    return list(session.scalars(_done_for(person).limit(limit)))


def done_to(person: Person, subject: str, *, limit: int) -> list[Trace]:
    """What was pressed for a keeper to one thing, such as order:CB7K2M9Q4, in its order."""
    wanted = _done_for(person).where(Trace.subject == subject).order_by(None).order_by(Trace.id)
    return list(session.scalars(wanted.limit(limit)))


def pressed_for(person: Person, *, since: datetime, limit: int) -> list[Trace]:
    """What others pressed for a keeper of late, newest first."""
    by_others = (Trace.actor_id != person.id, Trace.at >= since)
    return list(session.scalars(_done_for(person).where(*by_others).limit(limit)))


def _done_for(person: Person) -> Select[Trace]:
    return (
        select(Trace)
        .where(Trace.for_id == person.id, Trace.verb.not_in(_NO_DEEDS))
        .options(joinedload(Trace.actor))
        .order_by(Trace.id.desc())
    )


_NO_DEEDS = ("contest", "growth.look", "growth.export", "audit.look", "screening.look")
"""Looks were written here before they had a log of their own."""


def deed_for(person: Person, trace_id: int) -> Trace | None:
    """One deed pressed for this keeper by somebody else."""
    wanted = select(Trace).where(
        Trace.id == trace_id, Trace.for_id == person.id, Trace.actor_id != person.id
    )
    return session.scalar(wanted)


def contested(person: Person) -> set[int]:
    """Ids of the deeds this keeper has said no to."""
    wanted = select(Trace.subject).where(Trace.for_id == person.id, Trace.verb == "contest")
    return {int(subject.partition(":")[2]) for subject in session.scalars(wanted)}


def posted_over(place: Place, *roles: Role, on: date) -> Sequence[Person]:
    """Who holds one of these roles there, or at a place around it, by name."""
    posted = select(Posting.person_id).where(
        Posting.role.in_(roles),
        Posting.place_id.in_(place.ids),
        Posting.are_held_on(on),
    )
    wanted = select(Person).where(Person.id.in_(posted))
    return session.scalars(wanted.order_by(Person.name, Person.id)).all()
