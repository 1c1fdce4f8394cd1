"""Cases that end by themselves: what opened them is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from storefront.bills.models import Bill
from storefront.db import session
from storefront.money import Money
from storefront.payments.models import CaseKind, CaseState, PaymentAttempt, PaymentCase, Receipt
from storefront.payments.owed import Owed


def rest_came(owed: Owed, *, at: datetime) -> None:
    """What was missing has come: nobody needs to ask for it any more."""
    end_by_itself(owed, [CaseKind.SHORT], at=at)


def went_back(owed: Owed, *, at: datetime) -> None:
    """Nothing is owed back any more."""
    end_by_itself(owed, [CaseKind.OVER, CaseKind.DOUBLE, CaseKind.LATE], at=at)


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


def end_by_itself(owed: Owed, kinds: Sequence[CaseKind], *, at: datetime) -> None:
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
