"""Cash on its way to the household."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.payments.models.receipts import Receipt
from storefront.shops.models import Household


class HeldCash(Base):
    """Cash a helper collected for a household, until the keeper has it in hand."""

    __tablename__ = "held_cash"
    __table_args__ = (
        UniqueConstraint("receipt_id"),
        Index("ix_held_cash_holder_id_confirmed_at", "holder_id", "confirmed_at"),
        Index("ix_held_cash_household_id_confirmed_at", "household_id", "confirmed_at"),
    )

    id: Mapped[pk]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    amount: Mapped[Money]
    collected_at: Mapped[datetime]
    handed_at: Mapped[datetime | None]
    """When the helper says it was given to the household."""
    confirmed_at: Mapped[datetime | None]
    """When the keeper said so too; or when it turned out that nobody had collected any."""
    contested_at: Mapped[datetime | None]
    """When the keeper said no the last time; gone when it is handed over anew."""
    turns: Mapped[int] = mapped_column(default=0)
    """How often it went from one pair of hands to another, on paper."""

    receipt: Mapped[Receipt] = relationship()
    household: Mapped[Household] = relationship()
    holder: Mapped[Person] = relationship()
