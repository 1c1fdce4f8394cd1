from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.shops.models import PaymentAccount, Shop


class BillFor(enum.StrEnum):
    """What the money is for, and so how it is counted."""

    PHONE_ORDER = "phone_order"
    """Produce ordered by telephone: a sale, and revenue when it is paid."""
    STALL_SALE = "stall_sale"
    """Sold over the table on a market day: counted apart from revenue, see ADR 155."""
    STALL_FEE = "stall_fee"
    DUES = "dues"
    """A co-operative's or an association's."""
    TRIAL = "trial"
    """A small sum to see whether an account works: never a sale, and never written by hand."""
    OTHER = "other"


WRITTEN_ELSEWHERE = frozenset({BillFor.STALL_SALE, BillFor.TRIAL})
"""Not by hand, on the form for bills."""


class BillState(enum.StrEnum):
    """Derived, never stored."""

    OPEN = "open"
    PARTLY = "partly"
    OVERDUE = "overdue"
    PAID = "paid"
    VOID = "void"


class Bill(Base):
    """What one payer owes one shop, line by line. Lines never change: a wrong bill is voided."""

    __tablename__ = "bill"
    __table_args__ = (
        CheckConstraint("total > 0", name="total"),
        Index("ix_bill_shop_id_issued_at", "shop_id", "issued_at"),
        Index("ix_bill_remind_on", "remind_on"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    """Written in the transfer note: PT7K2M9Q4."""
    secret: Mapped[str] = mapped_column(String(32), unique=True)
    """Whoever holds the link may see and pay it."""
    once: Mapped[str] = mapped_column(String(32), unique=True)
    """Chosen when the form was shown; pressing twice issues it once."""
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    what_for: Mapped[BillFor]
    payer_name: Mapped[str] = mapped_column(String(80))
    payer_phone: Mapped[str | None] = mapped_column(String(16))
    """Without one nobody is written to; the link is shown or printed."""
    language: Mapped[str] = mapped_column(String(5), default="vi")
    note: Mapped[str] = mapped_column(String(200), default="")
    total: Mapped[Money]
    """The sum of its lines."""
    paid: Mapped[Money] = mapped_column(default=Money(0))
    """What has come, net of refunds: derived from receipts by payments alone."""
    refunded: Mapped[Money] = mapped_column(default=Money(0))
    earned: Mapped[Money] = mapped_column(default=Money(0))
    """What of it is counted as revenue."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("payment_account.id"))
    """Where the payer was told to pay; a later change of account leaves this bill alone."""
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    remind_on: Mapped[date | None]
    """The next day on which the payer is reminded; nothing once that is enough."""
    reminded_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    void_reason: Mapped[str] = mapped_column(String(200), default="")

    shop: Mapped[Shop] = relationship()
    account: Mapped[PaymentAccount | None] = relationship()
    issued_by: Mapped[Person] = relationship(foreign_keys=[issued_by_id])
    lines: Mapped[list[BillLine]] = relationship(back_populates="bill", order_by="BillLine.id")

    @property
    def due(self) -> Money:
        """What is still to be paid. Money given back is not asked for again."""
        if self.is_void:
            return Money(0)
        return max(self.total - self.paid - self.refunded, Money(0))

    @property
    def over(self) -> Money:
        """What came beyond the sum, or for a bill that was voided: owed back."""
        kept = Money(0) if self.is_void else self.total
        return max(self.paid - kept, Money(0))

    def over_with(self, amount: Money) -> Money:
        """How much of this sum would be owed back if it came now."""
        kept = Money(0) if self.is_void else self.total
        return max(self.paid + amount - kept, Money(0)) - self.over

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    def state(self, *, on: date) -> BillState:
        if self.is_void:
            return BillState.VOID
        if not self.due:
            return BillState.PAID
        if on > self.due_on:
            return BillState.OVERDUE
        return BillState.PARTLY if self.paid else BillState.OPEN


class BillLine(Base):
    """Rows are added, never changed."""

    __tablename__ = "bill_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_price > 0", name="unit_price"),
    )

    id: Mapped[pk]
    bill_id: Mapped[int] = mapped_column(ForeignKey("bill.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[int]
    unit_price: Mapped[Money]

    bill: Mapped[Bill] = relationship(back_populates="lines")

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity
