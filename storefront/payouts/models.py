from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import banks
from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import Household, PaymentAccount


class Ended(enum.StrEnum):
    DONE = "done"
    STOPPED = "stopped"
    """Somebody said no."""
    GUESSED = "guessed"
    """The code was wrong too often."""
    LAPSED = "lapsed"
    """Nobody confirmed it in time."""


class AccountChange(Base):
    """A wish to be paid at another account. Three things must come together before it is so: the
    keeper's code, a second person's yes, and time."""

    __tablename__ = "account_change"
    __table_args__ = (
        Index("ix_account_change_household_id", "household_id"),
        Index(
            "uq_account_change_under_way",
            "household_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_account_change_ended_at_effective_at", "ended_at", "effective_at"),
    )

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    bank_bin: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(19))
    holder: Mapped[str] = mapped_column(String(80))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    phone: Mapped[str] = mapped_column(String(16))
    """The keeper's, when it was asked: where the code went."""
    code_hash: Mapped[str] = mapped_column(String(64))
    wrong_tries: Mapped[int] = mapped_column(default=0)
    called_back_at: Mapped[datetime | None]
    """When the keeper's code was told."""
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    effective_at: Mapped[datetime]
    """The end of the cooling period: not before."""
    lapses_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[Ended | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("payment_account.id"))
    """What came of it."""

    household: Mapped[Household] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    account: Mapped[PaymentAccount | None] = relationship()

    @property
    def tail(self) -> str:
        return self.number[-4:]

    @property
    def bank(self) -> str:
        return banks.name_of(self.bank_bin)

    @property
    def is_under_way(self) -> bool:
        return self.ended_at is None

    @property
    def is_confirmed(self) -> bool:
        return self.called_back_at is not None and self.approved_at is not None
