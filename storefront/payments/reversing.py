"""Money that goes back without our asking: made in the gateway's own pages, or by a payer's bank.

What is told by name is booked by that name, once. What is told as a sum alone is only compared:
its parts are told of as well, and until they are, somebody looks.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, literal, or_, select

from storefront.db import Dong, session
from storefront.money import Money
from storefront.payments import cases, queries
from storefront.payments.models import (
    AttemptState,
    PaymentAttempt,
    PaymentRefund,
    RefundState,
    RefundWay,
)
from storefront.payments.provider import Progress, Reversal
from storefront.rows import add


def heard(news: Reversal, attempt: PaymentAttempt, *, at: datetime) -> PaymentRefund | None:
    """What is to be booked, if anything. The attempt's order is locked."""
    cause = f"{news.provider}:{news.name}"
    if news.is_sum:
        _compare(news, attempt, cause, at=at)
        return None
    known = _known(news, attempt)
    if known is not None:
        _said_of_known(news, known, at=at)
        return None
    if news.progress is Progress.DONE:
        return _written_down(news, attempt, cause, at=at)
    if news.is_disputed and news.progress is Progress.PENDING:
        cases.disputed(cause, news.amount, attempt, due_at=news.answer_by, at=at)
    elif news.progress is Progress.REFUSED:
        cases.end(cause, at=at)
    return None


def given_back(attempt: PaymentAttempt) -> Money:
    """Gone, or on its way."""
    none = literal(Money(0), Dong())
    wanted = select(func.coalesce(func.sum(PaymentRefund.amount), none)).where(
        PaymentRefund.attempt_id == attempt.id, PaymentRefund.state != RefundState.REFUSED
    )
    return session.scalars(wanted).one()


def mark(attempt: PaymentAttempt) -> None:
    """After a refund has reached its end."""
    whole = given_back(attempt) == attempt.amount
    attempt.state = AttemptState.REFUNDED if whole else AttemptState.PARTIALLY_REFUNDED


def _compare(news: Reversal, attempt: PaymentAttempt, cause: str, *, at: datetime) -> None:
    missing = news.amount - given_back(attempt)
    if missing > Money(0):
        told = {"sum": news.amount.dong}
        cases.went_back_there(f"{cause}:{news.amount.dong}", missing, attempt, told, at=at)


def _known(news: Reversal, attempt: PaymentAttempt) -> PaymentRefund | None:
    """One that we asked for, or heard of before."""
    named = [f"{news.provider}:{news.name}", *([news.reference] if news.reference else [])]
    wanted = select(PaymentRefund).where(
        PaymentRefund.attempt_id == attempt.id,
        or_(PaymentRefund.reference.in_(named), PaymentRefund.provider_reference == news.name),
    )
    return session.scalar(wanted.order_by(PaymentRefund.id).limit(1))


def _said_of_known(news: Reversal, refund: PaymentRefund, *, at: datetime) -> None:
    """Ours are asked about until they end. One that is undone after its end is somebody's case."""
    if news.progress is Progress.REFUSED and refund.state is RefundState.DONE:
        cases.refund_refused(refund, at=at)


def _written_down(
    news: Reversal, attempt: PaymentAttempt, cause: str, *, at: datetime
) -> PaymentRefund | None:
    """More than is there to go back cannot be booked: then somebody looks."""
    order = attempt.order
    left = min(attempt.amount - given_back(attempt), order.paid - queries.spoken_for(order.id))
    if news.amount > left:
        cases.went_back_there(cause, news.amount, attempt, {}, at=at)
        return None
    refund = add(
        PaymentRefund,
        reference=cause,
        order_id=order.id,
        attempt_id=attempt.id,
        way=RefundWay.GATEWAY,
        amount=news.amount,
        state=RefundState.DONE,
        provider_reference=news.name,
        asked_at=at,
        ended_at=at,
    )
    refund.order = order
    cases.end(cause, at=at)
    cases.explained(attempt, given_back(attempt), at=at)
    return refund
