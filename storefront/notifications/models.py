from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class Channel(enum.StrEnum):
    SMS = "sms"
    ZALO = "zalo"
    """A notice from a template (ZNS). Who cannot be reached so gets the same words by SMS."""


class Message(Base):
    """A message in the outbox, written in the transaction of the deed it tells of."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_unsent", "sent_at", "id"),)

    id: Mapped[pk]
    channel: Mapped[Channel] = mapped_column(default=Channel.SMS)
    to: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    template: Mapped[str | None] = mapped_column(String(40))
    """Of a Zalo notice: which one, by our own name for it."""
    fields: Mapped[dict[str, Any] | None]
    """What is filled in there."""
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))


class HeardMessage(Base):
    """What a phone sent to the market, kept as the gateway told it, before it is understood."""

    __tablename__ = "heard_message"
    __table_args__ = (
        UniqueConstraint("channel", "number"),
        Index("ix_heard_message_phone_heard_at", "phone", "heard_at"),
    )

    id: Mapped[pk]
    channel: Mapped[Channel]
    number: Mapped[str] = mapped_column(String(80))
    """The gateway's own: it tells things twice."""
    phone: Mapped[str] = mapped_column(String(16))
    """Whose it is, as the gateway says."""
    text: Mapped[str] = mapped_column(String(480))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    heard_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(32), default="")
    """What was made of it."""
    about: Mapped[str] = mapped_column(String(12), default="")
    """The order it answered."""
