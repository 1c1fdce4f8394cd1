"""Asking those who do not tell. Questions leave the house between deeds, never inside one."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from storefront.db import deed, session
from storefront.payments import actions, arriving, attempts, unsettled
from storefront.payments.models import PaymentAttempt, ProviderCursor
from storefront.payments.provider import Charge, Declined, Messenger, News, Opened, Told
from storefront.payments.tills import Till, Tills, gateway_of
from storefront.rows import put_once
from storefront.wire import Unreachable

PAGES = 20
"""Of a messenger's list, read in one go."""

log = logging.getLogger(__name__)


class NotOpened(Exception):
    """The gateway does not want it, or did not answer in time: then it may be open all the same."""


def open_(attempt: PaymentAttempt, till: Till, charge: Charge, *, at: datetime) -> Opened:
    """Have the gateway open its page. Raises NotOpened."""
    session.commit()  # nothing is held open while we wait for somebody else's answer
    try:
        answer = gateway_of(till).open(charge)
    except Unreachable as error:
        raise NotOpened(attempt.reference) from error  # created; the duty asks how it went
    except Declined as error:
        with deed():
            attempts.declined(session.get_one(PaymentAttempt, attempt.id), str(error), at=at)
        raise NotOpened(attempt.reference) from error
    with deed():
        attempts.opened(session.get_one(PaymentAttempt, attempt.id), answer)
    return answer


def ask_due(tills: Tills, *, at: datetime) -> int:
    """Ask about every attempt whose time to be asked about has come. Says how many."""
    with deed():
        taken = attempts.take_due(at=at)
    for attempt in taken:
        with unsettled.asking(attempt, at=at):
            ask(attempt, tills, at=at)
    return len(taken)


def ask_now(found: Iterable[PaymentAttempt], tills: Tills, *, at: datetime) -> None:
    """Because the buyer came back, or wants to pay another way."""
    for attempt in found:
        with deed():
            attempts.asked(session.get_one(PaymentAttempt, attempt.id), at=at)
        ask(attempt, tills, at=at)


def ask(attempt: PaymentAttempt, tills: Tills, *, at: datetime) -> None:
    till = tills.find(attempt.provider, attempt.merchant)
    session.commit()  # nothing is held open while we wait for somebody else's answer
    if till is None:
        log.warning("nobody is left to ask about %s %s", attempt.provider, attempt.reference)
        return
    try:
        news = gateway_of(till).ask(attempts.as_asked(attempt), at=at)
    except (Unreachable, Declined) as error:
        log.info("%s does not say how %s went: %s", attempt.provider, attempt.reference, error)
        news = None
    with deed():
        _answered(attempt, news, till, at=at)


def _answered(attempt: PaymentAttempt, news: News, till: Till, *, at: datetime) -> None:
    if news is not None:
        actions.settle(news, through=till.merchant, at=at)
    if attempts.run_out(attempt, at=at):
        arriving.ended_short(attempt, at=at)


def read_lists(tills: Tills, *, at: datetime) -> int:
    """Read what messengers have told while we could not hear. Says how many notices were there."""
    return sum(_read_list(till, at=at) for till in tills.messengers())


def _read_list(till: Till, *, at: datetime) -> int:
    heard, cursor = 0, _cursor(till)
    for _page in range(PAGES):
        told = _asked_for(till, cursor, at=at)
        if told is None:
            return heard
        heard += _believed(told, till, at=at)
        cursor = told.cursor
        with deed():
            _move_on(till, told, at=at)
        if told.is_last:
            break
    return heard


def _cursor(till: Till) -> str:
    kept = session.scalar(_of(till))
    cursor = kept.cursor if kept else ""
    session.commit()  # nothing is held open while we wait for somebody else's answer
    return cursor


def _asked_for(till: Till, cursor: str, *, at: datetime) -> Told | None:
    assert isinstance(till.provider, Messenger)  # noqa: S101  see Tills.messengers
    try:
        return till.provider.since(cursor, at=at)
    except (Unreachable, Declined) as error:
        log.warning("%s's list cannot be read: %s", till.provider.name, error)
    except Exception:
        log.exception("%s's list cannot be read: nobody foresaw this", till.provider.name)
    with deed():
        kept = _kept(till)
        kept.failing_since = kept.failing_since or at
    return None


def _believed(told: Told, till: Till, *, at: datetime) -> int:
    # A deed each: one that locked many orders would wait crosswise with a callback.
    for notice in told.notices:
        with unsettled.believing(notice, till, at=at):
            actions.settle(notice, through=till.merchant, at=at)
    return len(told.notices)


def _move_on(till: Till, told: Told, *, at: datetime) -> None:
    kept = _kept(till)
    kept.cursor, kept.failing_since = told.cursor, None
    if told.is_last:
        kept.read_at = at


def _kept(till: Till) -> ProviderCursor:
    name, merchant = till.provider.name, till.merchant.code
    put_once(
        ProviderCursor, unless=("provider", "merchant"), provider=name, merchant=merchant, cursor=""
    )
    return session.scalars(_of(till)).one()


def _of(till: Till) -> Select[ProviderCursor]:
    return select(ProviderCursor).where(
        ProviderCursor.provider == till.provider.name,
        ProviderCursor.merchant == till.merchant.code,
    )
