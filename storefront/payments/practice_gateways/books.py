"""A practice gateway's own books: what it opened, took and gave back."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import or_, select

from storefront.db import session
from storefront.money import Money
from storefront.payments.practice_gateways.asked import GivingBack, Opening, Refusal
from storefront.payments.practice_gateways.models import (
    ChargeState,
    PracticeCharge,
    PracticeRefund,
)
from storefront.rows import add_once

GaveBack: TypeAlias = tuple[PracticeRefund | None, Refusal | None]


def charge(provider: str, reference: str) -> PracticeCharge | None:
    wanted = select(PracticeCharge).where(
        PracticeCharge.provider == provider, PracticeCharge.reference == reference
    )
    return session.scalar(wanted)


def newest(*, limit: int) -> list[PracticeCharge]:
    """The newest first."""
    wanted = select(PracticeCharge).order_by(PracticeCharge.id.desc()).limit(limit)
    return list(session.scalars(wanted))


def refund(provider: str, reference: str) -> PracticeRefund | None:
    wanted = (
        select(PracticeRefund)
        .join(PracticeRefund.charge)
        .where(PracticeCharge.provider == provider, PracticeRefund.reference == reference)
    )
    return session.scalar(wanted)


def open_charge(provider: str, asked: Opening, *, at: datetime) -> PracticeCharge | None:
    """Nothing, when the reference was used before."""
    return add_once(
        PracticeCharge,
        unless=("provider", "reference"),
        provider=provider,
        reference=asked.reference,
        amount=Money(asked.amount),
        words=asked.words,
        tell_us_at=asked.tell_us_at,
        come_back_to=asked.come_back_to,
        opened_at=at,
        until=asked.until,
    )


def give_back(provider: str, asked: GivingBack, *, at: datetime) -> GaveBack:
    """Never more than came, and a refund of the same name once."""
    paid = session.scalar(
        select(PracticeCharge)
        .where(
            PracticeCharge.provider == provider,
            or_(PracticeCharge.reference == asked.of, PracticeCharge.transaction_id == asked.of),
        )
        .with_for_update()
    )
    if paid is None:
        return None, Refusal.UNKNOWN
    if paid.state is not ChargeState.PAID:
        return None, Refusal.UNPAID
    if before := next((it for it in paid.refunds if it.reference == asked.reference), None):
        return before, Refusal.AGAIN
    given = Money.sum(it.amount for it in paid.refunds)
    if not Money(0) < Money(asked.amount) <= paid.paid - given:
        return None, Refusal.TOO_MUCH
    return _given(paid, asked, at=at), None


def _given(paid: PracticeCharge, asked: GivingBack, *, at: datetime) -> PracticeRefund:
    refund = PracticeRefund(
        reference=asked.reference,
        amount=Money(asked.amount),
        transaction_id=new_number(),
        asks=0,
        asked_at=at,
    )
    paid.refunds.append(refund)
    session.flush()
    return refund


def new_number() -> str:
    """Of a transaction, as gateways count them."""
    return str(10**11 + secrets.randbelow(9 * 10**11))
