from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.provider import Heard
from storefront.places.models import Place
from storefront.shops.models import Household


class Verdict(enum.StrEnum):
    GENUINE = "genuine"
    FORGED = "forged"
    UNREADABLE = "unreadable"


class RawMessage(Base):
    """What came over the wire, kept before it is understood. Can be read again from here."""

    __tablename__ = "raw_message"

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20), index=True)
    merchant: Mapped[str] = mapped_column(String(16), default="")
    """Whose door it knocked at: a merchant's code; empty is the market's own."""
    headers: Mapped[dict[str, Any]]
    query: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)
    verdict: Mapped[Verdict]
    heard_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[Heard | None]
    """What was made of it the last time it was read."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was read again from here."""


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
    """When the keeper said so too."""
    contested_at: Mapped[datetime | None]
    """When the keeper said no the last time; gone when it is handed over anew."""
    turns: Mapped[int] = mapped_column(default=0)
    """How often it went from one pair of hands to another, on paper."""

    receipt: Mapped[Receipt] = relationship()
    household: Mapped[Household] = relationship()
    holder: Mapped[Person] = relationship()


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


class RefundWay(enum.StrEnum):
    GATEWAY = "gateway"
    BANK = "bank"
    """The household transfers it to the buyer's account."""
    CASH = "cash"


class RefundState(enum.StrEnum):
    ASKED = "asked"
    """Promised to the buyer; nothing has moved yet."""
    PENDING = "pending"
    """The gateway works on it, or did not answer."""
    DONE = "done"
    REFUSED = "refused"


class PaymentRefund(Base):
    """Money on its way back to a buyer. Booked as a receipt below zero when it is done."""

    __tablename__ = "payment_refund"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_payment_refund_order_id", "order_id"),
        Index("ix_payment_refund_next_ask_at", "next_ask_at"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(100))
    """Our name for it: the same again is the same refund."""
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    """How it was booked, once it is done."""
    way: Mapped[RefundWay]
    amount: Mapped[Money]
    state: Mapped[RefundState] = mapped_column(default=RefundState.ASKED)
    provider_reference: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(100), default="")
    """The gateway's own code for a refusal."""
    to_bank_bin: Mapped[str] = mapped_column(String(6), default="")
    to_number: Mapped[str] = mapped_column(String(19), default="")
    to_holder: Mapped[str] = mapped_column(String(80), default="")
    """The buyer's account, which only the buyer gives."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    attempt: Mapped[PaymentAttempt | None] = relationship()
    asked_by: Mapped[Person | None] = relationship()


class CaseKind(enum.StrEnum):
    """What is odd about money."""

    SHORT = "short"
    OVER = "over"
    DOUBLE = "double"
    LATE = "late"
    WRONG_ACCOUNT = "wrong_account"
    """The note names an order that was to be paid to another account."""
    UNKNOWN = "unknown"
    """Nobody knows what it is for."""
    SEVERAL_ORDERS = "several_orders"
    """One transfer names several orders and their sums do not agree."""
    AMOUNT_DIFFERS = "amount_differs"
    """A gateway tells of another sum than it was asked to collect; nothing is booked yet."""
    REFUND_REFUSED = "refund_refused"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"


class CaseAction(enum.StrEnum):
    """What may be done about it. A case suggests one of them."""

    ASK_THE_REST = "ask_the_rest"
    KEEP_AS_CREDIT = "keep_as_credit"
    APPLY = "apply"
    """To another order."""
    REFUND = "refund"
    REVIVE = "revive"
    """The order, when its goods are still there."""
    ACCEPT = "accept"
    """Count the sum that came."""
    CLOSE = "close"
    """Nothing is to be done."""


class CaseState(enum.StrEnum):
    OPEN = "open"
    DONE = "done"


class PaymentCase(Base):
    """Money somebody must look at: whose it is, what is suggested, until when."""

    __tablename__ = "payment_case"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_payment_case_state_due_at", "state", "due_at"),
        Index("ix_payment_case_household_id_state", "household_id", "state"),
        Index("ix_payment_case_order_id", "order_id"),
    )

    id: Mapped[pk]
    cause: Mapped[str] = mapped_column(String(120))
    """What opened it, such as receipt:812; the same opens it once."""
    kind: Mapped[CaseKind]
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    amount: Mapped[Money]
    """How much is in question."""
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("payment_refund.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Whose case it is. Nobody's, when no household is known: then whoever watches money there."""
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    suggestion: Mapped[CaseAction]
    details: Mapped[dict[str, Any]]
    """What whoever looks needs to know: both sums, the codes in the note."""
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when somebody should have looked."""
    resolution: Mapped[CaseAction | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    receipt: Mapped[Receipt | None] = relationship()
    order: Mapped[Order | None] = relationship()
    attempt: Mapped[PaymentAttempt | None] = relationship()
    refund: Mapped[PaymentRefund | None] = relationship()
    household: Mapped[Household | None] = relationship()
    place: Mapped[Place | None] = relationship()
    ended_by: Mapped[Person | None] = relationship()


class ProviderCursor(Base):
    """How far a messenger's list has been read."""

    __tablename__ = "provider_cursor"
    __table_args__ = (UniqueConstraint("provider", "merchant"),)

    id: Mapped[pk]
    provider: Mapped[str] = mapped_column(String(20))
    merchant: Mapped[str] = mapped_column(String(16), default="")
    cursor: Mapped[str] = mapped_column(String(200), default="")
    read_at: Mapped[datetime | None]
    """When its list was last read to the end."""
    failing_since: Mapped[datetime | None]


class MerchantCredential(Base):
    """What a household or a co-operative was given by a provider, sealed with the market's key.

    With `household_id` it is for that household's shop; with `place_id` for a co-operative: every
    household there that has none of its own.
    """

    __tablename__ = "merchant_credential"
    __table_args__ = (
        Index("ix_merchant_credential_household_id", "household_id"),
        Index("ix_merchant_credential_place_id", "place_id"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    """Stands in the address of its callbacks."""
    provider: Mapped[str] = mapped_column(String(20))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    holder: Mapped[str] = mapped_column(String(80))
    """Who is paid by the provider: HTX Na Chi Lăng."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    hint: Mapped[dict[str, Any]]
    """What may be shown: each field, secrets masked but for their last letters."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    tested_at: Mapped[datetime | None]
    works: Mapped[bool | None]
    """What the last test said; nothing when never tested."""
    retired_at: Mapped[datetime | None]
    """Opens nothing any more; what was opened with it is still asked about."""

    household: Mapped[Household | None] = relationship()
    place: Mapped[Place | None] = relationship()
    added_by: Mapped[Person] = relationship()
