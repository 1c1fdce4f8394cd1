"""Finding places, campaigns and what their communes add up to.

Places are obtained through the person: what lies outside theirs is not found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    ScalarSelect,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from storefront.accounts.models import Person, Posting
from storefront.accounts.permissions import Permission, Role
from storefront.asking import Row, Statement, fetch_one
from storefront.campaign import sums
from storefront.campaign.models import Campaign, Published, Reform, TotalFold
from storefront.campaign.ranking import Line
from storefront.campaign.scope import Geography, Scope
from storefront.db import is_writing, session
from storefront.facts.models import Fact, Indicator, Unfolded
from storefront.places.models import FormerCommune, Level, Place
from storefront.places.queries import as_now, last_of, stood
from storefront.rows import columns, things

READABLE = (Level.COUNTRY, Level.PROVINCE, Level.COMMUNE)


def first_place_to_read(person: Person, *, on: date) -> Place | None:
    """The widest place whose figures this person may see."""
    places = person.places_where(Permission.CAMPAIGN_READ, on=on)
    return min(places, key=lambda place: place.path.count("/"), default=None)


def place_to_read(code: str, person: Person, *, on: date) -> Place | None:
    """The place of this code today, if its figures may be seen."""
    row = fetch_one(_READABLE_NOW, code=code, today=on)
    return _if_readable(things(row, Place)[0] if row else None, person, on=on)


def former_place_to_read(code: str, since: date, person: Person, *, on: date) -> Place | None:
    """A place that is gone, whose code may mean another one today."""
    wanted = select(Place).where(
        Place.code == code, Place.valid_from == since, Place.level.in_(READABLE)
    )
    return _if_readable(session.scalar(wanted), person, on=on)


def _if_readable(place: Place | None, person: Person, *, on: date) -> Place | None:
    if place and person.may(Permission.CAMPAIGN_READ, at=place, on=on):
        return place
    return None


def scope_of(place: Place, *, until: date, geography: Geography, today: date) -> Scope:
    return Scope(place, communes_in(place, geography, today), until, geography, today)


def scope_today(code: str, *, today: date) -> Scope | None:
    """Of the province that bears the code, with its communes, in one question; of one that is
    gone, what it became."""
    found = session.scalars(_PROVINCE_AND_COMMUNES, {"code": code, "today": today}).all()
    province = next((it for it in found if it.level is Level.PROVINCE), None)
    if province is None:
        old = last_of(code, on=today)
        heirs = [it for it in as_now(old, on=today) if it.level is Level.PROVINCE] if old else []
        return scope_today(heirs[0].code, today=today) if heirs else None
    communes = [it for it in found if it.level is Level.COMMUNE]
    return Scope(province, communes, today, Geography.NOW, today)


def communes_in(place: Place, geography: Geography, today: date) -> Sequence[Place]:
    """As now: those that stand today. As then: every one in which something was ever counted."""
    if place.level is Level.COMMUNE:
        return [place]
    if geography is Geography.THEN:
        wanted = _COUNTED if place.level is Level.COUNTRY else _COUNTED_IN_PROVINCE
    else:
        wanted = _STANDING if place.level is Level.COUNTRY else _STANDING_IN_PROVINCE
    of = {"place": place.id, "path": place.path, "today": today}
    return session.scalars(wanted, of).all()


_READABLE_NOW = select(*columns(Place)).where(
    Place.code == bindparam("code"),
    or_(*(Place.level == level for level in READABLE)),
    stood(bindparam("today", type_=Date())),
)
_Village = aliased(Place)


def _has(column: InstrumentedAttribute[Any], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked place by place: an EXISTS beside an OR is answered by PostgreSQL for all places of the
    country first, once it has planned the statement for any province."""
    one = select(column).where(*which).limit(1).correlate(Place)
    return one.scalar_subquery().is_not(None)


_HAS_VILLAGES = _has(_Village.id, _Village.parent_id == Place.id, _Village.level == Level.VILLAGE)
"""Also of one that is gone: what was not moved out of it yet would be in no sum."""

# Written once, and so that few places are looked at: almost all of the country's lie elsewhere.

