"""Money somebody must look at."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models.attempts import PaymentAttempt
from storefront.payments.models.receipts import Receipt
from storefront.payments.models.refunds import PaymentRefund
from storefront.places.models import Place
from storefront.shops.models import Household


class CaseKind(enum.StrEnum):
    """What is odd about money."""

    SHORT = "short"
    OVER = "over"
    DOUBLE = "double"
    LATE = "late"
    WRONG_ACCOUNT = "wrong_account"
    """The note names an order that was to be paid to another account."""
    UNKNOWN = "unknown"
    """Nobody knows what it is for."""
    SEVERAL_ORDERS = "several_orders"
    """One transfer names several orders or bills and their sums do not agree."""
    AMOUNT_DIFFERS = "amount_differs"
    """A gateway tells of another sum than it was asked to collect; nothing is booked yet."""
    REFUND_REFUSED = "refund_refused"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    DISPUTED = "disputed"
    """The payer's bank wants money back; somebody must answer at the gateway."""
    REVERSED = "reversed"
    """A gateway gave money back that we did not ask it to, and we cannot tell for what."""
    UNSETTLED = "unsettled"
    """Told of, and could not be written down for a reason nobody foresaw. Tried again."""


class CaseAction(enum.StrEnum):
    """What may be done about it. A case suggests one of them."""

    ASK_THE_REST = "ask_the_rest"
    KEEP_AS_CREDIT = "keep_as_credit"
    APPLY = "apply"
    """To another order or bill."""
    REFUND = "refund"
    REVIVE = "revive"
    """The order, when its goods are still there."""
    ACCEPT = "accept"
    """Count the sum that came."""
    TRY_AGAIN = "try_again"
    """Without waiting for its time. The case stays open until it works."""
    WITHDRAW = "withdraw"
    """The household's word: the money has not come."""
    CLOSE = "close"
    """Nothing is to be done."""


class CaseState(enum.StrEnum):
    OPEN = "open"
    DONE = "done"


class PaymentCase(Base):
    """Money somebody must look at: whose it is, what is suggested, until when."""

    __tablename__ = "payment_case"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_payment_case_state_due_at", "state", "due_at"),
        Index("ix_payment_case_household_id_state", "household_id", "state"),
        Index("ix_payment_case_order_id", "order_id"),
        Index(
            "ix_payment_case_bill_id",
            "bill_id",
            sqlite_where=text("bill_id IS NOT NULL"),
            postgresql_where=text("bill_id IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    cause: Mapped[str] = mapped_column(String(120))
    """What opened it, such as receipt:812; the same opens it once."""
    kind: Mapped[CaseKind]
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    amount: Mapped[Money]
    """How much is in question."""
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    bill_id: Mapped[int | None] = mapped_column(ForeignKey("bill.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("payment_refund.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Whose case it is. Nobody's, when no household is known: then whoever watches money there."""
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    suggestion: Mapped[CaseAction]
    details: Mapped[dict[str, Any]]
    """What whoever looks needs to know: both sums, the codes in the note."""
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when somebody should have looked."""
    resolution: Mapped[CaseAction | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    receipt: Mapped[Receipt | None] = relationship()
    order: Mapped[Order | None] = relationship()
    bill: Mapped[Bill | None] = relationship()
    attempt: Mapped[PaymentAttempt | None] = relationship()
    refund: Mapped[PaymentRefund | None] = relationship()
    household: Mapped[Household | None] = relationship()
    place: Mapped[Place | None] = relationship()
    ended_by: Mapped[Person | None] = relationship()
