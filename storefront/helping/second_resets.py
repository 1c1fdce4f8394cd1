"""Setting back the second factor of an officer who lost phone and paper: asked by one colleague,
confirmed by another with a standing above hers, told to her own phone, and done a day later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from storefront import clock
from storefront.accounts import actions as accounts
from storefront.accounts import factors
from storefront.accounts.models import Person, Posting, SecondFactor, SecondReset
from storefront.accounts.permissions import SECOND_STEP, Permission, Role
from storefront.db import deed, session
from storefront.errors import MarketError
from storefront.notifications import actions as notifications
from storefront.places.models import Place
from storefront.places.queries import lying_in

WAITS = timedelta(hours=24)
"""From being asked: whoever it is done to can hear of it and stop it."""
LAPSES = timedelta(days=7)
"""Nobody confirmed it for so long."""
ABOVE = {Role.COMMUNE_OFFICER: 1, Role.PROVINCE_OFFICER: 2, Role.OPERATOR: 3}

_ASKED = {
    "vi": "Chợ Bản: {by} xin đặt lại bước thứ hai khi đăng nhập của {name}. Nếu không phải ý của "
    "mình, báo ngay cấp trên hoặc đăng nhập và bấm dừng. Sớm nhất sau 24 giờ mới có hiệu lực.",
    "en": "Chợ Bản: {by} asks to set the second step of signing in of {name} back. If that is not "
    "your wish, tell those above you at once, or sign in and stop it. It takes 24 hours.",
}
_DONE = {
    "vi": "Chợ Bản: bước thứ hai của {name} đã được đặt lại. Lần đăng nhập tới sẽ làm từ đầu.",
    "en": "Chợ Bản: the second step of {name} was set back. You begin anew at the next sign-in.",
}


class NotTheSecond(MarketError):
    """Whoever confirms is another than who asked, and stands above."""


class UnderWay(MarketError):
    """It was asked for already."""


def ask(person: Person, *, why: str, by: Person, at: datetime) -> SecondReset:
    """Raises UnderWay."""
    factors.of(person.id)  # held, so that of two who ask at once one does
    if open_for(person):
        raise UnderWay(str(person.id))
    it = SecondReset(person=person, why=why, asked_by=by, asked_at=at)
    session.add(it)
    _trace("second.ask", it, by=by, at=at)
    _tell(_ASKED, it, at=at)
    return it


def confirm(it: SecondReset, *, by: Person, at: datetime) -> None:
    """Raises NotTheSecond."""
    if not may_confirm(by, it, on=clock.village_date(at)):
        raise NotTheSecond(str(it.id))
    if it.confirmed_at is None and it.ended_at is None:
        it.confirmed_by, it.confirmed_at = by, at
        _trace("second.confirm", it, by=by, at=at)


def stop(it: SecondReset, *, by: Person, at: datetime) -> None:
    if it.ended_at is None:
        it.ended_at, it.stopped_by_id = at, by.id
        _trace("second.stop", it, by=by, at=at)


def carry_out_due(*, at: datetime) -> None:
    """The worker's duty."""
    with deed():
        wanted = select(SecondReset).where(SecondReset.ended_at.is_(None))
        for it in session.scalars(wanted.order_by(SecondReset.id).with_for_update()):
            if it.confirmed_by and it.asked_at <= at - WAITS:
                it.ended_at = at
                factors.reset(it.person, by=it.confirmed_by, at=at)
                _tell(_DONE, it, at=at)
            elif it.asked_at <= at - LAPSES:
                it.ended_at = at


def open_for(person: Person) -> SecondReset | None:
    wanted = select(SecondReset).where(
        SecondReset.person_id == person.id, SecondReset.ended_at.is_(None)
    )
    return session.scalar(wanted)


def whom(by: Person, *, on: date) -> Sequence[Person]:
    """Officers with a second factor at the places of this one, and inside them."""
    places = by.places_where(Permission.SECOND_RESET, on=on)
    wanted = (
        select(Person)
        .join(SecondFactor, SecondFactor.person_id == Person.id)
        .join(Posting, Posting.person_id == Person.id)
        .join(Place, Place.id == Posting.place_id)
        .where(
            Person.id != by.id,
            Posting.role.in_(SECOND_STEP),
            Posting.are_held_on(on),
            lying_in(places),
        )
        .distinct()
    )
    return sorted(session.scalars(wanted), key=lambda it: it.name)


def waiting(by: Person, *, on: date) -> Sequence[SecondReset]:
    theirs = [it.id for it in whom(by, on=on)]
    wanted = select(SecondReset).where(
        SecondReset.person_id.in_(theirs), SecondReset.ended_at.is_(None)
    )
    return session.scalars(wanted.order_by(SecondReset.id)).all()


def may_confirm(by: Person, it: SecondReset, *, on: date) -> bool:
    """Above every posting for which a second factor is shown."""
    hers = [mine for mine in it.person.held_on(on) if mine.role in ABOVE]
    return by.id not in (it.person_id, it.asked_by_id) and all(
        any(
            ABOVE.get(mine.role, 0) > ABOVE[hers.role] and mine.place.contains(hers.place)
            for mine in by.held_on(on)
        )
        for hers in hers
    )


def _trace(verb: str, it: SecondReset, *, by: Person, at: datetime) -> None:
    who = f"person:{it.person.id}"
    accounts.trace(verb, who, actor=by, for_id=it.person.id, at=at)


def _tell(words: dict[str, str], it: SecondReset, *, at: datetime) -> None:
    person = it.person
    if person.phone:
        said = words.get(person.language, words["vi"])
        body = said.format(by=it.asked_by.name, name=person.name)
        notifications.write(body, to=person.phone, person=person, at=at)
