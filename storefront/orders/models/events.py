from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.money import Money


class Happened(enum.StrEnum):
    PLACED = "placed"
    CONFIRMED = "confirmed"
    SENT = "sent"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BANK_SAID = "bank_said"
    """The bank told us that money came ("đã vào")."""
    KEEPER_SAID_BANK = "keeper_said_bank"
    """The keeper saw it in the account; the bank has told us nothing ("bà tự xác nhận")."""
    KEEPER_SAID_CASH = "keeper_said_cash"
    BANK_AGREED = "bank_agreed"
    """The bank told us of the very money the keeper had spoken of."""
    GATEWAY_SAID = "gateway_said"
    """A wallet or card company collected it."""
    MONEY_FOUND = "money_found"
    """Money that had come without a word turned out to be for this order."""
    MONEY_TAKEN_OFF = "money_taken_off"
    """It was not for this order after all."""
    WORD_WITHDRAWN = "word_withdrawn"
    """Whoever said that money had come took it back."""
    REVIVED = "revived"
    """It had run out of time or was cancelled, money came, and the goods were still there."""
    REFUNDED = "refunded"
    WEIGHED = "weighed"
    """The scale has settled what it costs."""
    WEIGHT_ASKED = "weight_asked"
    """It weighs more or less than was said, and the buyer was asked."""
    LET_GO = "let_go"
    """A small rest that the household does not ask for."""
    REST_ASKED = "rest_asked"
    """The harvest has come: what the deposit left is asked for."""
    HARVEST_MOVED = "harvest_moved"
    """It is picked on another day, and the buyer was asked."""
    CHANGED = "changed"
    """By the buyer, before the household had promised; the note says what."""
    COMPLAINED = "complained"
    COMPLAINT_ENDED = "complaint_ended"
    HARVEST_KEPT = "harvest_kept"
    """The buyer said that the other day is well too."""
    NOT_COME = "not_come"
    """The buyer took back having said that it has come."""


class OrderEvent(Base):
    """What happened to an order, in the words of its timeline. Rows are added, never changed."""

    __tablename__ = "order_event"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[Happened]
    amount: Mapped[Money | None]
    """When money moved."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None] = mapped_column(Text)

    actor: Mapped[Person | None] = relationship()