_UNDER = Place.path.startswith(bindparam("path"))
_TODAY = stood(bindparam("today", type_=Date()))
_COMMUNES = select(Place).order_by(Place.folded, Place.code, Place.id)
_LEFT_BEHIND = (Place.valid_to <= bindparam("today", type_=Date())) & _HAS_VILLAGES
_STANDING = _COMMUNES.where(Place.level == Level.COMMUNE, _UNDER, _TODAY | _LEFT_BEHIND)
_District = aliased(Place)
_INSIDE = union_all(
    select(bindparam("place", type_=BigInteger())),
    select(_District.id).where(
        _District.parent_id == bindparam("place"), _District.level == Level.DISTRICT
    ),
)
_IN_PROVINCE = and_(Place.parent_id.in_(_INSIDE), Place.level != Level.DISTRICT)
"""Its communes. Asked for by name of their level, all of the country's would be looked up."""
_STANDING_IN_PROVINCE = _COMMUNES.where(_IN_PROVINCE, _TODAY | _LEFT_BEHIND)
_THE_PROVINCE = select(Place.id).where(
    Place.code == bindparam("code"), Place.level == Level.PROVINCE, _TODAY
)
_PROVINCE_AND_COMMUNES = _COMMUNES.where(
    or_(
        Place.id.in_(_THE_PROVINCE),
        and_(
            Place.level == Level.COMMUNE,
            Place.parent_id.in_(
                union_all(
                    _THE_PROVINCE,
                    select(_District.id).where(
                        _District.parent_id.in_(_THE_PROVINCE), _District.level == Level.DISTRICT
                    ),
                )
            ),
        ),
    ),
    _TODAY,
)
_COUNTED = _COMMUNES.where(
    Place.id.in_(
        union_all(
            select(TotalFold.commune_id),
            select(Fact.commune_id).where(Fact.id.in_(select(Unfolded.fact_id))),
            select(FormerCommune.commune_id),
            select(_Village.parent_id).where(_Village.level == Level.VILLAGE),
        )
    ),
    _UNDER,
)
_COUNTED_IN_PROVINCE = _COMMUNES.where(
    _IN_PROVINCE,
    or_(
        _has(TotalFold.commune_id, TotalFold.commune_id == Place.id),
        Place.id.in_(select(Fact.commune_id).where(Fact.id.in_(select(Unfolded.fact_id)))),
        _has(FormerCommune.commune_id, FormerCommune.commune_id == Place.id),
        _HAS_VILLAGES,
    ),
)


def places_of(ids: Iterable[int]) -> Sequence[Place]:
    return session.scalars(select(Place).where(Place.id.in_(list(ids)))).all()


def campaign_for(place: Place, *, on: date) -> Campaign | None:
    """The campaign that ran on the day: that of the place, or the nearest one around it. Where
    none did, one that had ended, and before the first one the one that was to come."""
    return session.scalars(_CAMPAIGN, {"places": place.ids, "on": on}).unique().first()


_ON = bindparam("on", type_=Date())
_CAMPAIGN = (
    select(Campaign)
    .join(Campaign.place)
    .where(Campaign.place_id.in_(bindparam("places", expanding=True)))
    .options(joinedload(Campaign.baselines), contains_eager(Campaign.place))
    .order_by(
        case((Campaign.began_on > _ON, 2), (Campaign.ended_on < _ON, 1), else_=0),
        func.length(Place.path).desc(),
        Campaign.began_on.desc(),
        Campaign.id.desc(),
    )
    .limit(1)
)


def campaigns_of(place: Place) -> Sequence[Campaign]:
    """Its own ones, the newest first."""
    wanted = select(Campaign).where(Campaign.place_id == place.id)
    order = (Campaign.began_on.desc(), Campaign.id.desc())
    return session.scalars(wanted.order_by(*order)).all()


def published(campaign: Campaign) -> Sequence[Published]:
    return session.scalars(
        select(Published)
        .where(Published.campaign_id == campaign.id)
        .order_by(Published.on, Published.id)
    ).all()


def lines(scope: Scope, by: Indicator) -> list[Line]:
    """Every commune of the scope with its sums and who answers for it, ready to be ranked."""
    counted = sums.by_commune(scope, by)
    officers = officers_of(scope.commune_ids, on=scope.today)
    return [
        Line(commune, counted.get(commune.id, {}), tuple(officers.get(commune.id, ())))
        for commune in scope.communes
        if scope.is_now or commune.id in counted
    ]


def officers_of(place_ids: Iterable[int], *, on: date) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    for place_id, name in session.execute(_OFFICERS, {"places": list(place_ids), "on": on}):
        names[place_id].append(name)
    return names


_OFFICERS = (
    select(Posting.place_id, Person.name)
    .join(Posting.person)
    .where(
        Posting.role == Role.COMMUNE_OFFICER,
        Posting.place_id.in_(bindparam("places", expanding=True)),
        Posting.are_held_on(bindparam("on")),
    )
    .order_by(Posting.from_day, Posting.id)
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Moves with every fact. Looked up among the last thousand by number: one that was committed
    after a later one pushes another out, and facts written in bulk are not in order."""

    facts: int
    ids: int
    newest: datetime | None
    """When somebody last did something that counts."""
    reformed: datetime | None
    """When communes last changed."""
    told: datetime | None
    """When a campaign or one of its baselines was last changed."""

    @property
    def lasting(self) -> tuple[datetime | None, datetime | None]:
        """What moves because of somebody who will look whether it did."""
        return self.reformed, self.told


def pulse() -> Pulse:
    return Pulse(*_felt(_PULSE))


def pulse_beside(other: ScalarSelect[int]) -> tuple[Pulse, int]:
    """The same, and the beat of something else that growth pages show, with one question."""
    *told, beat = _felt(_beside(other))
    return Pulse(*told), beat


def _felt(pulse: Statement) -> Row:
    """Asked at every look at a growth page; in a deed, with what it has written itself."""
    return session.execute(pulse).one() if is_writing() else fetch_one(pulse)


@cache
def _beside(other: ScalarSelect[int]) -> Statement:
    return _PULSE.add_columns(other)


_LAST = select(Fact.id, Fact.written_at).order_by(Fact.id.desc()).limit(1000).subquery()
_PULSE = select(
    func.count(),
    cast(func.coalesce(func.sum(_LAST.c.id), 0), BigInteger),
    func.max(_LAST.c.written_at),
    select(func.max(Reform.changed_at)).scalar_subquery(),
    select(func.max(Campaign.changed_at)).scalar_subquery(),
)
