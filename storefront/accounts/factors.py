"""The second factor of officers: a code their own phone counts (TOTP), or one of eight on paper.

Reached only after the first factor was right, so that a stranger can use up nobody's tries.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, func, select

from storefront.accounts import actions, knocks, stays
from storefront.accounts.knocks import Caller
from storefront.accounts.models import (
    Ended,
    KnockKind,
    Person,
    RecoveryCode,
    SecondFactor,
)
from storefront.accounts.permissions import SECOND_STEP
from storefront.accounts.sign_in import TooManyKnocks, fits_hash, hash_password
from storefront.codes import ALPHABET, short_secret
from storefront.db import session

STEP = 30
"""Seconds for which a code is good. The one before and the one after are taken too: clocks of
phones differ, and fingers are slow."""
PAPER_CODES = 8
ISSUER = "Cho Ban"
"""As authenticator apps show it; some cannot show marks."""


def is_demanded(person: Person, *, on: date) -> bool:
    return any(it.role in SECOND_STEP for it in person.held_on(on))


def new_secret() -> str:
    import pyotp  # seldom the web server's business

    return pyotp.random_base32()


def address(secret: str, person: Person) -> str:
    """What the QR says to an authenticator app."""
    import pyotp

    name = person.phone or person.name
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def code_now(secret: str, *, at: datetime) -> str:
    """What the phone shows."""
    return _code(secret, int(at.timestamp()) // STEP)


def _code(secret: str, step: int) -> str:
    import pyotp

    return pyotp.TOTP(secret).generate_otp(step)


def of(person_id: int) -> SecondFactor | None:
    """Confirmed or not."""
    wanted = select(SecondFactor).where(SecondFactor.person_id == person_id)
    return session.scalar(wanted.with_for_update())


def begin(person: Person, sealed: bytes, *, at: datetime) -> SecondFactor:
    """Takes the place of one that was never confirmed."""
    known = of(person.id)
    if known is None:
        known = SecondFactor(person_id=person.id, sealed=sealed, begun_at=at)
        session.add(known)
    elif known.confirmed_at is None:
        known.sealed, known.begun_at = sealed, at
    session.flush()
    return known


def confirm(factor: SecondFactor, person: Person, *, by: Person, at: datetime) -> list[str]:
    """The phone has counted right. Gives eight codes for paper, told this once."""
    factor.confirmed_at = at
    actions.trace("second.begin", f"person:{person.id}", actor=by, for_id=person.id, at=at)
    return new_paper(person)


def new_paper(person: Person) -> list[str]:
    """Those given before open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    told = [short_secret() for _nth in range(PAPER_CODES)]
    session.add_all(RecoveryCode(person_id=person.id, code_hash=hash_password(it)) for it in told)
    return told


def paper_left(person: Person) -> int:
    wanted = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(wanted) or 0


def use(caller: Caller, factor: SecondFactor, secret: str, said: str, *, at: datetime) -> bool:
    """Whether it is the code of now, or one on paper. A wrong one is counted, so the deed is kept.

    Raises TooManyKnocks.
    """
    if knocks.too_many(KnockKind.SECOND, caller, at=at):
        raise TooManyKnocks(caller.phone)
    if _counts(factor, secret, said, at=at) or _on_paper(factor.person_id, said, at=at):
        return True
    knocks.remember(KnockKind.SECOND, caller, at=at)
    return False


def _counts(factor: SecondFactor, secret: str, said: str, *, at: datetime) -> bool:
    now = int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if step > factor.last_step and hmac.compare_digest(_code(secret, step), said):
            factor.last_step = step
            return True
    return False


def _on_paper(person_id: int, said: str, *, at: datetime) -> bool:
    if len(said) != 10 or not set(said.upper()) <= set(ALPHABET):
        return False
    wanted = select(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    kept = session.scalars(wanted.with_for_update()).all()
    found = next((it for it in kept if fits_hash(it.code_hash, said.lower())), None)
    if found:
        found.used_at = at
    return found is not None


def reset(person: Person, *, by: Person | None, at: datetime) -> None:
    """At their next sign-in they begin anew, and are signed in nowhere until then."""
    for table in (SecondFactor, RecoveryCode):
        session.execute(delete(table).where(table.person_id == person.id))
    stays.end_all(person, Ended.OPERATOR if by is None else Ended.FROM_ELSEWHERE, by=by, at=at)
    actions.trace("second.reset", f"person:{person.id}", actor=by, for_id=person.id, at=at)


def in_fours(told: Iterable[str]) -> list[str]:
    """As they are read from paper: abcde fghjk."""
    return [f"{it[:5]} {it[5:]}" for it in told]
