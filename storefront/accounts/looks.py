"""Who saw rows about households: written at every look, told to those households."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Select, and_, bindparam, delete, func, insert, or_, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Look, LookedAt, Person, Seen
from storefront.accounts.permissions import Permission
from storefront.db import line, session
from storefront.numbers import numbers
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.rows import add

KEPT = timedelta(days=730)
"""Two years: as long as somebody may still ask who knew."""
SUBJECT = 60


def note(
    seen: Seen,
    subject: str,
    *,
    by_id: int,
    place_id: int,
    keepers: Iterable[int] | None,
    reason: str = "",
    is_taken: bool = False,
    at: datetime,
) -> Look:
    """Write down a look at these keepers, or (None) at everybody living at the place."""
    look = add(
        Look,
        at=at,
        actor_id=by_id,
        seen=seen,
        subject=subject[:SUBJECT],
        place_id=place_id,
        is_whole=keepers is None,
        is_taken=is_taken,
        reason=reason,
    )
    them = sorted(set(keepers or ()) - {by_id})
    if them:
        line().execute(_SAW, {"look": look.id, "them": json.dumps(them)})
    return look


_EACH = numbers("them").subquery()
_SAW = insert(LookedAt).from_select(
    ["look_id", "person_id"], select(bindparam("look", type_=BigInteger()), *_EACH.c)
)
"""In one step: between two, a busy process lets others go first, and the pen is held meanwhile."""


def at_person(person: Person, homes: Iterable[Place], *, limit: int) -> Sequence[Look]:
    """Who looked at somebody, by name or among all who live there; the newest first."""
    named = select(LookedAt.look_id).where(LookedAt.person_id == person.id)
    around = {number for home in homes for number in home.ids}
    everybody = and_(Look.is_whole, Look.place_id.in_(around), Look.actor_id != person.id)
    return _newest(select(Look).where(or_(Look.id.in_(named), everybody)), limit=limit)


def to_watch_over(
    person: Person, *, skip: int = 0, before: int | None = None, limit: int, on: date
) -> Sequence[Look]:
    """All looks at households of the places this person answers for, the newest first; or those
    written before one that is known."""
    places = person.places_where(Permission.LOOKS_READ, on=on)
    inside = lying_in(places)
    wanted = select(Look).join(Look.place).where(inside)
    if before is not None:
        wanted = wanted.where(Look.id < before)
    return _newest(wanted, skip=skip, limit=limit)


def how_many_seen(looks: Iterable[Look]) -> dict[int, int]:
    """By look: how many households it showed."""
    wanted = (
        select(LookedAt.look_id, func.count())
        .where(LookedAt.look_id.in_([it.id for it in looks]))
        .group_by(LookedAt.look_id)
    )
    return {number: many for number, many in session.execute(wanted)}  # noqa: C416  typed rows


def forget_old(*, at: datetime) -> int:
    """Those older than two years. The newest stay: the database measures age by them."""
    newest = session.scalar(select(func.max(Look.at)))
    if newest is None:
        return 0
    old = Look.at < min(at, newest) - KEPT
    session.execute(delete(LookedAt).where(LookedAt.look_id.in_(select(Look.id).where(old))))
    gone = session.scalars(delete(Look).where(old).returning(Look.id)).all()
    return len(gone)


def _newest(wanted: Select[Look], *, skip: int = 0, limit: int) -> Sequence[Look]:
    people = (joinedload(Look.actor).selectinload(Person.postings), joinedload(Look.place))
    some = wanted.options(*people).order_by(Look.id.desc()).offset(skip).limit(limit)
    return session.scalars(some).all()
