"""Data in wrong hands: written down, told to the authority in time, and to whom it is about.

What happened is known bit by bit, so that a record may be changed; each change leaves a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from storefront.accounts import actions as accounts
from storefront.accounts import queries as people
from storefront.accounts.models import Person, Trace
from storefront.db import session
from storefront.errors import MarketError
from storefront.notifications import actions as notifications
from storefront.notifications.actions import Letter
from storefront.privacy.models import Breach

TELL_WITHIN = timedelta(hours=72)
SOURCE = "Luật 91/2025/QH15"
SHOWN = 200


class NotYet(MarketError):
    """Nobody has told the authority, so that it does not end."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of it by now."""

    found_at: datetime
    what: str
    whose: str
    many: int | None
    measures: str


def write(found: Found, *, by: Person, at: datetime) -> Breach:
    breach = Breach(
        **asdict(found), due_at=found.found_at + TELL_WITHIN, written_at=at, written_by=by
    )
    session.add(breach)
    session.flush()
    _trace("breach.write", breach, by=by, at=at)
    return breach


def change(breach: Breach, found: Found, *, by: Person, at: datetime) -> None:
    """The clock is that of the day on which it was found."""
    for name, said in asdict(found).items():
        setattr(breach, name, said)
    breach.due_at = found.found_at + TELL_WITHIN
    _trace("breach.change", breach, by=by, at=at)


def tell_authority(breach: Breach, *, by: Person, at: datetime) -> None:
    """The first word stands."""
    if breach.authority_told_at is None:
        breach.authority_told_at = at
        _trace("breach.authority", breach, by=by, at=at)


def take_back(breach: Breach, *, by: Person, at: datetime) -> None:
    """It was pressed by mistake: the clock runs on."""
    if breach.authority_told_at is not None and breach.ended_at is None:
        breach.authority_told_at = None
        _trace("breach.authority_not", breach, by=by, at=at)


def tell_people(
    breach: Breach, phones: Iterable[str], words: str, *, by: Person, at: datetime
) -> int:
    """Each number once. Gives how many."""
    told = sorted(set(phones))
    letters = [Letter(words, phone, people.by_phone(phone)) for phone in told]
    notifications.write_all(letters, at=at)
    breach.people_told_at, breach.people_told = at, breach.people_told + len(told)
    _trace("breach.people", breach, by=by, at=at)
    return len(told)


def end(breach: Breach, *, by: Person, at: datetime) -> None:
    """Raises NotYet."""
    if breach.authority_told_at is None:
        raise NotYet(str(breach.id))
    if breach.ended_at is None:
        breach.ended_at = at
        _trace("breach.end", breach, by=by, at=at)


def reopen(breach: Breach, *, by: Person, at: datetime) -> None:
    if breach.ended_at is not None:
        breach.ended_at = None
        _trace("breach.reopen", breach, by=by, at=at)


def all_of_them() -> Sequence[Breach]:
    """What runs first, by its clock."""
    wanted = select(Breach).order_by(Breach.ended_at.is_not(None), Breach.due_at, Breach.id)
    return session.scalars(wanted.limit(SHOWN)).all()


def one(number: int) -> Breach | None:
    return session.scalar(select(Breach).where(Breach.id == number).with_for_update())


def how_many_late(*, at: datetime) -> int:
    late = (Breach.authority_told_at.is_(None), Breach.due_at < at)
    return session.scalar(select(func.count(Breach.id)).where(*late)) or 0


def trail(breach: Breach) -> Sequence[Trace]:
    wanted = select(Trace).where(Trace.subject == f"breach:{breach.id}")
    return session.scalars(wanted.order_by(Trace.id).limit(SHOWN)).all()


def _trace(verb: str, breach: Breach, *, by: Person, at: datetime) -> None:
    accounts.trace(verb, f"breach:{breach.id}", actor=by, at=at)
