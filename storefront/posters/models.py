from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import PaymentAccount, Shop


class Leads(enum.StrEnum):
    """What whoever scans it comes to."""

    TO_SHOP = "to_shop"
    """The shop's page."""
    TO_ACCOUNT = "to_account"
    """A transfer to the household: a VietQR without an amount, for the stall."""


class Why(enum.StrEnum):
    """Why a poster is no longer good."""

    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_RETIRED = "account_retired"
    PASTED_OVER = "pasted_over"
    """Somebody put another QR over it."""
    LOST = "lost"


class Poster(Base):
    """One printed QR. Its serial stands on it, so that anybody can ask whether it is still good."""

    __tablename__ = "poster"

    id: Mapped[pk]
    serial: Mapped[str] = mapped_column(String(12), unique=True)
    """QR7K2M9Q4: printed on it, and in the note of transfers it asks for."""
    leads: Mapped[Leads]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("payment_account.id"), index=True)
    """Where money goes that is paid by it; nothing when it only leads to the shop."""
    content: Mapped[str] = mapped_column(String(600))
    """What the QR itself says: an address, or a VietQR."""
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_why: Mapped[Why | None]
    placed_at: Mapped[datetime | None]
    """When somebody put it up and said where."""
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    spot: Mapped[str] = mapped_column(String(80), default="")
    """As people say it: chợ Đồng Bành, sạp A3."""
    check_asked_at: Mapped[datetime | None]
    """When the household was last asked to look at it."""

    shop: Mapped[Shop] = relationship()
    account: Mapped[PaymentAccount | None] = relationship()
    printed_by: Mapped[Person] = relationship(foreign_keys=[printed_by_id])

    @property
    def is_good(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_placed(self) -> bool:
        return self.placed_at is not None


class Sight(enum.StrEnum):
    """What a scan of a sticker showed. All but the first are alarms."""

    FINE = "fine"
    OTHER_ACCOUNT = "other_account"
    """The QR on it says something else than was printed: pasted over, or forged."""
    ELSEWHERE = "elsewhere"
    """It hangs somewhere else than it was put."""
    WITHDRAWN = "withdrawn"
    """It was withdrawn, and is up still."""
    UNKNOWN = "unknown"
    """The market never printed such a serial."""


class Scan(Base):
    """Somebody stood before a sticker and looked. Rows are added, and alarms are ended."""

    __tablename__ = "poster_scan"
    __table_args__ = (Index("ix_poster_scan_poster_id_at", "poster_id", "at"),)

    id: Mapped[pk]
    poster_id: Mapped[int | None] = mapped_column(ForeignKey("poster.id"))
    serial: Mapped[str] = mapped_column(String(20))
    """As it was read."""
    sight: Mapped[Sight]
    content: Mapped[str] = mapped_column(String(600), default="")
    """What its QR said, if that was read."""
    spot: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    """When somebody had seen to the alarm."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    poster: Mapped[Poster | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    @property
    def is_alarm(self) -> bool:
        return self.sight is not Sight.FINE
