"""Money on its way back to a buyer: promised, asked for, watched to its end."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from storefront import addresses
from storefront.accounts.models import Person
from storefront.db import deed, session
from storefront.money import Money
from storefront.notifications import actions as notifications
from storefront.orders import actions as order_actions
from storefront.orders import letters
from storefront.orders import queries as order_queries
from storefront.orders.models import Order
from storefront.payments import attempts, cases, giving_back, queries, reversing, unsettled
from storefront.payments.models import (
    PaymentAttempt,
    PaymentRefund,
    RefundState,
    RefundWay,
)
from storefront.payments.provider import Back, Declined, GivingBack, Progress
from storefront.payments.refusals import AlreadyDone, MoreThanCame
from storefront.payments.states import COLLECTED, NEXT_OF_REFUND, UNDER_WAY
from storefront.payments.tills import Till, Tills, gateway_of
from storefront.rows import add
from storefront.wire import Unreachable

WAITS = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 360)]
"""From one question to the next; then the last, until there is an end."""
AT_ONCE = 20

log = logging.getLogger(__name__)


def by_gateway(
    order: Order, attempt: PaymentAttempt, amount: Money, till: Till, *, by: Person, at: datetime
) -> PaymentRefund:
    """Promise to give back by the way the money came. The gateway is asked after this deed.

    Raises MoreThanCame.
    """
    order_actions.lock(order)
    session.refresh(attempt)
    _must_have(order, amount)
    if attempt.state not in COLLECTED or amount > attempt.amount - reversing.given_back(attempt):
        raise MoreThanCame(order.code)
    reference = gateway_of(till).new_refund_reference(order.code, at=at)
    return _promise(
        order, RefundWay.GATEWAY, amount, reference, attempt_id=attempt.id, by=by, at=at
    )


def by_bank(order: Order, amount: Money, *, by: Person, once: str, at: datetime) -> PaymentRefund:
    """Promise a transfer back. The buyer says to which account, the household then transfers.

    The same `once` again gives the promise that is there. Raises MoreThanCame.
    """
    order_actions.lock(order)
    reference = f"bank:{order.code}:{once}"
    before = session.scalar(select(PaymentRefund).where(PaymentRefund.reference == reference))
    if before is not None:
        return before
    _must_have(order, amount)
    refund = _promise(order, RefundWay.BANK, amount, reference, attempt_id=None, by=by, at=at)
    buyer = order.checkout
    body = letters.account_wanted(order, amount, link=addresses.follow(buyer.secret))
    notifications.write(body, to=buyer.buyer_phone, person=buyer.buyer, at=at)
    return refund


def _must_have(order: Order, amount: Money) -> None:
    if not Money(0) < amount <= order.paid - queries.spoken_for(order.id):
        raise MoreThanCame(order.code)


def _promise(
    order: Order,
    way: RefundWay,
    amount: Money,
    reference: str,
    *,
    attempt_id: int | None,
    by: Person,
    at: datetime,
) -> PaymentRefund:
    return add(
        PaymentRefund,
        reference=reference,
        order_id=order.id,
        attempt_id=attempt_id,
        way=way,
        amount=amount,
        asked_by_id=by.id,
        asked_at=at,
        next_ask_at=at if way is RefundWay.GATEWAY else None,
    )


def to_account(refund: PaymentRefund, *, bank_bin: str, number: str, holder: str) -> None:
    """The buyer says where to. Raises AlreadyDone."""
    _lock(refund)
    if refund.state not in UNDER_WAY:
        raise AlreadyDone(refund.reference)
    refund.to_bank_bin, refund.to_number, refund.to_holder = bank_bin, number, holder


def transferred(refund: PaymentRefund, *, by: Person | None, at: datetime) -> None:
    """The household has transferred it. Raises AlreadyDone."""
    _lock(refund)
    if refund.state not in UNDER_WAY or refund.way is not RefundWay.BANK:
        raise AlreadyDone(refund.reference)
    _end(refund, RefundState.DONE, by=by, at=at)


def take_back(refund: PaymentRefund, *, at: datetime) -> None:
    """The promise of a transfer is withdrawn before it was made. Raises AlreadyDone."""
    _lock(refund)
    if refund.state not in UNDER_WAY or refund.way is not RefundWay.BANK:
        raise AlreadyDone(refund.reference)
    refund.state, refund.ended_at = RefundState.REFUSED, at


def of_order(order_id: int) -> list[PaymentRefund]:
    wanted = select(PaymentRefund).where(PaymentRefund.order_id == order_id)
    return list(session.scalars(wanted.order_by(PaymentRefund.id)))


def one_of(order: Order, number: int) -> PaymentRefund | None:
    return next((refund for refund in of_order(order.id) if refund.id == number), None)


def ask_due(tills: Tills, *, at: datetime) -> int:
    """Ask gateways to give back what was promised, and how far they are. Says how many."""
    with deed():
        taken = _take_due(at=at)
    for refund in taken:
        with unsettled.asking(refund, at=at):
            ask(refund, tills, at=at)
    return len(taken)


def _take_due(*, at: datetime) -> list[PaymentRefund]:
    """A question is counted before it is asked: no two workers ask it."""
    wanted = (
        select(PaymentRefund)
        .where(PaymentRefund.next_ask_at <= at)
        .order_by(PaymentRefund.next_ask_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = list(session.scalars(wanted))
    for refund in due:
        refund.next_ask_at = at + WAITS[min(refund.tries, len(WAITS) - 1)]
        refund.tries += 1
    return due


def ask(refund: PaymentRefund, tills: Tills, *, at: datetime) -> None:
    attempt = session.get_one(PaymentAttempt, refund.attempt_id)
    till = tills.find(attempt.provider, attempt.merchant)
    asked = _as_asked(refund, attempt)
    session.commit()  # nothing is held open while we wait for somebody else's answer
    if till is None:
        log.warning("nobody is left to give back %s %s", attempt.provider, refund.reference)
        return
    try:
        answer = _asked(asked, till, first=refund.tries <= 1, at=at)
    except Unreachable:
        answer = Back(Progress.PENDING)
    with deed():
        _answered(session.get_one(PaymentRefund, refund.id), answer, at=at)


def _asked(refund: GivingBack, till: Till, *, first: bool, at: datetime) -> Back:
    """After an answer that was lost we ask how it went, by our own name, before we try again."""
    gateway = gateway_of(till)
    if not first:
        try:
            return gateway.ask_back(refund, at=at)
        except Declined:
            log.info("%s does not know refund %s yet", gateway.name, refund.reference)
    try:
        return gateway.give_back(refund)
    except Declined as error:
        return Back(Progress.REFUSED, reason=str(error))


def _as_asked(refund: PaymentRefund, attempt: PaymentAttempt) -> GivingBack:
    return GivingBack(
        reference=refund.reference,
        of=attempts.as_asked(attempt),
        amount=refund.amount,
        words="Tra lai tien",
        by="cho ban",
        at=refund.asked_at,
        provider_reference=refund.provider_reference,
    )


def _answered(refund: PaymentRefund, answer: Back, *, at: datetime) -> None:
    _lock(refund)
    refund.provider_reference = answer.provider_reference or refund.provider_reference
    to = _STATES[answer.progress]
    if to not in NEXT_OF_REFUND[refund.state]:
        return
    if to is RefundState.PENDING:
        refund.state = to
    else:
        refund.reason = answer.reason[:100]
        _end(refund, to, by=None, at=at)


_STATES = {
    Progress.PENDING: RefundState.PENDING,
    Progress.DONE: RefundState.DONE,
    Progress.REFUSED: RefundState.REFUSED,
}


def _end(refund: PaymentRefund, state: RefundState, *, by: Person | None, at: datetime) -> None:
    refund.state, refund.ended_at, refund.next_ask_at = state, at, None
    if state is RefundState.REFUSED:
        cases.refund_refused(refund, at=at)
        return
    giving_back.went_back(refund, by=by, at=at)
    if refund.attempt_id is not None:
        reversing.mark(session.get_one(PaymentAttempt, refund.attempt_id))


def _lock(refund: PaymentRefund) -> None:
    """Its order first, as everywhere."""
    refund.order = order_queries.locked(refund.order_id)
    session.refresh(refund, with_for_update=True)
