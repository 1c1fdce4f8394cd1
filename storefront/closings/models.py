from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.fairs.models import Fair, Stall
from storefront.money import Money


class CloseOut(Base):
    """What a stall took, as both who kept it and the steward have seen it. Written once."""

    __tablename__ = "close_out"

    id: Mapped[pk]
    stall_id: Mapped[int] = mapped_column(ForeignKey("stall.id"), unique=True)
    sales: Mapped[int]
    cash: Mapped[Money]
    """As it was entered, sale by sale."""
    told: Mapped[Money]
    """Transfers that only the keeper speaks of."""
    received: Mapped[Money]
    """What banks and wallets told of."""
    wallet: Mapped[Money] = mapped_column(default=Money(0))
    """What of the last two went to an e-wallet or was mobile money."""
    counted: Mapped[Money]
    """The cash on the table at the end, less what was brought as change."""
    note: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The steward."""
    agreed_at: Mapped[datetime | None]
    """When the keeper signed: with their own account, or on paper."""
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)

    stall: Mapped[Stall] = relationship()
    closed_by: Mapped[Person] = relationship(foreign_keys=[closed_by_id])
    agreed_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_by_id])

    @property
    def bank(self) -> Money:
        return self.told + self.received - self.wallet

    @property
    def sum(self) -> Money:
        return self.cash + self.told + self.received

    @property
    def difference(self) -> Money:
        """Below zero when cash is missing."""
        return self.counted - self.cash

    @property
    def is_signed(self) -> bool:
        return self.agreed_at is not None


class FairReport(Base):
    """A market day as the commune was told of it. Rows are added, never changed."""

    __tablename__ = "fair_report"
    __table_args__ = (UniqueConstraint("fair_id", "number"),)

    id: Mapped[pk]
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    number: Mapped[int]
    """A later one corrects an earlier one."""
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    fair: Mapped[Fair] = relationship()
    frozen_by: Mapped[Person] = relationship()
