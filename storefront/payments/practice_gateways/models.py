from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.money import Money


class ChargeState(enum.StrEnum):
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"


class PracticeCharge(Base):
    """What a practice gateway was asked to collect, in its own books."""

    __tablename__ = "practice_charge"
    __table_args__ = (UniqueConstraint("provider", "reference"),)

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Money]
    paid: Mapped[Money] = mapped_column(default=Money(0))
    """What the payer gave, which need not be what was asked."""
    words: Mapped[str] = mapped_column(String(300))
    state: Mapped[ChargeState] = mapped_column(default=ChargeState.OPEN)
    transaction_id: Mapped[str] = mapped_column(String(20), default="")
    tell_us_at: Mapped[str] = mapped_column(Text)
    come_back_to: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    refunds: Mapped[list[PracticeRefund]] = relationship(
        back_populates="charge", order_by="PracticeRefund.id"
    )


class PracticeRefund(Base):
    """Money a practice gateway was asked to give back. It takes its time, as real ones do."""

    __tablename__ = "practice_refund"
    __table_args__ = (UniqueConstraint("charge_id", "reference"),)

    id: Mapped[pk]
    charge_id: Mapped[int] = mapped_column(ForeignKey("practice_charge.id"))
    reference: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Money]
    transaction_id: Mapped[str] = mapped_column(String(20))
    asks: Mapped[int] = mapped_column(default=0)
    """How often we asked how far it is."""
    asked_at: Mapped[datetime]

    charge: Mapped[PracticeCharge] = relationship(back_populates="refunds")
