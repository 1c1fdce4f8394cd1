from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storefront.accounts.models import Person
from storefront.db import session
from storefront.lessons.models import LessonTry
from storefront.lessons.reading import Lesson
from storefront.rows import put_once


def opened(lesson: Lesson, *, by: Person, at: datetime) -> LessonTry:
    """The first time counts; opening again changes nothing."""
    key = ("person_id", "lesson")
    put_once(
        LessonTry, unless=key, person_id=by.id, lesson=lesson.key, opened_at=at, passed_at=None
    )
    wanted = select(LessonTry).where(LessonTry.person_id == by.id, LessonTry.lesson == lesson.key)
    return session.scalars(wanted).one()


def passed(lesson: Lesson, *, by: Person, at: datetime) -> None:
    known = opened(lesson, by=by, at=at)
    if known.passed_at is None:
        known.passed_at = at
