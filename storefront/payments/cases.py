"""Money somebody must look at. Whatever is odd opens a case, once; people close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from storefront.bills.models import Bill
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
from storefront.payments.owed import Owed, names
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


def odd(receipt: Receipt, owed: Owed, *, was_due: Money, at: datetime) -> None:
    """Too little, too much, twice or too late for this order or bill. What was missing before is
    no case of its own any more."""
    rest_came(owed, at=at)
    kind = _kind(receipt, owed, was_due)
    open_(
        kind,
        f"receipt:{receipt.id}",
        owed.due if kind is CaseKind.SHORT else owed.over,
        suggestion=_suggestion(kind, owed, at=at),
        of=owed,
        household_id=owed.shop.household_id,
        receipt_id=receipt.id,
        at=at,
    )


def changed(order: Order, *, turn: int, at: datetime) -> None:
    """The buyer wants less than was paid for, or just as much."""
    if not order.due:
        rest_came(order, at=at)
    if order.over:
        open_(
            CaseKind.OVER,
            f"order:{order.code}:changed:{turn}",
            order.over,
            suggestion=CaseAction.REFUND,
            of=order,
            household_id=order.shop.household_id,
            at=at,
        )


def voided(bill: Bill, *, at: datetime) -> None:
    """Somebody had paid what nobody owes any more."""
    rest_came(bill, at=at)
    if bill.over:
        open_(
            CaseKind.LATE,
            f"bill:{bill.code}:voided",
            bill.over,
            suggestion=CaseAction.REFUND,
            of=bill,
            household_id=bill.shop.household_id,
            at=at,
        )


def weighed(order: Order, *, turn: int, at: datetime) -> None:
    """Who had paid before has paid too much now, or too little."""
    _end_by_itself(order, [CaseKind.SHORT, CaseKind.OVER], at=at)
    short = bool(order.due)
    if order.paid and (order.due or order.over):
        open_(
            CaseKind.SHORT if short else CaseKind.OVER,
            f"weighed:{order.code}:{turn}",
            order.due or order.over,
            suggestion=CaseAction.ASK_THE_REST if short else CaseAction.REFUND,
            of=order,
            household_id=order.shop.household_id,
            at=at,
        )


def _kind(receipt: Receipt, owed: Owed, was_due: Money) -> CaseKind:
    if receipt.outcome is Outcome.OVER:
        return CaseKind.DOUBLE if not was_due and receipt.amount == owed.total else CaseKind.OVER
    return CaseKind.LATE if receipt.outcome is Outcome.LATE else CaseKind.SHORT


def _suggestion(kind: CaseKind, owed: Owed, *, at: datetime) -> CaseAction:
    if kind is CaseKind.SHORT:
        return CaseAction.ASK_THE_REST if can_be_asked(owed) else CaseAction.CLOSE
    if isinstance(owed, Bill):
        return CaseAction.REFUND
    revivable = kind is CaseKind.LATE and owed.paid >= owed.total
    if revivable and stock.could_take(owed.lines, at=at):
        return CaseAction.REVIVE
    return CaseAction.REFUND


def can_be_asked(owed: Owed) -> bool:
    """Every buyer left a number; a bill's payer need not."""
    return not isinstance(owed, Bill) or owed.payer_phone is not None


def unmatched(
    receipt: Receipt,
    account: PaymentAccount | None,
    meant: Sequence[Owed],
    *,
    at: datetime,
) -> None:
    """Nobody knows what it is for, or it reached another account than the order's."""
    named = meant or queries.named_in(receipt.memo)
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
        of=named[0] if named else None,
        receipt_id=receipt.id,
        details={"codes": [it.code for it in named], "memo": receipt.memo},
        at=at,
    )


def _for_unmatched(account: PaymentAccount | None, named: Sequence[Owed]) -> CaseAction:
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
        order.due,
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
    open_(
        CaseKind.DISPUTED,
        cause,
        amount,
        suggestion=CaseAction.CLOSE,
        household_id=attempt.order.shop.household_id,
        of=attempt.order,
        attempt_id=attempt.id,
        details={"transaction_id": attempt.transaction_id},
        due_at=due_at,
        at=at,
    )


def went_back_there(
    cause: str, amount: Money, attempt: PaymentAttempt, told: dict[str, int], *, at: datetime
) -> None:
    """The gateway says that more has gone back than we know of."""
    open_(
        CaseKind.REVERSED,
        cause,
        amount,
        suggestion=CaseAction.CLOSE,
        household_id=attempt.order.shop.household_id,
        of=attempt.order,
        attempt_id=attempt.id,
        details={"transaction_id": attempt.transaction_id, **told},
        at=at,
    )


def explained(attempt: PaymentAttempt, given_back: Money, *, at: datetime) -> None:
    """By now we know of as much as the gateway said had gone back in all."""
    wanted = select(PaymentCase).where(
        PaymentCase.attempt_id == attempt.id,
        PaymentCase.kind == CaseKind.REVERSED,
        PaymentCase.state == CaseState.OPEN,
    )
    for case in session.scalars(wanted):
        if 0 < int(case.details.get("sum", 0)) <= given_back.dong:
            case.state, case.ended_at = CaseState.DONE, at


def attempt_of(case: PaymentCase) -> PaymentAttempt:
    if case.attempt is None:
        raise AlreadyDone(case.cause)
    return case.attempt


def rest_came(owed: Owed, *, at: datetime) -> None:
    """What was missing has come: nobody needs to ask for it any more."""
    _end_by_itself(owed, [CaseKind.SHORT], at=at)


def went_back(owed: Owed, *, at: datetime) -> None:
    """Nothing is owed back any more."""
    _end_by_itself(owed, [CaseKind.OVER, CaseKind.DOUBLE, CaseKind.LATE], at=at)


def end(cause: str, *, at: datetime) -> None:
    """What opened it is gone."""
    session.execute(
        update(PaymentCase)
        .where(PaymentCase.cause == cause, PaymentCase.state == CaseState.OPEN)
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )


def end_those_of(receipt: Receipt, *, at: datetime) -> None:
    """The receipt counts no more."""
    session.execute(
        update(PaymentCase)
        .where(PaymentCase.receipt_id == receipt.id, PaymentCase.state == CaseState.OPEN)
        .values(state=CaseState.DONE, ended_at=at)
        .execution_options(synchronize_session=False)
    )


def _end_by_itself(owed: Owed, kinds: Sequence[CaseKind], *, at: datetime) -> None:
    of = PaymentCase.bill_id if isinstance(owed, Bill) else PaymentCase.order_id
    session.execute(
        update(PaymentCase)
        .where(
            of == owed.id,
            PaymentCase.kind.in_(kinds),
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
    of: Owed | None = None,
    household_id: int | None = None,
    place_id: int | None = None,
    receipt_id: int | None = None,
    attempt_id: int | None = None,
    refund_id: int | None = None,
    details: dict[str, Any] | None = None,
    due_at: datetime | None = None,
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
        receipt_id=receipt_id,
        attempt_id=attempt_id,
        refund_id=refund_id,
        **names(of),
        details=details or {},
        opened_at=at,
        due_at=due_at or at + WITHIN.get(kind, OTHERS_WITHIN),
        note="",
    )
