from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import PaymentAccount


class Outcome(enum.StrEnum):
    WAITING = "waiting"
    """Nobody has answered yet; it is asked again."""
    SAME = "same"
    NEAR = "near"
    """A person decides."""
    OTHER = "other"
    NOBODY = "nobody"
    """The bank knows no such account."""
    UNANSWERED = "unanswered"
    """Asked often enough; somebody may ask anew."""


class NameCheck(Base):
    """A bank was asked in whose name an account is."""

    __tablename__ = "name_check"
    __table_args__ = (
        Index(
            "uq_name_check_waiting",
            "account_id",
            unique=True,
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
        Index("ix_name_check_account_id", "account_id"),
    )

    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("payment_account.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    """For the operator."""
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.WAITING)
    told: Mapped[str] = mapped_column(String(80), default="")
    """The name, as the bank writes it."""
    answered_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    why: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[PaymentAccount] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def needs_a_person(self) -> bool:
        return self.outcome is Outcome.NEAR and self.decided_at is None
