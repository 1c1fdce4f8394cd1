"""Where people are signed in: one row a browser, found by a key that only the browser has.

It is asked for together with the person and their postings, so that knowing it costs no question.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Update, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from storefront import clock
from storefront.accounts.models import Ended, Person, Posting, Stay
from storefront.accounts.permissions import SECOND_STEP, Role
from storefront.asking import fetch
from storefront.db import gone, session
from storefront.places.models import Place
from storefront.rows import add, columns, things
from storefront.settings import Settings

LASTS = timedelta(days=180)
"""In the field, signing in again costs a walk for signal."""
A_WHILE = timedelta(hours=1)
KEPT = timedelta(days=90)
"""So long those that ended are shown."""


@dataclass(frozen=True, slots=True)
class Unused:
    """How long a browser may lie about before it has to sign in again (ADR 196)."""

    officers: timedelta = timedelta(hours=12)
    """Of whoever shows a second factor: desks are left, and much can be seen from them."""
    others: timedelta = timedelta(days=60)
    """Of keepers, teams and buyers."""

    @classmethod
    def of(cls, settings: Settings) -> Unused:
        return cls(settings.unused_officers, settings.unused)

    def limit(self, postings: Sequence[Posting], *, on: date) -> timedelta:
        return self.officers if _shows_second(postings, on=on) else self.others


NEVER = Unused(LASTS, LASTS)
"""Nothing ends by this before it ends anyway."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser says of itself, in two words."""

    browser: str = ""
    system: str = ""


def begin(
    person_id: int, device: Device, *, second: bool = False, at: datetime
) -> tuple[str, Stay]:
    """A stay, and the key by which the browser is known."""
    key = secrets.token_urlsafe(24)
    return key, add(Stay, **values(key, person_id, device, second=second, at=at))


def values(
    key: str, person_id: int, device: Device, *, second: bool, at: datetime
) -> dict[str, Any]:
    """The row of a stay that begins now."""
    return {
        "person_id": person_id, "key_hash": hash_of(key),
        "browser": device.browser, "system": device.system,
        "begun_at": at, "used_at": at, "proved_at": at, "second_at": at if second else None,
    }  # fmt: skip


def by_key(key: str, *, unused: Unused, at: datetime) -> tuple[Person, Stay] | None:
    """Who sits there, with postings: plainly, and with one question."""
    found = _known(key)
    return None if found is None or _is_over(*found, unused, at=at) else found


def went_unused(key: str, *, unused: Unused, at: datetime) -> timedelta | None:
    """Whether that, and nothing else, ended what this key opened; then how long it took."""
    found = _known(key)
    if found is None:
        return None
    person, stay = found
    limit = unused.limit(person.postings, on=clock.village_date(at))
    is_open_but_unused = not _is_over(person, stay, NEVER, at=at)
    return limit if is_open_but_unused or stay.ended_why is Ended.UNUSED else None


def _known(key: str) -> tuple[Person, Stay] | None:
    person, stay, postings = None, None, []
    for row in fetch(_BY_KEY, key=hash_of(key)):
        stay, person, posting, place = things(row, Stay, Person, Posting, Place)
        if posting is not None:
            set_committed_value(posting, "place", place)
            postings.append(posting)
    if person is None or stay is None:
        return None
    set_committed_value(person, "postings", postings)
    return person, stay


_BY_KEY = (
    select(*columns(Stay, Person, Posting, Place))
    .select_from(Stay)
    .join(Person, Person.id == Stay.person_id)
    .outerjoin(Posting, Posting.person_id == Person.id)
    .outerjoin(Place, Place.id == Posting.place_id)
    .where(Stay.key_hash == bindparam("key"))
    .order_by(Posting.id)
)


def _is_over(person: Person, stay: Stay, unused: Unused, *, at: datetime) -> bool:
    today, postings = clock.village_date(at), person.postings
    if stay.ended_at is not None or stay.begun_at < at - LASTS:
        return True
    if stay.used_at < at - unused.limit(postings, on=today):
        return True
    if stay.second_at is None and _shows_second(postings, on=today):
        return True  # posted since: from now on it takes a second factor
    return bool(_lost(postings, since=clock.village_date(stay.begun_at), on=today))


