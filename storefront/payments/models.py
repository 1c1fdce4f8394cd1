from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order


class Verdict(enum.StrEnum):
    GENUINE = "genuine"
    FORGED = "forged"
    UNREADABLE = "unreadable"


class RawMessage(Base):
    """What came over the wire, kept before it is understood. Can be read again from here."""

    __tablename__ = "raw_message"

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20), index=True)
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    verdict: Mapped[Verdict]
    heard_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Means(enum.StrEnum):
    """How money came, and who says so."""

    BANK_NOTICE = "bank_notice"
    KEEPER_SAYS_BANK = "keeper_says_bank"
    KEEPER_SAYS_CASH = "keeper_says_cash"
    REFUND = "refund"
    """Money given back; the amount is below zero."""


class Outcome(enum.StrEnum):
    PAID = "paid"
    SHORT = "short"
    OVER = "over"
    LATE = "late"
    """The order had ended; the money is real and somebody must act."""
    UNMATCHED = "unmatched"
    """No order is known for it."""
    REFUNDED = "refunded"


class Receipt(Base):
    """Money that came, or went back. The same transaction is believed once."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("provider", "transaction_id"),
        Index("ix_receipt_order_id", "order_id"),
    )

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20))
    transaction_id: Mapped[str] = mapped_column(String(80))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    means: Mapped[Means]
    amount: Mapped[Money]
    memo: Mapped[str] = mapped_column(String(300), default="")
    to_account: Mapped[str] = mapped_column(String(30), default="")
    outcome: Mapped[Outcome]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    raw_message_id: Mapped[int | None] = mapped_column(ForeignKey("raw_message.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """The bank's receipt that tells of the same money. It counts; the keeper's word no longer."""
    at: Mapped[datetime]

    order: Mapped[Order | None] = relationship()
    said_by: Mapped[Person | None] = relationship()
