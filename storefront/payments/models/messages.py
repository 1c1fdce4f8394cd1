"""What was told over the wire, and how far each list has been read."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk
from storefront.payments.provider import Heard


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
