"""What a payer does at a practice gateway, and what its server then tells ours."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import update

from storefront import jobs, wire
from storefront.db import session
from storefront.errors import MarketError
from storefront.money import Money
from storefront.payments.practice_gateways import books
from storefront.payments.practice_gateways.asked import Letter, Side, Wordy
from storefront.payments.practice_gateways.models import ChargeState, PracticeCharge

JOB = "practice_gateway_notice"
LATER = timedelta(seconds=20)
MISSING = Money(1_000)


class Play(enum.StrEnum):
    RIGHT = "right"
    SHORT = "short"
    TWICE = "twice"
    """Told of three times."""
    NOTICE_FIRST = "notice_first"
    """The payer is slow to come back."""
    RETURN_FIRST = "return_first"
    """The payer is back before we are told."""
    LATE = "late"
    """When its time is up."""
    SILENT = "silent"
    """Paid, and nobody tells us: we must ask."""
    CANCEL = "cancel"
    FORGED = "forged"
    NEVER = "never"


class HasEnded(MarketError):
    """It was paid or cancelled before."""


_TELLS = {
    Play.TWICE: 3,
    Play.SILENT: 0,
    Play.NEVER: 0,
}
_COMES_BACK = frozenset(Play) - {Play.NOTICE_FIRST, Play.LATE, Play.SILENT, Play.NEVER}
"""The payer's browser is sent back at once."""


def play(side: Side, charge: PracticeCharge, how: Play, *, at: datetime) -> str | None:
    """Gives where the payer goes now, if anywhere. Notices follow the deed.

    Raises HasEnded.
    """
    end = _ENDS.get(how, ChargeState.PAID)
    if end is not ChargeState.OPEN:
        _end(charge, end, charge.amount - (MISSING if how is Play.SHORT else Money(0)), at=at)
    told_at = {Play.RETURN_FIRST: at + LATER, Play.LATE: charge.until + LATER}.get(how, at)
    for _time in range(_TELLS.get(how, 1)):
        jobs.enqueue(JOB, _notice(charge, how), at=told_at)
    if how is Play.FORGED:
        return side.forger().way_back(_as_if_paid(charge, at=at))
    return side.way_back(charge) if how in _COMES_BACK else None


def _notice(charge: PracticeCharge, how: Play) -> dict[str, Any]:
    return {
        "provider": charge.provider,
        "charge": charge.id,
        "forged": how is Play.FORGED,
    }


_ENDS = {
    Play.CANCEL: ChargeState.CANCELLED,
    Play.FORGED: ChargeState.OPEN,
    Play.NEVER: ChargeState.OPEN,
}


def deliver(payload: dict[str, Any], side: Side, *, market: str, at: datetime) -> None:
    """Tell the market, and nobody else: anyone can sign with what is printed in the source.

    Raises Unreachable, and is then tried again, when the market does not answer as it must.
    """
    charge = session.get_one(PracticeCharge, payload["charge"])
    if payload["forged"]:
        side, charge = side.forger(), _as_if_paid(charge, at=at)
    letter = side.notice(charge)
    session.rollback()
    if letter is not None and is_at(letter.url, market):
        said = _send(side, letter, at=at)
        if not payload["forged"] and not side.heard(said.status, said.body):
            raise wire.Unreachable(f"{letter.url.partition('?')[0]}: {said.status}")


def is_at(address: str, market: str) -> bool:
    return urlsplit(address).hostname == urlsplit(market).hostname


def _send(side: Side, letter: Letter, *, at: datetime) -> wire.Answer:
    if letter.body is None:
        return wire.get(letter.url, headers={})
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    if isinstance(side, Wordy):
        headers |= side.headers(letter.body, at=at)
    return wire.post(letter.url, letter.body.encode(), headers=headers)


def _end(charge: PracticeCharge, state: ChargeState, paid: Money, *, at: datetime) -> None:
    """Only what is open ends, and once."""
    is_paid = state is ChargeState.PAID
    ended = session.execute(
        update(PracticeCharge)
        .where(PracticeCharge.id == charge.id, PracticeCharge.state == ChargeState.OPEN)
        .values(
            state=state,
            paid=paid if is_paid else Money(0),
            transaction_id=books.new_number() if is_paid else "",
            ended_at=at,
        )
        .returning(PracticeCharge.id)
    ).all()
    if not ended:
        raise HasEnded(charge.reference)
    session.refresh(charge)


def _as_if_paid(charge: PracticeCharge, *, at: datetime) -> PracticeCharge:
    """A copy nobody keeps."""
    return PracticeCharge(
        provider=charge.provider,
        reference=charge.reference,
        amount=charge.amount,
        paid=charge.amount,
        words=charge.words,
        state=ChargeState.PAID,
        transaction_id=books.new_number(),
        tell_us_at=charge.tell_us_at,
        come_back_to=charge.come_back_to,
        opened_at=charge.opened_at,
        until=charge.until,
        ended_at=at,
    )
