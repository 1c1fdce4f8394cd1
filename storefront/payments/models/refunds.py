"""Money on its way back."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models.attempts import PaymentAttempt


class RefundWay(enum.StrEnum):
    GATEWAY = "gateway"
    BANK = "bank"
    """The household transfers it to the buyer's account."""
    CASH = "cash"


class RefundState(enum.StrEnum):
    ASKED = "asked"
    """Promised to the buyer; nothing has moved yet."""
    PENDING = "pending"
    """The gateway works on it, or did not answer."""
    DONE = "done"
    REFUSED = "refused"


class PaymentRefund(Base):
    """Money on its way back to a buyer. Booked as a receipt below zero when it is done."""

    __tablename__ = "payment_refund"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_payment_refund_order_id", "order_id"),
        Index("ix_payment_refund_next_ask_at", "next_ask_at"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(100))
    """Our name for it: the same again is the same refund."""
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """How it was booked, once it is done."""
    way: Mapped[RefundWay]
    amount: Mapped[Money]
    state: Mapped[RefundState] = mapped_column(default=RefundState.ASKED)
    provider_reference: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(100), default="")
    """The gateway's own code for a refusal."""
    to_bank_bin: Mapped[str] = mapped_column(String(6), default="")
    to_number: Mapped[str] = mapped_column(String(19), default="")
    to_holder: Mapped[str] = mapped_column(String(80), default="")
    """The buyer's account, which only the buyer gives."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    attempt: Mapped[PaymentAttempt | None] = relationship()
    asked_by: Mapped[Person | None] = relationship()
