from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.payments.models import Receipt
from storefront.reconciliation.planning import Fate
from storefront.shops.models import Household, PaymentAccount


class BankStatement(Base):
    """A file of a bank's, brought by somebody. First shown, then taken in whole or thrown away."""

    __tablename__ = "bank_statement"
    __table_args__ = (Index("ix_bank_statement_account_id", "account_id"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("payment_account.id"))
    name: Mapped[str] = mapped_column(String(120))
    """Of the file."""
    from_day: Mapped[date]
    to_day: Mapped[date]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Kept until somebody has decided, and no longer: most of it is nobody's business."""
    brought_at: Mapped[datetime]
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_in_at: Mapped[datetime | None]
    taken_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counts: Mapped[dict[str, Any]]
    """How many of its lines met which fate."""

    account: Mapped[PaymentAccount] = relationship()
    brought_by: Mapped[Person] = relationship(foreign_keys=[brought_by_id])


class StatementLine(Base):
    """One movement on a household's account, as its bank tells it. Rows are added, never changed,
    but for what somebody finds out about one."""

    __tablename__ = "statement_line"
    __table_args__ = (
        UniqueConstraint("account_id", "identity"),
        Index("ix_statement_line_account_id_day", "account_id", "day"),
        Index("ix_statement_line_day", "day"),
        Index("ix_statement_line_statement_id", "statement_id"),
        Index("ix_statement_line_receipt_id", "receipt_id"),
    )

    id: Mapped[pk]
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("payment_account.id"))
    identity: Mapped[str] = mapped_column(String(64))
    """The same for the same line in another statement."""
    row: Mapped[int]
    """Where a person finds it in the file."""
    day: Mapped[date]
    amount: Mapped[Money]
    memo: Mapped[str] = mapped_column(String(300))
    reference: Mapped[str] = mapped_column(String(60))
    payer: Mapped[str] = mapped_column(String(120))
    fate: Mapped[Fate]
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """The money it turned out to be."""

    statement: Mapped[BankStatement] = relationship()
    receipt: Mapped[Receipt | None] = relationship()


class PayoutState(enum.StrEnum):
    WRITTEN = "written"
    """One officer says it was paid; a second must look."""
    DONE = "done"
    REFUSED = "refused"
    """The second saw otherwise. Nothing was booked."""


class Payout(Base):
    """Gateway money on its way from the merchant's account to a household's."""

    __tablename__ = "payout"
    __table_args__ = (Index("ix_payout_household_id", "household_id"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("payment_account.id"))
    """Where it went; a later change of account leaves this as it was."""
    amount: Mapped[Money]
    fee: Mapped[Money]
    """What the gateway kept of it for itself."""
    reference: Mapped[str] = mapped_column(String(60))
    """The bank's name for the transfer."""
    state: Mapped[PayoutState] = mapped_column(default=PayoutState.WRITTEN)
    once: Mapped[str] = mapped_column(String(32), unique=True)
    """Chosen when the form was shown; pressing twice writes it once."""
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    looked_at: Mapped[datetime | None]
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")

    household: Mapped[Household] = relationship()
    account: Mapped[PaymentAccount] = relationship()
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id])
