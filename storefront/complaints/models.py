from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments.models import PaymentRefund
from storefront.shops.models import Photo


class Trouble(enum.StrEnum):
    NOT_COME = "not_come"
    SPOILED = "spoiled"
    WRONG = "wrong"
    SHORT = "short"
    """Less than was ordered, or lighter."""
    OTHER = "other"


class Wants(enum.StrEnum):
    MONEY = "money"
    AGAIN = "again"
    """The goods, once more."""


class ComplaintState(enum.StrEnum):
    OPEN = "open"
    """The household's side has not answered."""
    ANSWERED = "answered"
    """Part was offered, or it was refused: the buyer's turn."""
    APPEALED = "appealed"
    """The commune decides, and that ends it."""
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


LIVE = (ComplaintState.OPEN, ComplaintState.ANSWERED, ComplaintState.APPEALED)


class Desk(enum.StrEnum):
    """Who must answer now."""

    HOUSEHOLD = "household"
    TEAM = "team"
    COMMUNE = "commune"


class Complaint(Base):
    """What a buyer says is wrong with an order, until somebody has decided."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_state_due_at", "state", "due_at"),)

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    trouble: Mapped[Trouble]
    words: Mapped[str] = mapped_column(Text)
    wants: Mapped[Wants]
    asked: Mapped[Money]
    """Nought when the goods are wanted once more."""
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.OPEN)
    desk: Mapped[Desk] = mapped_column(default=Desk.HOUSEHOLD)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Until when whoever's turn it is has time; nothing once all is done."""
    offered: Mapped[Money | None]
    """By an answer that leaves the buyer the choice: nought is a refusal."""
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Of the last answer."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given: Mapped[Money | None]
    """What it ended with."""
    again: Mapped[bool] = mapped_column(default=False)
    """It ended with the goods sent once more."""
    ended_at: Mapped[datetime | None]
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("payment_refund.id"))
    """By which what was given goes back; nothing when it goes back in cash."""
    cash_at: Mapped[datetime | None]
    """When the household said that it gave the cash."""

    order: Mapped[Order] = relationship()
    answered_by: Mapped[Person | None] = relationship()
    refund: Mapped[PaymentRefund | None] = relationship()
    photos: Mapped[list[ComplaintPhoto]] = relationship(order_by="ComplaintPhoto.id")
    steps: Mapped[list[ComplaintStep]] = relationship(order_by="ComplaintStep.id", viewonly=True)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class ComplaintPhoto(Base):
    __tablename__ = "complaint_photo"

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"))

    photo: Mapped[Photo] = relationship()


class Stepped(enum.StrEnum):
    OPENED = "opened"
    PASSED_ON = "passed_on"
    """Nobody answered in time: the next desk has it."""
    ACCEPTED = "accepted"
    OFFERED = "offered"
    REFUSED = "refused"
    TAKEN = "taken"
    """The buyer agrees with the answer, or said nothing in time."""
    APPEALED = "appealed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    CASH_GIVEN = "cash_given"


class ComplaintStep(Base):
    """What happened to a complaint. Rows are added, never changed."""

    __tablename__ = "complaint_step"

    id: Mapped[pk]
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[Stepped]
    desk: Mapped[Desk]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Nobody for the buyer, who needs no account, and for the clock."""
    amount: Mapped[Money | None]
    words: Mapped[str] = mapped_column(String(300), default="")

    by: Mapped[Person | None] = relationship()
