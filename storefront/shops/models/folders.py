from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models.households import Household


class FolderStep(enum.StrEnum):
    """What a household needs until its shop is its own, in the order in which that is done."""

    SIM = "sim"
    """The number is in the keeper's own name. A helper says so."""
    CONSENT = "consent"
    ACCOUNT = "account"
    PRODUCT = "product"
    """The first goods listed by the keeper's own hand."""
    QR = "qr"
    """The code hangs where buyers see it. A helper says so."""
    ORDER = "order"


class Waits(enum.StrEnum):
    """Why a folder may take longer."""

    BANK = "bank"
    SIM = "sim"
    HOUSEHOLD = "household"
    """They asked to come again later."""
    SIGNAL = "signal"
    OTHER = "other"


class Folder(Base):
    """Everything that must be done until a household's shop is live, under one number. Begun with
    the household's registering."""

    __tablename__ = "folder"
    __table_args__ = (
        Index(
            "ix_folder_due_on",
            "due_on",
            sqlite_where=text("live_on IS NULL"),
            postgresql_where=text("live_on IS NULL"),
        ),
    )

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """HS-LS-26-000123: where and in which year it was begun, never given twice."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    """On which day the shop is to be live; a pause moves it."""
    live_on: Mapped[date | None]
    """Since when there are goods in an open shop; then the clock stands."""

    household: Mapped[Household] = relationship()
    opened_by: Mapped[Person] = relationship()

    def is_late(self, today: date) -> bool:
        return self.live_on is None and self.due_on < today


class FolderTick(Base):
    """A helper's word that a step is done. One that was taken back stays written."""

    __tablename__ = "folder_tick"

    id: Mapped[pk]
    folder_id: Mapped[int] = mapped_column(ForeignKey("folder.id"), index=True)
    step: Mapped[FolderStep]
    note: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class FolderPause(Base):
    """The clock stands until a day, for a reason that is told."""

    __tablename__ = "folder_pause"

    id: Mapped[pk]
    folder_id: Mapped[int] = mapped_column(ForeignKey("folder.id"), index=True)
    reason: Mapped[Waits]
    note: Mapped[str] = mapped_column(String(200), default="")
    until: Mapped[date]
    was_due_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Before its day."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    def stands(self, today: date) -> bool:
        return self.ended_at is None and today < self.until


class FolderSeries(Base):
    """The last number given in a series, such as LS-26."""

    __tablename__ = "folder_series"

    series: Mapped[str] = mapped_column(String(12), primary_key=True)
    last: Mapped[int]
