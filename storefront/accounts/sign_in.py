"""Signing in by phone number: a password, or a code sent to the phone.

Whether anybody is known by a number is told to nobody: the same pages, the same time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import ARGON2_VERSION
from sqlalchemy import delete, select

from storefront.accounts import knocks
from storefront.accounts.knocks import Caller
from storefront.accounts.models import KnockKind, Person, SignInCode
from storefront.accounts.queries import by_phone
from storefront.codes import secret
from storefront.db import gone, session
from storefront.errors import MarketError

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
DIGITS = 6

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # as OWASP advises


def _of_nobody() -> str:
    """A hash to which no password is known: drawn, for making one takes as long as signing in."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


_NOBODY = _of_nobody()
"""Checked when there is nobody to check, so that both take as long."""


class TooManyKnocks(MarketError):
    """Somebody is guessing, or impatient. Later it will work again."""


class WrongCode(MarketError):
    """Wrong, used, too old, or tried too often."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A code on its way: the ticket for the browser, the digits for the phone."""

    ticket: str
    digits: str
    person: Person | None
    """Nobody is known by that number; then nothing is sent."""


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def fits(person: Person | None, password: str) -> bool:
    """Whether it is this person's password. Slow by intent: ask before the deed."""
    kept = person.password_hash if person and person.password_hash else None
    return fits_hash(kept or _NOBODY, password) and kept is not None


def fits_hash(kept: str, said: str) -> bool:
    try:
        return _hasher.verify(kept, said)
    except (Argon2Error, InvalidHashError):
        return False


def use_password(caller: Caller, *, fitted: bool, at: datetime) -> Person | None:
    """The person, or nobody when it does not fit: the knock is counted, so the deed is kept.

    Raises TooManyKnocks.
    """
    if knocks.too_many(KnockKind.PASSWORD, caller, at=at):
        raise TooManyKnocks(caller.phone)
    person = by_phone(caller.phone)
    if person is None or not fitted:
        knocks.remember(KnockKind.PASSWORD, caller, at=at)
        return None
    return person


def ask_for_code(caller: Caller, *, at: datetime) -> Envelope:
    """A fresh code for a phone. Older ones stay good until they end."""
    if knocks.too_many(KnockKind.CODE, caller, at=at):
        raise TooManyKnocks(caller.phone)
    knocks.remember(KnockKind.CODE, caller, at=at)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    ticket = secret()
    session.add(
        SignInCode(phone=caller.phone, ticket=ticket, code_hash=_sealed(ticket, digits), made_at=at)
    )
    return Envelope(ticket, digits, by_phone(caller.phone))


def by_ticket(ticket: str, *, at: datetime) -> SignInCode | None:
    """The code a browser asked for, while it is still good."""
    wanted = select(SignInCode).where(
        SignInCode.ticket == ticket,
        SignInCode.used_at.is_(None),
        SignInCode.made_at > at - CODE_LASTS,
    )
    return session.scalar(wanted.with_for_update())


def use_code(ticket: str, digits: str, *, at: datetime) -> str | None:
    """Whose phone the digits were sent to, or nothing when they are wrong: the try is counted, so
    the deed is kept.

    Raises WrongCode when no try is left.
    """
    code = by_ticket(ticket, at=at)
    if code is None or code.tries >= TRIES:
        raise WrongCode(ticket)
    code.tries += 1
    if not hmac.compare_digest(code.code_hash, _sealed(ticket, digits)):
        return None
    code.used_at = at
    return code.phone


def forget_old(*, at: datetime) -> int:
    """Clear away codes and knocks that no longer count."""
    codes = gone(delete(SignInCode).where(SignInCode.made_at < at - knocks.MEMORY))
    return codes + knocks.forget_old(at=at)


def _sealed(ticket: str, digits: str) -> str:
    # The ticket is the salt: a stolen table cannot be searched for six digits all at once.
    return hashlib.sha256(f"{ticket}:{digits}".encode()).hexdigest()
