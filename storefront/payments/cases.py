"""Money somebody must look at. Whatever is odd opens a case, once; people close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from storefront.db import session
from storefront.money import Money
from storefront.orders import stock
from storefront.orders.models import Order
from storefront.payments import queries
from storefront.payments.models import (
    CaseAction,
    CaseKind,
    CaseState,
    Outcome,
    PaymentAttempt,
    PaymentCase,
    PaymentRefund,
    Receipt,
)
from storefront.payments.provider import Notice
from storefront.payments.refusals import AlreadyDone
from storefront.rows import put_once
from storefront.shops.models import PaymentAccount

WITHIN = {
    CaseKind.SHORT: timedelta(days=1),
    CaseKind.LATE: timedelta(days=1),
    CaseKind.REFUND_REFUSED: timedelta(days=1),
    CaseKind.UNSETTLED: timedelta(days=1),
}
"""How soon somebody should look. Who waits for goods comes before who waits for change."""
OTHERS_WITHIN = timedelta(days=3)


def odd(receipt: Receipt, order: Order, *, was_due: Money, at: datetime) -> None:
    """Too little, too much, twice or too late for this order."""
    kind = _kind(receipt, order, was_due)
    amount = order.due if kind is CaseKind.SHORT else order.over
    open_(
        kind,
        f"receipt:{receipt.id}",
        amount,
        suggestion=_suggestion(kind, order, at=at),
        household_id=order.shop.household_id,
        order_id=order.id,
        receipt_id=receipt.id,
        at=at,
    )


def _kind(receipt: Receipt, order: Order, was_due: Money) -> CaseKind:
    if receipt.outcome is Outcome.OVER:
        return CaseKind.DOUBLE if not was_due and receipt.amount == order.total else CaseKind.OVER
    return CaseKind.LATE if receipt.outcome is Outcome.LATE else CaseKind.SHORT


def _suggestion(kind: CaseKind, order: Order, *, at: datetime) -> CaseAction:
    if kind is CaseKind.SHORT:
        return CaseAction.ASK_THE_REST
    revivable = kind is CaseKind.LATE and order.paid >= order.total
    if revivable and stock.could_take(order.lines, at=at):
        return CaseAction.REVIVE
    return CaseAction.REFUND


def unmatched(
    receipt: Receipt,
    account: PaymentAccount | None,
    meant: Sequence[Order],
    codes: Sequence[str],
    *,
    at: datetime,
) -> None:
    """Nobody knows what it is for, or it reached another account than the order's."""
    named = meant or queries.orders_named(codes)
    if len(meant) > 1:
        kind = CaseKind.SEVERAL_ORDERS
    else:
        kind = CaseKind.WRONG_ACCOUNT if named else CaseKind.UNKNOWN
    open_(
        kind,
        f"receipt:{receipt.id}",
        receipt.amount,
        suggestion=_for_unmatched(account, named),
        household_id=account.household_id if account else None,
        receipt_id=receipt.id,
        order_id=named[0].id if named else None,
        details={"codes": [order.code for order in named], "memo": receipt.memo},
        at=at,
    )


def _for_unmatched(account: PaymentAccount | None, named: Sequence[Order]) -> CaseAction:
    ours = account and any(it.shop.household_id == account.household_id for it in named)
    if ours or not named:
        return CaseAction.APPLY
    return CaseAction.REFUND


def other_amount(notice: Notice, attempt: PaymentAttempt, order: Order, *, at: datetime) -> None:
    """A gateway tells of another sum than it was asked to collect: a person sees both."""
    open_(
        CaseKind.AMOUNT_DIFFERS,
        f"{notice.provider}:{notice.transaction_id}:amount",
        notice.amount,
        suggestion=CaseAction.ACCEPT,
        household_id=order.shop.household_id,
        order_id=order.id,
        attempt_id=attempt.id,
        details=_both(notice, attempt.amount),
        at=at,
    )


def told_otherwise(notice: Notice, receipt: Receipt, *, at: datetime) -> None:
    """The same transaction, told of with another sum than before."""
    order = receipt.order
    open_(
        CaseKind.AMOUNT_DIFFERS,
        f"{notice.provider}:{notice.transaction_id}:amount",
        notice.amount,
        suggestion=CaseAction.CLOSE,
        household_id=order.shop.household_id if order else None,
        order_id=receipt.order_id,
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
        household_id=refund.order.shop.household_id,
        order_id=refund.order_id,
        refund_id=refund.id,
        details={"reason": refund.reason},
        at=at,
    )


def attempt_of(case: PaymentCase) -> PaymentAttempt:
    if case.attempt is None:
        raise AlreadyDone(case.cause)
    return case.attempt


def rest_came(order: Order, *, at: datetime) -> None:
    """What was missing has come: nobody needs to ask for it any more."""
    _end_by_itself(order, CaseKind.SHORT, at=at)


def went_back(order: Order, *, at: datetime) -> None:
    """Nothing is owed back any more."""
    for kind in (CaseKind.OVER, CaseKind.DOUBLE, CaseKind.LATE):
        _end_by_itself(order, kind, at=at)


def end(cause: str, *, at: datetime) -> None:
    """What opened it is gone."""
    session.execute(
        update(PaymentCase)
        .where(PaymentCase.cause == cause, PaymentCase.state == CaseState.OPEN)
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )


def _end_by_itself(order: Order, kind: CaseKind, *, at: datetime) -> None:
    session.execute(
        update(PaymentCase)
        .where(
            PaymentCase.order_id == order.id,
            PaymentCase.kind == kind,
            PaymentCase.state == CaseState.OPEN,
        )
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )


def open_(
    kind: CaseKind,
    cause: str,
    amount: Money,
    *,
    suggestion: CaseAction,
    household_id: int | None = None,
    place_id: int | None = None,
    order_id: int | None = None,
    receipt_id: int | None = None,
    attempt_id: int | None = None,
    refund_id: int | None = None,
    details: dict[str, Any] | None = None,
    at: datetime,
) -> int | None:
    """Give its number, or nothing when this cause has opened it before."""
    return put_once(
        PaymentCase,
        unless=("cause",),
        cause=cause,
        kind=kind,
        state=CaseState.OPEN,
        amount=amount,
        suggestion=suggestion,
        household_id=household_id,
        place_id=place_id,
        order_id=order_id,
        receipt_id=receipt_id,
        attempt_id=attempt_id,
        refund_id=refund_id,
        details=details or {},
        opened_at=at,
        due_at=at + WITHIN.get(kind, OTHERS_WITHIN),
        note="",
    )
