from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from storefront import banks
from storefront.accounts.models import Person
from storefront.db import session
from storefront.payouts import letters, queries
from storefront.payouts.models import AccountChange, Ended
from storefront.payouts.refusals import (
    NoPhone,
    NotUnderWay,
    PhoneTooNew,
    SecondPersonNeeded,
    UnderWayAlready,
)
from storefront.posters import actions as posters
from storefront.posters.models import Why
from storefront.shops import actions as shops
from storefront.shops import noting
from storefront.shops.models import Household

COOLING = timedelta(days=2)
"""Time for the keeper, and for whoever helps, to notice and to say no."""
LASTS = timedelta(days=7)
"""Within which it must be confirmed."""
PHONE_SETTLES = timedelta(days=7)
"""How long a keeper's number must have been the same, when somebody else wrote it down."""
TRIES = 5
DIGITS = 6


def ask(
    household: Household, *, bank_bin: str, number: str, holder: str, by: Person, at: datetime
) -> AccountChange:
    """Begin: nothing changes yet, and the keeper is told, with a code.

    Asking for the very same again gives what is under way. Raises BadAccount, NoConsent, NoPhone,
    PhoneTooNew, UnderWayAlready.
    """
    shops.check_account(household, bank_bin=bank_bin, number=number)
    shops.hold(household)
    holder = shops.as_banks_write(holder)
    begun = queries.under_way(household)
    if begun and (begun.bank_bin, begun.number, begun.holder) == (bank_bin, number, holder):
        return begun
    if begun:
        raise UnderWayAlready(household.code)
    phone = _phone(household, at=at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    change = AccountChange(
        household=household,
        bank_bin=bank_bin,
        number=number,
        holder=holder,
        asked_by=by,
        asked_at=at,
        phone=phone,
        code_hash=_sealed(household, code),
        effective_at=at + COOLING,
        lapses_at=at + LASTS,
    )
    session.add(change)
    session.flush()
    letters.asked(change, code, at=at)
    _trace("account.ask", change, by=by, at=at)
    return change


def call_back(change: AccountChange, digits: str, *, by: Person, at: datetime) -> bool:
    """The keeper's code, told on the telephone. Whether it was right: a wrong one is counted, so
    the deed is kept. Raises NotUnderWay."""
    _lock(change)
    if change.called_back_at:
        return True
    if not hmac.compare_digest(change.code_hash, _sealed(change.household, digits)):
        change.wrong_tries += 1
        if change.wrong_tries >= TRIES:
            _end(change, Ended.GUESSED, by=by, at=at)
            letters.stopped(change, at=at)
        return False
    change.called_back_at = at
    _trace("account.call_back", change, by=by, at=at)
    _take_effect_if_ripe(change, at=at)
    return True


def approve(change: AccountChange, *, by: Person, at: datetime) -> None:
    """The second person's yes. Said twice, the first counts.

    Raises NotUnderWay, SecondPersonNeeded.
    """
    _lock(change)
    if by.id in (change.asked_by_id, change.household.keeper_id):
        raise SecondPersonNeeded(by.name)
    if change.approved_at:
        return
    change.approved_at, change.approved_by = at, by
    letters.approved(change, at=at)
    _trace("account.approve", change, by=by, at=at)
    _take_effect_if_ripe(change, at=at)


def stop(change: AccountChange, *, by: Person, at: datetime) -> None:
    """One no is enough. Raises NotUnderWay."""
    _lock(change)
    _end(change, Ended.STOPPED, by=by, at=at)
    letters.stopped(change, at=at)
    _trace("account.stop", change, by=by, at=at)


def settle_ripe(*, at: datetime, limit: int = 50) -> int:
    """Those that are confirmed and have cooled take effect; those that nobody confirmed lapse."""
    ripe = queries.ripe(at=at, limit=limit)
    for change in ripe:
        with suppress(NotUnderWay):  # stopped at this very moment
            _settle(change, at=at)
    return len(ripe)


def _settle(change: AccountChange, *, at: datetime) -> None:
    _lock(change)
    _take_effect_if_ripe(change, at=at)
    if change.is_under_way and change.lapses_at <= at:
        _end(change, Ended.LAPSED, by=None, at=at)
        letters.stopped(change, at=at)


def _take_effect_if_ripe(change: AccountChange, *, at: datetime) -> None:
    """New orders are paid there; those already placed keep what they were told."""
    if not change.is_confirmed or at < change.effective_at:
        return
    household = change.household
    before = household.account
    change.account = shops.change_account(
        household,
        bank_bin=change.bank_bin,
        number=change.number,
        holder=change.holder,
        by=change.asked_by,
        at=at,
    )
    _end(change, Ended.DONE, by=None, at=at)
    if before and before is not change.account:
        posters.withdraw_all(before, why=Why.ACCOUNT_CHANGED, by=None, at=at)
    letters.done(change, at=at)


def _lock(change: AccountChange) -> None:
    """Whoever presses at the same moment waits, and then sees what was done. The household first,
    as in every deed with both."""
    shops.hold(change.household)
    session.scalar(select(AccountChange.id).where(AccountChange.id == change.id).with_for_update())
    session.refresh(change)
    if not change.is_under_way:
        raise NotUnderWay(change.household.code)


def _end(change: AccountChange, how: Ended, *, by: Person | None, at: datetime) -> None:
    change.ended_at, change.ended, change.ended_by = at, how, by


def _phone(household: Household, *, at: datetime) -> str:
    if household.keeper.phone is None:
        raise NoPhone(household.code)
    if queries.phone_changed_since(household, at - PHONE_SETTLES):
        raise PhoneTooNew(household.code)
    return household.keeper.phone


def _sealed(household: Household, digits: str) -> str:
    # The household's code is the salt: a stolen table cannot be searched all at once.
    return hashlib.sha256(f"{household.code}:{digits}".encode()).hexdigest()


def _trace(verb: str, change: AccountChange, *, by: Person, at: datetime) -> None:
    said: dict[str, Any] = {"bank": banks.name_of(change.bank_bin), "tail": change.tail}
    noting.trace(verb, change.household, by=by, at=at, **said)
