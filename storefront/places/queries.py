"""Finding places by code and day, and following them through reforms."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from storefront.db import session
from storefront.places.models import Level, Place, Succession

_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")


def stood(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """In a query: places that were there on the day."""
    return and_(Place.valid_from <= day, or_(Place.valid_to.is_(None), day < Place.valid_to))


def lying_in(places: Iterable[Place], *, of: Any = Place) -> ColumnElement[bool]:
    """In a query: what is one of these places or inside one. In none of them nothing lies."""
    return or_(false(), *(of.path.startswith(it.path) for it in places))


def as_then(code: str, day: date) -> Place | None:
    """The place that bore the code on the day."""
    return session.scalar(select(Place).where(Place.code == code, stood(day)))


def successors(place: Place) -> Sequence[Succession]:
    """What it became when it ended: one step, the parts of a split largest first."""
    steps = session.scalars(
        select(Succession)
        .where(Succession.old_id == place.id)
        .options(selectinload(Succession.new).selectinload(Place.parent))
    )
    return sorted(steps, key=lambda step: (-(step.people_moved or 0), step.new.code))


def forerunners(place: Place) -> Sequence[Succession]:
    """What it was made of when it began: one step back."""
    return session.scalars(
        select(Succession)
        .join(Succession.old)
        .where(Succession.new_id == place.id)
        .options(selectinload(Succession.old).selectinload(Place.parent))
        .order_by(Place.code)
    ).all()


def with_past(code: str, *, on: date) -> tuple[Place, list[Succession]] | None:
    """The place of this code on the day, and what it was made of when it began. One statement."""
    if not _CODE.fullmatch(code):
        return None
    wanted = (
        select(Place, Succession)
        .outerjoin(Succession, Succession.new_id == Place.id)
        .where(Place.code == code, stood(on))
        .options(
            joinedload(Place.parent),
            joinedload(Succession.old).joinedload(Place.parent),
        )
    )
    rows = session.execute(wanted).all()
    past = [row.Succession for row in rows if row.Succession]
    return (rows[0].Place, sorted(past, key=lambda step: step.old.code)) if rows else None


def last_of(code: str, *, on: date) -> Place | None:
    """The last place before the day to have borne a code that nothing bears now."""
    if not _CODE.fullmatch(code):
        return None
    earlier = select(Place).where(Place.code == code, Place.valid_to <= on)
    return session.scalar(earlier.order_by(Place.valid_from.desc()).limit(1))


def as_now(place: Place, *, on: date) -> Sequence[Place]:
    """What stands on the day where the place stood: itself, its one heir, or, when it was split
    on the way, every candidate. Empty for a district, of which nothing is left."""
    heir = _heirs(place)
    return session.scalars(
        select(Place).where(Place.id.in_(select(heir.c.id)), stood(on)).order_by(Place.code)
    ).all()


def _heirs(place: Place) -> Any:
    start = select(Place.id).where(Place.id == place.id).cte("heir", recursive=True)
    return start.union(select(Succession.new_id).join(start, Succession.old_id == start.c.id))


def children(place: Place, *, level: Level, on: date) -> Sequence[Place]:
    """The places of a level directly inside, on the day, by name."""
    inside = select(Place).where(Place.parent_id == place.id, Place.level == level, stood(on))
    return by_name(session.scalars(inside))


def provinces(*, on: date) -> Sequence[Place]:
    return by_name(session.scalars(select(Place).where(Place.level == Level.PROVINCE, stood(on))))


def communes_of(places: Iterable[Place], *, on: date) -> Sequence[Place]:
    """The communes inside these places, or around them where they are villages."""
    communes = select(Place).where(Place.level == Level.COMMUNE, stood(on), touching(places))
    return by_name(session.scalars(communes))


def village_counts(communes: Iterable[Place]) -> dict[int, int]:
    """How many villages each commune has, by its id."""
    inside = [commune.id for commune in communes]
    counted = (
        select(Place.parent_id, func.count())
        .where(Place.parent_id.in_(inside), Place.level == Level.VILLAGE, Place.valid_to.is_(None))
        .group_by(Place.parent_id)
    )
    return {commune: count for commune, count in session.execute(counted) if commune}


def touching(places: Iterable[Place]) -> ColumnElement[bool]:
    """In a query: places inside any of these, or around one."""
    inside: list[ColumnElement[bool]] = []
    around: list[int] = []
    for place in places:
        inside.append(Place.path.startswith(place.path))
        around += place.ids
    return or_(*inside, Place.id.in_(around))


def under(level: Level, commune: type[Place] = Place) -> ColumnElement[bool]:
    """In a query: communes that lie or lay in a place of a level, found by an index. To be asked
    with the place, as `asked_of` has it."""
    if level is Level.COUNTRY:
        return commune.path.startswith(bindparam("path"))
    district = aliased(Place)
    inside = select(district.id).where(
        or_(
            district.id == bindparam("place"),
            and_(district.parent_id == bindparam("place"), district.level == Level.DISTRICT),
        )
    )
    return commune.parent_id.in_(inside)


def asked_of(place: Place) -> dict[str, Any]:
    """What statements that were written for places of a level are asked with."""
    return {"place": place.id, "path": place.path}


def by_name(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.folded, place.name, place.code))


def by_codes(codes: str, *, on: date) -> Sequence[Place]:
    """The places of these codes, written 20,06463, on the day. Others are passed over."""
    wanted = [code for code in codes.split(",", 20)[:20] if _CODE.fullmatch(code)]
    if not wanted:
        return []
    return session.scalars(select(Place).where(Place.code.in_(wanted), stood(on))).all()


def among(code: str, *, on: date, inside: Sequence[Place] = ()) -> Place | None:
    """The commune of this code on the day, if it lies inside (or around) one of the places."""
    if not _CODE.fullmatch(code):
        return None
    wanted = _with_parent().where(Place.code == code, Place.level == Level.COMMUNE, stood(on))
    return session.scalar(wanted.where(touching(inside)) if inside else wanted)


def village_to_edit(code: str, places: Sequence[Place]) -> Place | None:
    """The village of this code, if it lies inside one of the places."""
    if not _CODE.fullmatch(code):
        return None
    village = session.scalar(_with_parent().where(Place.code == code, Place.level == Level.VILLAGE))
    return village if village and _inside(village, places) else None


def commune_to_edit(code: str, places: Sequence[Place], *, on: date) -> Place | None:
    """The commune of this code on the day, if it lies inside one of the places."""
    commune = among(code, on=on)
    return commune if commune and _inside(commune, places) else None


def _with_parent() -> Select[Place]:
    return select(Place).options(selectinload(Place.parent))


def _inside(place: Place, places: Sequence[Place]) -> bool:
    return any(around.contains(place) for around in places)


def villages_inside(places: Iterable[Place], *, on: date) -> Sequence[Place]:
    """The villages these places are or contain, on the day, by name."""
    inside = [Place.path.startswith(place.path) for place in places]
    if not inside:
        return []
    wanted = _with_parent().where(Place.level == Level.VILLAGE, stood(on), or_(*inside))
    return by_name(session.scalars(wanted))
