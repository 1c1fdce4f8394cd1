from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.shops.models.households import Household


class AccountKind(enum.StrEnum):
    BANK = "bank"
    WALLET = "wallet"
    MOBILE_MONEY = "mobile_money"


class AccountStep(enum.StrEnum):
    """Four steps of trust; only the last one says that money really arrives."""

    DECLARED = "declared"
    NAME_MATCHED = "name_matched"
    TRIED = "tried"
    RECEIVED = "received"


class PaymentAccount(Base):
    """Where a household is paid. The market never holds its money."""

    __tablename__ = "payment_account"
    __table_args__ = (Index("ix_payment_account_number_bank_bin", "number", "bank_bin"),)

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    kind: Mapped[AccountKind] = mapped_column(default=AccountKind.BANK)
    bank_bin: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(19))
    holder: Mapped[str] = mapped_column(String(80))
    """As the bank writes it: HOANG THI NHINH."""
    step: Mapped[AccountStep] = mapped_column(default=AccountStep.DECLARED)
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    matched_at: Mapped[datetime | None]
    """Its bank knows the holder by that name; see verifying."""
    tried_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    """When a bank first told of money on it; nothing also where nobody wrote that down."""
    retired_at: Mapped[datetime | None]

    household: Mapped[Household] = relationship(back_populates="accounts")

    @property
    def tail(self) -> str:
        """The last digits, shown beside every QR."""
        return self.number[-4:]
