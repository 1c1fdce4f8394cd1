"""One try to pay by a gateway: opened, asked about, ended, and sometimes paid after its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, update

from storefront.db import Dong, session
from storefront.money import Money
from storefront.orders import actions as order_actions
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments.merchants import Merchant
from storefront.payments.models import AttemptState, PaymentAttempt, Receipt
from storefront.payments.provider import Attempt, Heard, Opened, Setback
from storefront.payments.states import ASKED_ABOUT, NEXT
from storefront.payments.tills import Till, gateway_of
from storefront.rows import add

OPEN_FOR = timedelta(minutes=15)
"""How long the gateway's page stays when the order itself has no deadline any more."""
SHORTEST = timedelta(minutes=5)
"""Gateways open no page for less."""
SLOW = timedelta(minutes=15)
"""What is undecided so long after its time is called expired; it is asked about all the same."""
WATCHED_FOR = timedelta(hours=72)
WAITS = [timedelta(seconds=seconds) for seconds in (20, 20, 40, 60, 120, 300, 600, 1800, 3600)]
"""From one question to the next; then the last again and again."""
AT_ONCE = 20


def named(provider: str, reference: str, through: Merchant) -> PaymentAttempt | None:
    """Only the merchant it was opened with may tell of it."""
    wanted = select(PaymentAttempt).where(
        PaymentAttempt.provider == provider,
        PaymentAttempt.reference == reference,
        PaymentAttempt.merchant == through.code,
    )
    return session.scalar(wanted)


def that_brought(provider: str, transaction_id: str, through: Merchant) -> PaymentAttempt | None:
    """The attempt by which this money came. Only the merchant it was opened with may tell of it."""
    wanted = select(PaymentAttempt).where(
        PaymentAttempt.provider == provider,
        PaymentAttempt.transaction_id == transaction_id,
        PaymentAttempt.merchant == through.code,
    )
    return session.scalar(wanted.order_by(PaymentAttempt.id).limit(1)) if transaction_id else None


def begin(order: Order, till: Till, *, at: datetime) -> PaymentAttempt:
    """Write it down before the gateway hears of it: whatever happens then, we can ask.

    Raises NotNow when nothing is due any more.
    """
    order_actions.lock(order)
    if not order.asked:
        raise NotNow(order.code)
    gateway = gateway_of(till)
    until = max(order.pay_until or at + OPEN_FOR, at + SHORTEST)
    return add(
        PaymentAttempt,
        order_id=order.id,
        provider=gateway.name,
        merchant=till.merchant.code,
        reference=gateway.new_reference(order.code, at=at),
        amount=order.asked,
        opened_at=at,
        until=until,
        next_ask_at=at + WAITS[0],
    )


def opened(attempt: PaymentAttempt, answer: Opened) -> None:
    attempt.provider_reference = answer.provider_reference
    attempt.go_to = answer.go_to
    if AttemptState.PENDING in NEXT[attempt.state]:
        attempt.state = AttemptState.PENDING


def declined(attempt: PaymentAttempt, reason: str, *, at: datetime) -> None:
    """The gateway did not want it: nobody can pay by it."""
    attempt.reason = reason[:100]
    if AttemptState.FAILED in NEXT[attempt.state]:
        attempt.state, attempt.ended_at, attempt.next_ask_at = AttemptState.FAILED, at, None


def of_order(order_id: int) -> list[PaymentAttempt]:
    wanted = select(PaymentAttempt).where(PaymentAttempt.order_id == order_id)
    return list(session.scalars(wanted.order_by(PaymentAttempt.id)))


def undecided(order_id: int, provider: str) -> list[PaymentAttempt]:
    return [
        attempt
        for attempt in of_order(order_id)
        if attempt.provider == provider and attempt.state in ASKED_ABOUT
    ]


def as_asked(attempt: PaymentAttempt) -> Attempt:
    """As its provider knows it."""
    return Attempt(
        attempt.reference,
        attempt.provider_reference,
        attempt.amount,
        attempt.opened_at,
        attempt.transaction_id,
    )


def take_due(*, at: datetime) -> list[PaymentAttempt]:
    """Those to ask about now. A question is counted before it is asked: no two workers ask it."""
    wanted = (
        select(PaymentAttempt)
        .where(PaymentAttempt.next_ask_at <= at)
        .order_by(PaymentAttempt.next_ask_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = list(session.scalars(wanted))
    for attempt in due:
        asked(attempt, at=at)
    return due


def asked(attempt: PaymentAttempt, *, at: datetime) -> None:
    """Less and less often, until three days after its time."""
    wait = WAITS[min(attempt.asks, len(WAITS) - 1)]
    attempt.asked_at, attempt.asks = at, attempt.asks + 1
    watching = at < attempt.until + WATCHED_FOR
    attempt.next_ask_at = at + wait if watching else None


def run_out(attempt: PaymentAttempt, *, at: datetime) -> bool:
    """Its time is over and nobody knows how it went. The order has clocks of its own."""
    ran_out = session.execute(
        update(PaymentAttempt)
        .where(
            PaymentAttempt.id == attempt.id,
            PaymentAttempt.until < at - SLOW,
            PaymentAttempt.state.in_([AttemptState.CREATED, AttemptState.PENDING]),
        )
        .values(state=AttemptState.EXPIRED, ended_at=at)
        .returning(PaymentAttempt.id)
    ).all()
    return bool(ran_out)


def lock(attempt: PaymentAttempt) -> Order:
    """Its order, locked; and the attempt as it is now. Always in this order."""
    order = orders.locked(attempt.order_id)
    session.refresh(attempt)
    return order


def came(attempt: PaymentAttempt, transaction_id: str, *, at: datetime) -> None:
    """All of it, or the next part. Its receipt is written down already."""
    if collected(attempt) >= attempt.amount:
        succeed(attempt, transaction_id, at=at)
    else:
        attempt.transaction_id = transaction_id  # the part after this one is asked for


def collected(attempt: PaymentAttempt) -> Money:
    none = literal(Money(0), Dong())
    wanted = select(func.coalesce(func.sum(Receipt.amount), none)).where(
        Receipt.attempt_id == attempt.id, Receipt.amount > Money(0)
    )
    return session.scalars(wanted).one()


def succeed(attempt: PaymentAttempt, transaction_id: str, *, at: datetime) -> None:
    if AttemptState.SUCCEEDED in NEXT[attempt.state]:
        attempt.state, attempt.ended_at = AttemptState.SUCCEEDED, at
        attempt.transaction_id, attempt.next_ask_at = transaction_id, None


def fail(setback: Setback, through: Merchant, *, at: datetime) -> Heard:
    """No money came by it. What has ended already stays as it ended."""
    attempt = named(setback.provider, setback.reference, through)
    if attempt is None:
        return Heard.UNKNOWN
    ended = session.execute(
        update(PaymentAttempt)
        .where(PaymentAttempt.id == attempt.id, PaymentAttempt.state.in_(_MAY_FAIL))
        .values(state=AttemptState.FAILED, reason=setback.reason[:100])
        .values(ended_at=at, next_ask_at=None)
        .returning(PaymentAttempt.id)
    ).all()
    return Heard.BELIEVED if ended else Heard.KNOWN


_MAY_FAIL = [state for state, ahead in NEXT.items() if AttemptState.FAILED in ahead]
