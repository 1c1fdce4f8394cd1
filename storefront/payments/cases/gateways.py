"""What a gateway tells is not what we know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.cases.opening import open_
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    PaymentAttempt,
    PaymentCase,
    PaymentRefund,
    Receipt,
)
from storefront.payments.provider import Notice
from storefront.payments.refusals import AlreadyDone


def other_amount(notice: Notice, attempt: PaymentAttempt, order: Order, *, at: datetime) -> None:
    """A gateway tells of another sum than it was asked to collect: a person sees both."""
    open_(
        CaseKind.AMOUNT_DIFFERS,
        f"{notice.provider}:{notice.transaction_id}:amount",
        notice.amount,
        suggestion=CaseAction.ACCEPT,
        of=order,
        household_id=order.shop.household_id,
        attempt_id=attempt.id,
        details=_both(notice, attempt.amount),
        at=at,
    )


def told_otherwise(notice: Notice, receipt: Receipt, *, at: datetime) -> None:
    """The same transaction, told of with another sum than before."""
    owed = receipt.order or receipt.bill
    open_(
        CaseKind.AMOUNT_DIFFERS,
        f"{notice.provider}:{notice.transaction_id}:amount",
        notice.amount,
        suggestion=CaseAction.CLOSE,
        of=owed,
        household_id=owed.shop.household_id if owed else None,
        receipt_id=receipt.id,
        details=_both(notice, receipt.amount),
        at=at,
    )


def _both(notice: Notice, expected: Money) -> dict[str, Any]:
    return {
        "expected": expected.dong,
        "told": notice.amount.dong,
        "transaction_id": notice.transaction_id,
        "to_account": notice.to_account,
        "memo": notice.memo,
    }


def refund_refused(refund: PaymentRefund, *, at: datetime) -> None:
    open_(
        CaseKind.REFUND_REFUSED,
        f"refund:{refund.reference}",
        refund.amount,
        suggestion=CaseAction.REFUND,
        of=refund.order,
        household_id=refund.order.shop.household_id,
        refund_id=refund.id,
        details={"reason": refund.reason},
        at=at,
    )


def ended_short(attempt: PaymentAttempt, order: Order, *, at: datetime) -> None:
    """It was paid in parts, and the last did not come in time."""
    open_(
        CaseKind.SHORT,
        f"attempt:{attempt.id}:short",
        order.asked,
        suggestion=CaseAction.ASK_THE_REST,
        household_id=order.shop.household_id,
        of=order,
        attempt_id=attempt.id,
        at=at,
    )


def disputed(
    cause: str, amount: Money, attempt: PaymentAttempt, *, due_at: datetime | None, at: datetime
) -> None:
    """Nothing is booked yet; who does not answer in time has lost."""
    _told_of(CaseKind.DISPUTED, cause, amount, attempt, {}, due_at=due_at, at=at)


def went_back_there(
    cause: str, amount: Money, attempt: PaymentAttempt, told: dict[str, int], *, at: datetime
) -> None:
    """The gateway says that more has gone back than we know of."""
    _told_of(CaseKind.REVERSED, cause, amount, attempt, told, at=at)


def _told_of(
    kind: CaseKind,
    cause: str,
    amount: Money,
    attempt: PaymentAttempt,
    told: dict[str, int],
    *,
    due_at: datetime | None = None,
    at: datetime,
) -> None:
    """It is settled with the gateway; here a person only looks at it."""
    open_(
        kind,
        cause,
        amount,
        suggestion=CaseAction.CLOSE,
        household_id=attempt.order.shop.household_id,
        of=attempt.order,
        attempt_id=attempt.id,
        details={"transaction_id": attempt.transaction_id, **told},
        due_at=due_at,
        at=at,
    )


def attempt_of(case: PaymentCase) -> PaymentAttempt:
    if case.attempt is None:
        raise AlreadyDone(case.cause)
    return case.attempt
