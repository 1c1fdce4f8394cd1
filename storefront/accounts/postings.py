"""Who holds a role where, and who appoints officers and operators: whoever has the machine."""

from __future__ import annotations

from datetime import date, datetime

from storefront import clock, text
from storefront.accounts import stays
from storefront.accounts.actions import trace
from storefront.accounts.models import Ended, Person, Posting
from storefront.accounts.permissions import Role
from storefront.accounts.queries import by_phone
from storefront.db import session
from storefront.errors import MarketError
from storefront.places.models import Level, Place

APPOINTED = {
    Role.COMMUNE_OFFICER: Level.COMMUNE,
    Role.PROVINCE_OFFICER: Level.PROVINCE,
    Role.OPERATOR: Level.PROVINCE,
}
"""Where such a role is held. Heads and members of teams are enlisted by their officers."""


class OtherName(MarketError):
    """Somebody of another name has this telephone number."""


class WrongLevel(MarketError):
    """The role is not held at such a place."""


class NotPosted(MarketError):
    """They do not hold that role there."""


def appoint(person: Person, role: Role, place: Place, *, at: datetime) -> None:
    """Doing it twice changes nothing. Raises WrongLevel."""
    if place.level is not APPOINTED.get(role):
        raise WrongLevel(place.name)
    if not _standing(person, role, place):
        begin(person, role, place, since=clock.village_date(at))
        _trace("posting.begin", person, role, place, at=at)


def dismiss(person: Person, role: Role, place: Place, *, at: datetime) -> None:
    """From this moment they hold it no longer, and are signed in nowhere. Raises NotPosted."""
    held = _standing(person, role, place)
    if not held:
        raise NotPosted(place.name)
    for posting in held:
        posting.to_day = max(clock.village_date(at), posting.from_day)
    stays.end_all(person, Ended.POSTING, by=None, at=at)
    _trace("posting.end", person, role, place, at=at)


def somebody(name: str, phone: str, *, at: datetime) -> Person:
    """Known by this number already, or known from now on. Raises OtherName."""
    known = by_phone(phone)
    if known and text.fold(known.name) != text.fold(name):
        raise OtherName(phone)
    if known is None:
        known = Person(name=name, phone=phone, known_since=at)
        session.add(known)
        session.flush()
    return known


def begin(person: Person, role: Role, place: Place, *, since: date) -> None:
    """Whoever was posted there and left on that very day goes on."""
    mine = [it for it in person.postings if (it.place_id, it.role) == (place.id, role)]
    if any(it.to_day is None for it in mine):
        return
    again = next((it for it in mine if it.from_day <= since <= (it.to_day or since)), None)
    if again:
        again.to_day = None
    else:
        person.postings.append(Posting(place=place, role=role, from_day=since))


def _standing(person: Person, role: Role, place: Place) -> list[Posting]:
    mine = (it for it in person.postings if it.to_day is None and it.role is role)
    return [it for it in mine if it.place_id == place.id]


def _trace(verb: str, person: Person, role: Role, place: Place, *, at: datetime) -> None:
    detail = {"role": role.value, "place": place.name}
    trace(verb, f"person:{person.id}", actor=None, for_id=person.id, detail=detail, at=at)
