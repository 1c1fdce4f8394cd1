"""Finding places, campaigns and what their communes add up to.

Places are obtained through the person: what lies outside theirs is not found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from storefront.accounts.models import Person, Posting
from storefront.accounts.permissions import Permission, Role
from storefront.campaign import sums
from storefront.campaign.models import Campaign, Published
from storefront.campaign.ranking import Line
from storefront.campaign.scope import Geography, Scope
from storefront.db import session
from storefront.facts.models import Fact, Indicator
from storefront.places.models import Level, Place
from storefront.places.queries import stood

READABLE = (Level.COUNTRY, Level.PROVINCE, Level.COMMUNE)


def first_place_to_read(person: Person, *, on: date) -> Place | None:
    """The widest place whose figures this person may see."""
    places = person.places_where(Permission.CAMPAIGN_READ, on=on)
    return min(places, key=lambda place: place.path.count("/"), default=None)


def place_to_read(code: str, person: Person, *, on: date) -> Place | None:
    """The place of this code today, if its figures may be seen."""
    wanted = select(Place).where(Place.code == code, Place.level.in_(READABLE), stood(on))
    return _if_readable(session.scalar(wanted), person, on=on)


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


def communes_in(place: Place, geography: Geography, today: date) -> Sequence[Place]:
    """As now: those that stand today. As then: every one there ever was."""
    if place.level is Level.COMMUNE:
        return [place]
    wanted = select(Place).where(
        Place.level == Level.COMMUNE, Place.path.startswith(place.path, autoescape=True)
    )
    if geography is Geography.NOW:
        wanted = wanted.where(stood(today))
    return session.scalars(wanted.order_by(Place.folded, Place.code)).all()


def campaign_for(place: Place) -> Campaign | None:
    """The campaign of the place, or the nearest one around it."""
    wanted = (
        select(Campaign)
        .join(Campaign.place)
        .where(Campaign.place_id.in_(place.ids))
        .options(selectinload(Campaign.baselines), joinedload(Campaign.place))
        .order_by(func.length(Place.path).desc(), Campaign.began_on.desc())
        .limit(1)
    )
    return session.scalar(wanted)


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
    posted = (
        select(Posting.place_id, Person.name)
        .join(Posting.person)
        .where(
            Posting.role == Role.COMMUNE_OFFICER,
            Posting.place_id.in_(list(place_ids)),
            Posting.from_day <= on,
            or_(Posting.to_day.is_(None), on < Posting.to_day),
        )
        .order_by(Posting.from_day, Posting.id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for place_id, name in session.execute(posted):
        names[place_id].append(name)
    return names


def last_counted_at() -> datetime | None:
    """When somebody last did something that counts. Facts written in bulk are not in order, so
    the last thousand are looked at."""
    last = select(Fact.written_at).order_by(Fact.id.desc()).limit(1000).subquery()
    newest: datetime | None = session.scalar(select(func.max(last.c.written_at)))
    return newest
