"""Each cause opens a case once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from storefront.money import Money
from storefront.payments.models import CaseAction, CaseKind, CaseState, PaymentCase
from storefront.payments.owed import Owed, names
from storefront.rows import put_once

WITHIN = {
    CaseKind.SHORT: timedelta(days=1),
    CaseKind.LATE: timedelta(days=1),
    CaseKind.REFUND_REFUSED: timedelta(days=1),
    CaseKind.UNSETTLED: timedelta(days=1),
}
"""How soon somebody should look. Who waits for goods comes before who waits for change."""

OTHERS_WITHIN = timedelta(days=3)


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
