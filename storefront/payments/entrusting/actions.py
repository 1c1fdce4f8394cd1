from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select

from storefront.accounts import actions as accounts
from storefront.accounts.models import Person
from storefront.db import session
from storefront.payments import entrusted
from storefront.payments.credentials import Safe
from storefront.payments.entrusting import letters, queries
from storefront.payments.entrusting.queries import Owner
from storefront.payments.models import MerchantCredential
from storefront.payments.provider import Credentials
from storefront.payments.registry import Kind
from storefront.payouts import queries as payouts
from storefront.payouts.actions import COOLING, DIGITS, LASTS, PHONE_SETTLES, TRIES
from storefront.payouts.refusals import (
    NoPhone,
    NotUnderWay,
    PhoneTooNew,
    SecondPersonNeeded,
    UnderWayAlready,
)
from storefront.places.models import Place
from storefront.shops import actions as shops
from storefront.shops.models import Household


def ask(
    kind: Kind,
    credentials: Credentials,
    *,
    to: Owner,
    holder: str,
    by: Person,
    safe: Safe,
    cooling: timedelta = COOLING,
    at: datetime,
) -> MerchantCredential:
    """Begin: they are kept, and open nothing yet. A household's keeper is told, with a code.

    Raises NoPhone, PhoneTooNew, UnderWayAlready.
    """
    _hold(to)
    if queries.waiting(to, kind.name):
        raise UnderWayAlready(kind.name)
    phone = _phone(to, at=at) if isinstance(to, Household) else ""
    kept = entrusted.keep(kind, credentials, to=to, holder=holder, by=by, safe=safe, at=at)
    kept.effective_at, kept.lapses_at = at + cooling, at + LASTS
    if phone:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        kept.phone, kept.code_hash = phone, _hashed(kept, code)
        session.refresh(kept, ["household", "added_by"])
        letters.asked(kept, code, at=at)
    _trace("credentials.ask", kept, by=by, at=at)
    return kept


def call_back(kept: MerchantCredential, digits: str, *, by: Person, at: datetime) -> bool:
    """The keeper's code, told on the telephone. Whether it was right: a wrong one is counted, so
    the deed is kept. Raises NotUnderWay."""
    _lock(kept)
    if kept.called_back_at:
        return True
    if not hmac.compare_digest(kept.code_hash, _hashed(kept, digits)):
        kept.wrong_tries += 1
        if kept.wrong_tries >= TRIES:
            _end(kept, by=by, at=at)
        return False
    kept.called_back_at = at
    _trace("credentials.call_back", kept, by=by, at=at)
    _take_effect_if_ripe(kept, at=at)
    return True


def approve(kept: MerchantCredential, *, by: Person, at: datetime) -> None:
    """The second person's yes. Said twice, the first counts.

    Raises NotUnderWay, SecondPersonNeeded.
    """
    _lock(kept)
    if by.id in (kept.added_by_id, kept.household.keeper_id if kept.household else None):
        raise SecondPersonNeeded(by.name)
    if kept.approved_at:
        return
    kept.approved_at, kept.approved_by = at, by
    letters.approved(kept, at=at)
    _trace("credentials.approve", kept, by=by, at=at)
    _take_effect_if_ripe(kept, at=at)


def stop(kept: MerchantCredential, *, by: Person, at: datetime) -> None:
    """One no is enough. Raises NotUnderWay."""
    _lock(kept)
    _end(kept, by=by, at=at)
    _trace("credentials.stop", kept, by=by, at=at)


def retire(kept: MerchantCredential, *, by: Person, at: datetime) -> None:
    """Nothing new is paid by them. One person is enough for that. Raises NotUnderWay."""
    _hold(queries.owner_of(kept))
    session.refresh(kept)
    if not kept.is_in_use:
        raise NotUnderWay(kept.code)
    entrusted.retire(kept, by=by, at=at)
    letters.retired(kept, at=at)
    _trace("credentials.retire", kept, by=by, at=at)


def settle_ripe(*, at: datetime, limit: int = 50) -> int:
    """Those that are confirmed and have cooled are used; those that nobody confirmed lapse."""
    ripe = queries.ripe(at=at, limit=limit)
    for kept in ripe:
        with suppress(NotUnderWay):  # stopped at this very moment
            _settle(kept, at=at)
    return len(ripe)


def _settle(kept: MerchantCredential, *, at: datetime) -> None:
    _lock(kept)
    _take_effect_if_ripe(kept, at=at)
    if kept.is_waiting and kept.lapses_at and kept.lapses_at <= at:
        _end(kept, by=None, at=at)


def _take_effect_if_ripe(kept: MerchantCredential, *, at: datetime) -> None:
    """They take the place of those that were used before, which go on telling what they opened."""
    if not kept.is_confirmed or kept.effective_at is None or at < kept.effective_at:
        return
    for before in queries.in_use(queries.owner_of(kept), kept.provider):
        entrusted.retire(before, by=kept.added_by, at=at)
    kept.in_use_at = at
    letters.done(kept, at=at)


def _end(kept: MerchantCredential, *, by: Person | None, at: datetime) -> None:
    entrusted.retire(kept, by=by, at=at)
    letters.stopped(kept, at=at)


def _lock(kept: MerchantCredential) -> None:
    """Whoever presses at the same moment waits, and then sees what was done."""
    _hold(queries.owner_of(kept))
    session.refresh(kept)
    if not kept.is_waiting:
        raise NotUnderWay(kept.code)


def _hold(owner: Owner) -> None:
    if isinstance(owner, Household):
        shops.hold(owner)
    else:
        session.execute(select(Place.id).where(Place.id == owner.id).with_for_update())


def _phone(household: Household, *, at: datetime) -> str:
    if household.keeper.phone is None:
        raise NoPhone(household.code)
    if payouts.phone_changed_since(household, at - PHONE_SETTLES):
        raise PhoneTooNew(household.code)
    return household.keeper.phone


def _hashed(kept: MerchantCredential, digits: str) -> str:
    # The credential's code is the salt: a stolen table cannot be searched all at once.
    return hashlib.sha256(f"{kept.code}:{digits}".encode()).hexdigest()


def _trace(verb: str, kept: MerchantCredential, *, by: Person, at: datetime) -> None:
    """Which provider and who is paid; nothing that was typed."""
    accounts.trace(
        verb,
        f"credentials:{kept.code}",
        actor=by,
        for_id=kept.household.keeper_id if kept.household else None,
        detail={"provider": kept.provider, "holder": kept.holder},
        at=at,
    )
