from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from storefront import clock, text
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.counters.models import IDLE, LONGEST, AccessPoint, Shift, Sitting
from storefront.db import session
from storefront.places.models import Place
from storefront.places.queries import lying_in
from storefront.shops.models import Household

FOUND = 8
"""Names shown on a screen that stands on a counter: few."""
SHOWN = 300


# --- points -----------------------------------------------------------------------------------


def point_for(code: str, person: Person, permission: Permission, *, on: date) -> AccessPoint | None:
    """If this person may do this where it stands."""
    found = session.scalar(_points().where(AccessPoint.code == code))
    return found if found and person.may(permission, at=found.village, on=on) else None


def points_of(person: Person, *, on: date) -> Sequence[AccessPoint]:
    """Where this person may keep the counter; those closed for good come last."""
    places = person.places_where(Permission.COUNTER_KEEP, on=on)
    wanted = _points().where(lying_in(places))
    return session.scalars(wanted.order_by(AccessPoint.closed_at.is_not(None), Place.name)).all()


def open_in(commune: Place) -> Sequence[AccessPoint]:
    """For everybody."""
    wanted = _points().where(Place.path.startswith(commune.path), AccessPoint.closed_at.is_(None))
    return session.scalars(wanted.order_by(Place.folded, AccessPoint.id)).all()


def communes_with_points() -> list[tuple[Place, int]]:
    """By name, each with how many there are."""
    commune, village = aliased(Place), aliased(Place)
    many = (
        select(village.parent_id.label("commune_id"), func.count().label("many"))
        .select_from(AccessPoint)
        .join(village, village.id == AccessPoint.village_id)
        .where(AccessPoint.closed_at.is_(None))
        .group_by(village.parent_id)
        .subquery()
    )
    wanted = select(commune, many.c.many).join(many, many.c.commune_id == commune.id)
    rows = session.execute(wanted.order_by(commune.folded, commune.id))
    return [(place, count) for place, count in rows]


def _points() -> Select[AccessPoint]:
    return (
        select(AccessPoint)
        .join(AccessPoint.village)
        .options(contains_eager(AccessPoint.village).joinedload(Place.parent))
    )


# --- who sits there ---------------------------------------------------------------------------


def shift_of(number: int, person: Person) -> Shift | None:
    """One's own, while it goes on."""
    wanted = select(Shift).where(
        Shift.id == number, Shift.helper_id == person.id, Shift.ended_at.is_(None)
    )
    point = joinedload(Shift.point).joinedload(AccessPoint.village).joinedload(Place.parent)
    return session.scalar(wanted.options(point))


def going_on(person: Person) -> Shift | None:
    """Whichever counter this person keeps, at whichever browser."""
    wanted = select(Shift).where(Shift.helper_id == person.id, Shift.ended_at.is_(None))
    return session.scalar(wanted)


def sitting_at(shift: Shift) -> Sitting | None:
    """Whose turn it is."""
    wanted = _sittings().where(Sitting.shift_id == shift.id, Sitting.ended_at.is_(None))
    return session.scalars(wanted).unique().one_or_none()


def find(person: Person, words: str, *, phone: str | None, on: date) -> Sequence[Household]:
    """By name or by telephone, where this person keeps a counter."""
    places = person.places_where(Permission.COUNTER_KEEP, on=on)
    names = text.fold(words).split()
    named = and_(*(Household.folded.contains(it) for it in names)) if names else false()
    wanted = (
        select(Household)
        .join(Household.keeper)
        .join(Household.village)
        .where(lying_in(places), Household.gone_at.is_(None))
        .where(or_(named, Person.phone == phone) if phone else named)
        .options(contains_eager(Household.keeper), contains_eager(Household.village))
    )
    return session.scalars(wanted.order_by(Household.folded, Household.id).limit(FOUND)).all()


def left_alone(*, at: datetime) -> Sequence[Sitting]:
    """Where nothing was pressed for long, locked."""
    wanted = select(Sitting).where(Sitting.ended_at.is_(None), Sitting.seen_at <= at - IDLE)
    return session.scalars(wanted.order_by(Sitting.id).with_for_update()).all()


def too_long(*, at: datetime) -> Sequence[Shift]:
    wanted = select(Shift).where(Shift.ended_at.is_(None), Shift.begun_at <= at - LONGEST)
    return session.scalars(wanted.order_by(Shift.id).with_for_update()).all()


# --- the log ----------------------------------------------------------------------------------


def of_day(point: AccessPoint, day: date) -> Sequence[Sitting]:
    """In their order, those undone among them."""
    return _between(Sitting.point_id == point.id, day, day + timedelta(days=1))


def of_point(number: int, point: AccessPoint) -> Sitting | None:
    wanted = _sittings().where(Sitting.id == number, Sitting.point_id == point.id)
    return session.scalars(wanted).unique().one_or_none()


def days_of(point: AccessPoint, *, since: datetime) -> list[date]:
    """On which somebody came, the newest first."""
    wanted = select(Sitting.begun_at).where(
        Sitting.point_id == point.id, Sitting.begun_at >= since, Sitting.ended_at.is_not(None)
    )
    return sorted({clock.village_date(it) for it in session.scalars(wanted)}, reverse=True)


def counted_in(commune: Place, first: date, end: date) -> Sequence[Sitting]:
    """Those that count, from a day to the day before another."""
    wanted = select(Sitting).where(
        Sitting.commune_id == commune.id,
        Sitting.begun_at >= clock.start_of(first),
        Sitting.begun_at < clock.start_of(end),
        Sitting.ended_at.is_not(None),
        Sitting.undone_at.is_(None),
    )
    return session.scalars(wanted.order_by(Sitting.id)).all()


def _between(whose: ColumnElement[bool], first: date, end: date) -> Sequence[Sitting]:
    wanted = _sittings().where(
        whose,
        Sitting.begun_at >= clock.start_of(first),
        Sitting.begun_at < clock.start_of(end),
        Sitting.ended_at.is_not(None),
    )
    return session.scalars(wanted.order_by(Sitting.begun_at).limit(SHOWN)).unique().all()


def _sittings() -> Select[Sitting]:
    return select(Sitting).options(
        joinedload(Sitting.household).options(
            joinedload(Household.keeper).selectinload(Person.consents),
            joinedload(Household.village).joinedload(Place.parent),
            joinedload(Household.shop),
        ),
        joinedload(Sitting.point).joinedload(AccessPoint.village),
        joinedload(Sitting.shift).joinedload(Shift.helper),
    )
