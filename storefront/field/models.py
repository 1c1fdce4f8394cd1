from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class ErrandKind(enum.StrEnum):
    HOUSEHOLD = "household"
    CONSENT = "consent"
    """Of a household in the book, to more than before."""
    SHOP = "shop"
    ACCOUNT = "account"
    GOODS = "goods"
    VISIT = "visit"
    ORDER = "order"
    """By telephone."""
    STICKER = "sticker"
    SIGNAL = "signal"
    """How good the telephone is in a village."""
    QUESTION = "question"
    """To commune and province, where the help was none."""


class Errand(Base):
    """A deed that a phone wrote down and the market has done. Refused ones leave no row: the phone
    keeps them, with the reason, until somebody puts them right."""

    __tablename__ = "errand"

    id: Mapped[pk]
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    """Given by the phone when it was written down."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    """Who wrote it down, and sent it."""
    kind: Mapped[ErrandKind]
    made_at: Mapped[datetime]
    """By the phone's clock, which nobody believes: nothing is counted by it."""
    received_at: Mapped[datetime]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Codes of what came of it: household, shop, product."""


class SentPhoto(Base):
    """A photo, or a voice note, that arrives in pieces, until the errand that it goes with is
    done."""

    __tablename__ = "sent_photo"
    __table_args__ = (Index("ix_sent_photo_begun_at", "begun_at"),)

    id: Mapped[pk]
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the whole, in hexadecimal."""
    content: Mapped[bytes]
    """As much as has come."""
    begun_at: Mapped[datetime]

    @property
    def is_whole(self) -> bool:
        return len(self.content) == self.size
