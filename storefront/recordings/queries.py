from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.accounts.tongues import Tongue
from storefront.db import session
from storefront.places.models import Level, Place, Succession
from storefront.recordings.models import SAMPLE, ScreenPlay, ScreenSound, ScreenVoice

_STANDS = ScreenVoice.silence.is_(None)


def province_of(place: Place) -> Place | None:
    wanted = select(Place).where(Place.id.in_(place.ids), Place.level == Level.PROVINCE)
    return session.scalar(wanted)


def records_in(person: Person, *, on: date) -> Place | None:
    """The province for which this person may record."""
    places = person.places_where(Permission.VOICE_RECORD, on=on)
    return province_of(places[0]) if places else None


def heard(screen: str, tongue: Tongue, province: Place) -> ScreenVoice | None:
    """What is played there."""
    wanted = select(ScreenVoice).where(_slot(screen, tongue, province), _STANDS)
    return session.scalar(wanted.order_by(ScreenVoice.id.desc()).limit(1))


def all_heard(tongue: Tongue, province: Place) -> dict[str, ScreenVoice]:
    """By screen."""
    wanted = (
        select(ScreenVoice)
        .where(ScreenVoice.tongue == tongue, _there(province), _STANDS)
        .options(joinedload(ScreenVoice.by))
    )
    return {it.screen: it for it in session.scalars(wanted.order_by(ScreenVoice.id))}


def to_keep(province: Place, screens: Sequence[str]) -> list[tuple[ScreenVoice, int]]:
    """What a phone takes along: of these screens, in every tongue, with its weight in bytes."""
    newest = (
        select(func.max(ScreenVoice.id))
        .where(_there(province), _STANDS, ScreenVoice.screen.in_(screens))
        .where(ScreenVoice.speaker != SAMPLE)
        .group_by(ScreenVoice.screen, ScreenVoice.tongue)
    )
    wanted = (
        select(ScreenVoice, func.length(ScreenSound.content))
        .join(ScreenSound, ScreenSound.voice_id == ScreenVoice.id)
        .where(ScreenVoice.id.in_(newest))
    )
    rows = [(row[0], row[1]) for row in session.execute(wanted)]
    return sorted(rows, key=lambda it: (list(screens).index(it[0].screen), it[0].tongue))


def many(province: Place, screens: Sequence[str]) -> dict[Tongue, int]:
    """How many of these screens can be heard in each tongue."""
    wanted = (
        select(ScreenVoice.tongue, func.count(ScreenVoice.screen.distinct()))
        .where(_there(province), _STANDS, ScreenVoice.screen.in_(screens))
        .where(ScreenVoice.speaker != SAMPLE)
        .group_by(ScreenVoice.tongue)
    )
    found = {row[0]: row[1] for row in session.execute(wanted)}
    return {it: found.get(it, 0) for it in Tongue}


def of_slot(screen: str, tongue: Tongue, province: Place) -> Sequence[ScreenVoice]:
    """The newest first."""
    wanted = (
        select(ScreenVoice)
        .where(_slot(screen, tongue, province))
        .options(joinedload(ScreenVoice.by), joinedload(ScreenVoice.silenced_by))
    )
    return session.scalars(wanted.order_by(ScreenVoice.id.desc()).limit(50)).all()


def to_silence(number: int, screen: str, tongue: Tongue, province: Place) -> ScreenVoice | None:
    """One of this slot, locked, as long as its sound is there."""
    wanted = select(ScreenVoice).where(
        ScreenVoice.id == number, _slot(screen, tongue, province), ScreenVoice.seconds > 0
    )
    return session.scalar(wanted.with_for_update())


def sound(number: int, *, recorder: Place | None) -> ScreenSound | None:
    """Of one that stands; whoever records there also hears those that were taken back."""
    may = _STANDS if recorder is None else or_(_STANDS, _there(recorder))
    wanted = select(ScreenSound).join(ScreenVoice, ScreenVoice.id == ScreenSound.voice_id)
    return session.scalar(wanted.where(ScreenVoice.id == number, may))


def plays(voices: Iterable[ScreenVoice], *, since: date) -> dict[int, int]:
    """How often each was begun."""
    wanted = (
        select(ScreenPlay.voice_id, func.sum(ScreenPlay.many))
        .where(ScreenPlay.voice_id.in_([it.id for it in voices]), ScreenPlay.day >= since)
        .group_by(ScreenPlay.voice_id)
    )
    return {number: int(many) for number, many in session.execute(wanted)}


def recorded_since(moment: datetime, *, by: Person) -> int:
    wanted = select(func.count()).where(ScreenVoice.by_id == by.id, ScreenVoice.at >= moment)
    return session.scalars(wanted).one()


def _slot(screen: str, tongue: Tongue, province: Place) -> ColumnElement[bool]:
    return (ScreenVoice.screen == screen) & (ScreenVoice.tongue == tongue) & _there(province)


def _there(province: Place) -> ColumnElement[bool]:
    """In the province, and in those that became it."""
    became = select(Succession.old_id).where(Succession.new_id == province.id)
    return or_(ScreenVoice.place_id == province.id, ScreenVoice.place_id.in_(became))
