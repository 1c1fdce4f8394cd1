from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import session
from storefront.places.models import Level, Place
from storefront.places.queries import lying_in
from storefront.questions.models import Question, Reply
from storefront.shops import queries as shops

ANSWER = Permission.QUESTIONS_ANSWER
PASSED_ON = timedelta(days=1)
"""So long the commune is alone with it; then those above it are called too."""
LOOKED_BACK = timedelta(days=90)
SHOWN = 100


class Times(NamedTuple):
    """Of the last 90 days."""

    asked: int
    answered: int
    hours: float | None
    """Half were answered within so many."""


def place_of(person: Person, *, on: date) -> Place | None:
    """Where this person works, or keeps a household; None for mere buyers."""
    worked = [posting.place for posting in person.held_on(on)]
    return next(iter([*worked, *shops.homes_of(person)]), None)


def asked_by(person: Person) -> Sequence[Question]:
    wanted = _whole().where(Question.asked_by_id == person.id)
    return session.scalars(wanted.order_by(Question.id.desc()).limit(SHOWN)).all()


def waiting(person: Person, *, at: datetime, on: date) -> Sequence[Question]:
    """Who answers for a commune sees all of it; who answers for more, what has waited a day."""
    wanted = _whole().join(Question.place).where(_calls(person, at=at, on=on))
    return session.scalars(wanted.order_by(Question.asked_at, Question.id).limit(SHOWN)).all()


def how_many_wait(person: Person, *, at: datetime, on: date) -> int:
    counted = select(func.count(Question.id)).join(Question.place)
    return session.scalar(counted.where(_calls(person, at=at, on=on))) or 0


def to_read(number: int, person: Person, *, on: date) -> Question | None:
    """Whoever asked, and whoever answers for the place."""
    found = session.scalar(_whole().where(Question.id == number))
    if found is None or found.asked_by_id == person.id:
        return found
    return found if person.may(ANSWER, at=found.place, on=on) else None


def times(person: Person, *, at: datetime, on: date) -> Times:
    """How the person's places answer."""
    inside = lying_in(person.places_where(ANSWER, on=on))
    wanted = select(Question.asked_at, Question.answered_at).join(Question.place)
    rows = session.execute(wanted.where(inside, Question.asked_at > at - LOOKED_BACK)).all()
    took = [(it.answered_at - it.asked_at).total_seconds() / 3600 for it in rows if it.answered_at]
    return Times(len(rows), len(took), median(took) if took else None)


def _calls(person: Person, *, at: datetime, on: date) -> ColumnElement[bool]:
    places = person.places_where(ANSWER, on=on)
    near = [place for place in places if place.level is not Level.PROVINCE]
    far = [place for place in places if place.level is Level.PROVINCE]
    late = and_(lying_in(far), Question.asked_at <= at - PASSED_ON)
    return and_(
        Question.settled_at.is_(None),
        Question.answered_at.is_(None),
        Question.asked_by_id != person.id,
        or_(lying_in(near), late),
    )


def _whole() -> Select[Question]:
    return select(Question).options(
        joinedload(Question.asked_by),
        joinedload(Question.place),
        selectinload(Question.replies).joinedload(Reply.by),
    )
