from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class Channel(enum.StrEnum):
    SMS = "sms"


class Message(Base):
    """A message in the outbox, written in the transaction of the deed it tells of."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_unsent", "sent_at", "id"),)

    id: Mapped[pk]
    channel: Mapped[Channel] = mapped_column(default=Channel.SMS)
    to: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))
