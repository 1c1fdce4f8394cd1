"""Slows guessing down without locking anybody out.

Strangers are counted by phone number and by address. A device that has signed in to a number
before is counted apart, so that whoever hammers at the door cannot use up its owner's tries.
Limits by address are wide: a whole village may come from one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from storefront.accounts.models import Knock, KnockKind
from storefront.db import gone, session

MEMORY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the door: the number they name, where they come from, whether we know the phone."""

    phone: str
    address: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    within: timedelta
    known_device: int
    strangers: int
    """By phone number, all strangers together."""
    address: int


LIMITS = {
    KnockKind.CODE: Limit(timedelta(hours=1), known_device=6, strangers=6, address=40),
    KnockKind.PASSWORD: Limit(timedelta(minutes=15), known_device=10, strangers=20, address=60),
    KnockKind.SECOND: Limit(timedelta(minutes=15), known_device=10, strangers=10, address=60),
    KnockKind.FIND: Limit(timedelta(minutes=15), known_device=10, strangers=10, address=60),
    KnockKind.GROUP: Limit(timedelta(hours=1), known_device=10, strangers=5, address=40),
    KnockKind.REPORT: Limit(timedelta(minutes=15), known_device=5, strangers=5, address=20),
    KnockKind.RING: Limit(timedelta(hours=1), known_device=30, strangers=60, address=30),
}


def too_many(kind: KnockKind, caller: Caller, *, at: datetime) -> bool:
    limit = LIMITS[kind]
    recent = [Knock.kind == kind, Knock.at > at - limit.within]
    by_phone = _count(*recent, Knock.phone == caller.phone, Knock.known == caller.known)
    if caller.known:
        return by_phone >= limit.known_device
    by_address = _count(*recent, Knock.address == caller.address, Knock.known.is_(False))
    return by_phone >= limit.strangers or by_address >= limit.address


def remember(kind: KnockKind, caller: Caller, *, at: datetime) -> None:
    session.add(
        Knock(kind=kind, phone=caller.phone, address=caller.address, known=caller.known, at=at)
    )


def forget_old(*, at: datetime) -> int:
    return gone(delete(Knock).where(Knock.at < at - MEMORY))


def _count(*conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Knock).where(*conditions)) or 0
