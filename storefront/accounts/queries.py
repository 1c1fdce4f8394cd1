from sqlalchemy import select, true
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person, Trace
from storefront.db import session


def by_phone(phone: str) -> Person | None:
    return session.scalar(select(Person).where(Person.phone == phone))


def done_for(person: Person, *, limit: int = 50, by_others: bool = False) -> list[Trace]:
    """What was pressed for a keeper, by anybody or only by others, newest first."""
    wanted = (
        select(Trace)
        .where(Trace.for_id == person.id, Trace.verb != "contest")
        .where(Trace.actor_id != person.id if by_others else true())
        .options(joinedload(Trace.actor))
        .order_by(Trace.id.desc())
        .limit(limit)
    )
    return list(session.scalars(wanted))


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
