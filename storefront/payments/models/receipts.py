"""Money that came, or went back."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order


class Means(enum.StrEnum):
    """How money came, and who says so."""

    BANK_NOTICE = "bank_notice"
    GATEWAY = "gateway"
    """A wallet or card company collected it. It reaches the household by way of a merchant."""
    STATEMENT = "statement"
    """A line of a bank's statement."""
    KEEPER_SAYS_BANK = "keeper_says_bank"
    KEEPER_SAYS_CASH = "keeper_says_cash"
    REFUND = "refund"
    """Money given back; the amount is below zero."""
    MOVED = "moved"
    """Somebody decided what money that had come is for: below zero here, above zero there."""


class Outcome(enum.StrEnum):
    PAID = "paid"
    SHORT = "short"
    OVER = "over"
    LATE = "late"
    """The order had ended; the money is real and somebody must act."""
    DIVIDED = "divided"
    """It is for several orders; each has a receipt of its own, moved from this one."""
    UNMATCHED = "unmatched"
    """No order is known for it."""
    REFUNDED = "refunded"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    """Whoever said that it came has taken the word back; of the word and of its opposite."""


_FEW = text("order_id IS NULL OR means = 'statement'")
"""Receipts that are looked for by account; most are found by their order."""


class Receipt(Base):
    """Money that came, or went back. The same transaction is believed once."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("provider", "transaction_id"),
        Index("ix_receipt_order_id", "order_id"),
        Index(
            "ix_receipt_bill_id",
            "bill_id",
            sqlite_where=text("bill_id IS NOT NULL"),
            postgresql_where=text("bill_id IS NOT NULL"),
        ),
        Index("ix_receipt_moved_from_id", "moved_from_id"),
        Index("ix_receipt_at", "at"),
        Index("ix_receipt_to_account", "to_account", sqlite_where=_FEW, postgresql_where=_FEW),
    )

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20))
    transaction_id: Mapped[str] = mapped_column(String(80))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    bill_id: Mapped[int | None] = mapped_column(ForeignKey("bill.id"))
    """It is for an order, for a bill, or nobody knows what for."""
    means: Mapped[Means]
    amount: Mapped[Money]
    memo: Mapped[str] = mapped_column(String(300), default="")
    to_account: Mapped[str] = mapped_column(String(30), default="")
    outcome: Mapped[Outcome]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    raw_message_id: Mapped[int | None] = mapped_column(ForeignKey("raw_message.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """The bank's receipt that tells of the same money. It counts; the keeper's word no longer."""
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"))
    """What a gateway was asked to collect."""
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """The money that was moved, when this is not money of its own."""
    bank_reference: Mapped[str | None] = mapped_column(String(60))
    """The bank's own name for the transfer, when it was told."""
    moved_on: Mapped[date | None]
    """The day on the bank's calendar, when it was told; `at` is when we heard of it."""
    at: Mapped[datetime]

    order: Mapped[Order | None] = relationship()
    bill: Mapped[Bill | None] = relationship()
    said_by: Mapped[Person | None] = relationship()
