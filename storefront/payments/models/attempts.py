"""Tries to pay by a gateway."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order


class AttemptState(enum.StrEnum):
    CREATED = "created"
    """Written down; the gateway may or may not know of it."""
    PENDING = "pending"
    """The gateway has opened it."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class PaymentAttempt(Base):
    """One try to pay an order by a gateway. An order may have many; each is asked about until
    it is decided, and long after its time."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        UniqueConstraint("provider", "reference"),
        Index("ix_payment_attempt_order_id", "order_id"),
        Index("ix_payment_attempt_next_ask_at", "next_ask_at"),
    )

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    provider: Mapped[str] = mapped_column(String(20))
    merchant: Mapped[str] = mapped_column(String(16), default="")
    """Code of the credential it was opened with; empty is the market's own."""
    reference: Mapped[str] = mapped_column(String(100))
    """Our name for it, never used for another."""
    provider_reference: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Money]
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.CREATED)
    go_to: Mapped[str] = mapped_column(Text, default="")
    """The gateway's page where the buyer pays."""
    transaction_id: Mapped[str] = mapped_column(String(80), default="")
    """The gateway's name for the money, when it has come."""
    reason: Mapped[str] = mapped_column(String(100), default="")
    """The gateway's own code for why no money came."""
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    """When the gateway's page closes."""
    asked_at: Mapped[datetime | None]
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    """When to ask the gateway again; nothing once nobody needs to."""
    ended_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
