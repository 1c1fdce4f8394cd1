from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from storefront.accounts.models import Person, Trace
from storefront.db import session
from storefront.lessons.deeds import Pressed
from storefront.lessons.models import LessonTry
from storefront.lessons.reading import Lesson, of_keepers
from storefront.orders.models import Happened, Order, OrderEvent
from storefront.places.models import Place
from storefront.shops.models import Household

LATELY = timedelta(days=365)
_PAID = (Happened.BANK_SAID, Happened.BANK_AGREED, Happened.GATEWAY_SAID)
MOST = 50_000
"""Traces read for one lesson."""


class Outcome(NamedTuple):
    lesson: Lesson
    opened_at: datetime | None
    passed_at: datetime | None
    did_at: datetime | None
    """The first time since."""


class Count(NamedTuple):
    lesson: Lesson
    learnt: int
    did: int


class Learner(NamedTuple):
    household: Household
    opened_at: datetime
    did_at: datetime | None


def has_opened(person: Person, lesson: Lesson) -> bool:
    wanted = select(LessonTry.id).where(
        LessonTry.person_id == person.id, LessonTry.lesson == lesson.key
    )
    return session.scalar(wanted) is not None


def of_person(person: Person, some: Sequence[Lesson]) -> list[Outcome]:
    """Each lesson, and what came of it."""
    mine = select(LessonTry).where(LessonTry.person_id == person.id)
    tries = {it.lesson: it for it in session.scalars(mine)}
    return [_outcome(lesson, tries.get(lesson.key)) for lesson in some]


def counted(place: Place) -> list[Count]:
    """Of the households there that took each lesson, how many did it since."""
    there = (
        select(LessonTry.id)
        .join(Household, Household.keeper_id == LessonTry.person_id)
        .join(Place, Place.id == Household.village_id)
        .where(Place.path.startswith(place.path), Household.gone_at.is_(None))
    )
    return [_count(lesson, there) for lesson in of_keepers()]


def learners(lesson: Lesson, place: Place) -> list[Learner]:
    """Households there that took it, the first to take it first."""
    rows = session.execute(_there(place, lesson).order_by(LessonTry.opened_at, LessonTry.id)).all()
    which = LessonTry.id.in_(_there(place, lesson).with_only_columns(LessonTry.id))
    did = _did(lesson, which) if rows else {}
    return [Learner(home, opened, did.get(number)) for number, opened, home in rows]


def _there(place: Place, lesson: Lesson) -> Any:
    home = contains_eager(Household.keeper).selectinload(Person.consents)
    village = contains_eager(Household.village).joinedload(Place.parent)
    return (
        select(LessonTry.id, LessonTry.opened_at, Household)
        .join(Household, Household.keeper_id == LessonTry.person_id)
        .join(Household.keeper)
        .join(Household.village)
        .where(Place.path.startswith(place.path), LessonTry.lesson == lesson.key)
        .where(Household.gone_at.is_(None))
        .options(home, village, joinedload(Household.team))
    )


def suggested(person: Person, *, at: datetime) -> Lesson | None:
    """The first whose deed this keeper's own hand has not done for a year."""
    verbs = {verb for it in of_keepers() for verb in it.deed.verbs}
    wanted = (
        select(Trace.verb)
        .where(Trace.for_id == person.id, Trace.actor_id == person.id, Trace.at > at - LATELY)
        .where(Trace.verb.in_(sorted(verbs)))
        .distinct()
    )
    done = set(session.scalars(wanted))
    return next((it for it in of_keepers() if done.isdisjoint(it.deed.verbs)), None)


def _outcome(lesson: Lesson, known: LessonTry | None) -> Outcome:
    if known is None:
        return Outcome(lesson, None, None, None)
    did = _did(lesson, LessonTry.id == known.id)
    return Outcome(lesson, known.opened_at, known.passed_at, did.get(known.id))


def _count(lesson: Lesson, there: Select[Any]) -> Count:
    mine = LessonTry.lesson == lesson.key
    learnt = session.scalar(select(func.count()).select_from(there.where(mine).subquery())) or 0
    return Count(lesson, learnt, len(_did(lesson, and_(mine, LessonTry.id.in_(there)))))


def _did(lesson: Lesson, which: ColumnElement[bool]) -> dict[int, datetime]:
    """By number of the try: when the deed was first done after it, by own hand."""
    deed = lesson.deed
    whose = (
        Trace.for_id != LessonTry.person_id
        if deed.for_others
        else (Trace.for_id == LessonTry.person_id)
    )
    paid = (
        select(func.min(OrderEvent.at))
        .where(OrderEvent.order_id == Order.id, OrderEvent.kind.in_(_PAID))
        .scalar_subquery()
    )
    wanted = (
        select(LessonTry.id, Trace.at, Trace.detail, Order.placed_at, paid)
        .join(Trace, and_(Trace.actor_id == LessonTry.person_id, whose))
        .outerjoin(Order, Order.code == func.substr(Trace.subject, len("order:") + 1))
        .where(which, Trace.verb.in_(deed.verbs), Trace.at > LessonTry.opened_at)
        .order_by(Trace.at.desc())
        .limit(MOST)
    )
    return {row[0]: row[1] for row in session.execute(wanted) if deed.counts(Pressed(*row[1:]))}
