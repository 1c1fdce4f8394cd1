from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.money import Money


class Account(enum.StrEnum):
    RECEIVABLE = "receivable"
    """What a buyer owes a household for an order."""
    BANK = "bank"
    """What has reached the household's own payment account."""
    CASH = "cash"
    """What the household was handed."""
    CASH_HELD = "cash_held"
    """What a helper collected for the household and has not handed over."""
    CLEARING = "clearing"
    """What a gateway has collected for the household and still holds."""
    PAYABLE = "payable"
    """What the gateway has paid to the merchant's account and the merchant owes the household."""
    FEES = "fees"
    """What gateways kept for themselves."""
    SALES = "sales"
    STALL_SALES = "stall_sales"
    """Sold over the table on a market day."""
    DUES = "dues"
    """Stall fees, co-operative dues and whatever else a bill asks for that is no sale."""
    CUSTOMER_CREDIT = "customer_credit"
    """Paid twice, too much or too late: owed back to a buyer until somebody decides."""
    UNMATCHED = "unmatched"
    """Money whose order nobody knows yet."""


class Journal(Base):
    """One event in the books. Its movements sum to zero; it is reversed, never edited."""

    __tablename__ = "journal"

    id: Mapped[pk]
    source: Mapped[str] = mapped_column(String(100), unique=True)
    """What caused it, such as order:CB7K2M9Q4 or receipt:812. Written once."""
    at: Mapped[datetime]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)

    movements: Mapped[list[Movement]] = relationship(back_populates="journal")


class Movement(Base):
    __tablename__ = "movement"
    __table_args__ = (
        UniqueConstraint("journal_id", "account"),
        Index("ix_movement_order_id_account", "order_id", "account"),
        Index(
            "ix_movement_bill_id",
            "bill_id",
            sqlite_where=text("bill_id IS NOT NULL"),
            postgresql_where=text("bill_id IS NOT NULL"),
        ),
    )

    id: Mapped[pk]
    journal_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    account: Mapped[Account]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    bill_id: Mapped[int | None] = mapped_column(ForeignKey("bill.id"))
    amount: Mapped[Money]
    """Debit above zero, credit below."""

    journal: Mapped[Journal] = relationship(back_populates="movements")
