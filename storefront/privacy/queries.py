from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.queries import lying_in
from storefront.privacy.models import Asks, DataRequest, DataRequestStep, Standing

ANSWER = Permission.DATA_REQUESTS
SHOWN = 200


def of_person(person: Person) -> Sequence[DataRequest]:
    """The newest first."""
    wanted = _whole().where(DataRequest.person_id == person.id)
    return session.scalars(wanted.order_by(DataRequest.id.desc()).limit(SHOWN)).all()


def own(number: int, person: Person) -> DataRequest | None:
    wanted = _whole().where(DataRequest.id == number, DataRequest.person_id == person.id)
    return session.scalar(wanted)


def lock(person: Person) -> None:
    """Whoever presses twice at once waits for themselves."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def live(person: Person, kind: Asks) -> DataRequest | None:
    wanted = select(DataRequest).where(
        DataRequest.person_id == person.id,
        DataRequest.kind == kind,
        DataRequest.ended_at.is_(None),
    )
    return session.scalar(wanted)


def locked(request: DataRequest) -> DataRequest:
    """As it is now, and nobody else changes it before this deed ends."""
    wanted = select(DataRequest).where(DataRequest.id == request.id).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one()


def waiting(person: Person, *, on: date) -> Sequence[DataRequest]:
    """What must be answered or carried out, by the day by which that is due."""
    wanted = _whole().where(_theirs(person, on=on), DataRequest.ended_at.is_(None))
    found = session.scalars(wanted.order_by(DataRequest.due_on, DataRequest.id).limit(SHOWN)).all()
    return sorted(found, key=lambda it: (it.next_by, it.id))


def ended(person: Person, *, on: date) -> Sequence[DataRequest]:
    wanted = _whole().where(_theirs(person, on=on), DataRequest.ended_at.is_not(None))
    return session.scalars(wanted.order_by(DataRequest.ended_at.desc()).limit(SHOWN)).all()


def how_many_late(person: Person, *, on: date) -> int:
    new = DataRequest.state == Standing.NEW
    late = or_(new & (DataRequest.reply_by < on), ~new & (DataRequest.due_on < on))
    counted = select(func.count(DataRequest.id)).outerjoin(DataRequest.place)
    wanted = counted.where(_theirs(person, on=on), DataRequest.ended_at.is_(None), late)
    return session.scalar(wanted) or 0


def to_answer(number: int, person: Person, *, on: date) -> DataRequest | None:
    """Nobody answers what they asked themselves."""
    return session.scalar(_whole().where(DataRequest.id == number, _theirs(person, on=on)))


def _theirs(person: Person, *, on: date) -> ColumnElement[bool]:
    places = person.places_where(ANSWER, on=on)
    nowhere = DataRequest.place_id.is_(None)
    return or_(nowhere, lying_in(places)) & (DataRequest.person_id != person.id)


def _whole() -> Select[DataRequest]:
    return (
        select(DataRequest)
        .outerjoin(DataRequest.place)
        .options(
            joinedload(DataRequest.person),
            joinedload(DataRequest.place),
            selectinload(DataRequest.steps).joinedload(DataRequestStep.by),
            joinedload(DataRequest.erasure),
        )
    )