def _shows_second(postings: Sequence[Posting], *, on: date) -> bool:
    return any(it.role in SECOND_STEP and it.held_on(on) for it in postings)


def _lost(postings: Sequence[Posting], *, since: date, on: date) -> set[Role]:
    """Roles that were held when somebody came in, and are held nowhere any more. Whose place
    became another by a reform holds the role there."""
    return {it.role for it in postings if it.held_on(since)} - {
        it.role for it in postings if it.held_on(on)
    }


def of(person: Person, *, unused: Unused, at: datetime) -> list[Stay]:
    """Where somebody is signed in, the one used last first."""
    limit = unused.limit(person.postings, on=clock.village_date(at))
    wanted = select(Stay).where(
        Stay.person_id == person.id, Stay.ended_at.is_(None),
        Stay.begun_at >= at - LASTS, Stay.used_at >= at - limit,
    )  # fmt: skip
    return list(session.scalars(wanted.order_by(Stay.used_at.desc(), Stay.id.desc()).limit(50)))


def ended_lately(person: Person) -> list[Stay]:
    wanted = select(Stay).where(Stay.person_id == person.id, Stay.ended_at.is_not(None))
    return list(session.scalars(wanted.order_by(Stay.ended_at.desc()).limit(10)))


def one_of(person: Person, number: int) -> Stay | None:
    return session.scalar(select(Stay).where(Stay.id == number, Stay.person_id == person.id))


def end(stay: Stay, why: Ended, *, by: Person | None, at: datetime) -> None:
    """Doing it twice changes nothing."""
    _end(Stay.id == stay.id, why=why, by=by, at=at)


def end_all(
    person: Person, why: Ended, *, by: Person | None, but: int | None = None, at: datetime
) -> None:
    """Everywhere, but for the stay from which it is asked."""
    theirs = [Stay.person_id == person.id] + ([Stay.id != but] if but is not None else [])
    _end(*theirs, why=why, by=by, at=at)


def end_unused(unused: Unused, *, at: datetime) -> int:
    """Those that open nothing any more are written down as ended. Gives how many."""
    is_officer = Posting.role.in_(SECOND_STEP), Posting.are_held_on(clock.village_date(at))
    officers = select(Posting.person_id).where(*is_officer)
    old = or_(
        Stay.used_at < at - unused.others,
        and_(Stay.used_at < at - unused.officers, Stay.person_id.in_(officers)),
    )
    ended = update(Stay).where(Stay.ended_at.is_(None), old)
    return gone(ended.values(ended_at=at, ended_why=Ended.UNUSED))


def _end(*which: Any, why: Ended, by: Person | None, at: datetime) -> None:
    session.execute(
        update(Stay)
        .where(*which, Stay.ended_at.is_(None))
        .values(ended_at=at, ended_by_id=by.id if by else None, ended_why=why)
    )


def used(number: int, *, at: datetime) -> Update:
    return update(Stay).where(Stay.id == number).values(used_at=at)


def end_everybodys(why: Ended, *, at: datetime) -> int:
    """Of everybody, everywhere: when nobody knows who holds which key. Gives how many."""
    live = update(Stay).where(Stay.ended_at.is_(None))
    return gone(live.values(ended_at=at, ended_by_id=None, ended_why=why))


def renew(stay: Stay) -> str:
    """Another key for the same stay; whoever has a copy of the one before sits outside."""
    key = secrets.token_urlsafe(24)
    stay.key_hash = hash_of(key)
    return key


def prove(stay: Stay, *, second: bool, at: datetime) -> None:
    """Whoever sits there has just shown again who they are."""
    stay.proved_at = at
    stay.second_at = at if second else stay.second_at


def forget_old(*, at: datetime) -> int:
    ended = gone(delete(Stay).where(Stay.ended_at < at - KEPT))
    return ended + gone(delete(Stay).where(Stay.begun_at < at - LASTS - KEPT))


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
