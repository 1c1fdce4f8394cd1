from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import clock
from storefront.accounts.models import Person
from storefront.counters import hours
from storefront.db import Base, pk
from storefront.places.models import Place
from storefront.shops.models import Household

IDLE = timedelta(minutes=15)
"""After so long without a press whoever sat there has gone."""
LONGEST = timedelta(hours=12)
"""No counter is kept through the night."""


class Task(enum.StrEnum):
    """What a household came for."""

    REGISTER = "register"
    SHOP = "shop"
    ACCOUNT = "account"
    PRODUCT = "product"
    ORDER = "order"
    COMPLAINT = "complaint"
    LEARNING = "learning"
    OTHER = "other"


class Outcome(enum.StrEnum):
    DONE = "done"
    AGAIN = "again"
    """To come again."""
    SENT_ON = "sent_on"
    """To somebody else who can help."""
    NOT_POSSIBLE = "not_possible"
    LEFT = "left"
    """Without saying: nobody chooses it, time does."""


class AccessPoint(Base):
    """A place with a shared computer, where somebody helps."""

    __tablename__ = "access_point"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(16))
    hours: Mapped[dict[str, Any]]
    """See hours.Week."""
    closed_words: Mapped[str] = mapped_column(String(200), default="")
    """Days on which it is closed besides, as people say it."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    """For good. Its log stays."""

    village: Mapped[Place] = relationship()

    def is_open(self, at: datetime) -> bool:
        """By its hours."""
        return self.closed_at is None and hours.is_open(self.hours, at)


class Shift(Base):
    """Somebody keeps a counter at one browser, until it is closed."""

    __tablename__ = "counter_shift"
    __table_args__ = (
        Index(
            "ux_counter_shift_helper_id",
            "helper_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[pk]
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    point: Mapped[AccessPoint] = relationship()
    helper: Mapped[Person] = relationship()


class Sitting(Base):
    """One household's time at a counter: one line of the log. One that was undone stays written,
    and counts no more."""

    __tablename__ = "counter_sitting"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended"),
        Index(
            "ux_counter_sitting_shift_id",
            "shift_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_counter_sitting_point_id_begun_at", "point_id", "begun_at"),
        Index("ix_counter_sitting_commune_id_begun_at", "commune_id", "begun_at"),
    )

    id: Mapped[pk]
    shift_id: Mapped[int] = mapped_column(ForeignKey("counter_shift.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """In which the point lay on that day."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    """Nobody yet, while a new household is asked who it is."""
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When something was pressed last, to the minute."""
    ended_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    """By our own clock, rounded up."""
    task: Mapped[Task | None]
    outcome: Mapped[Outcome | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    undone_at: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship()
    point: Mapped[AccessPoint] = relationship()
    household: Mapped[Household | None] = relationship()

    def is_idle(self, at: datetime) -> bool:
        return self.ended_at is None and at >= self.seen_at + IDLE

    def changeable(self, at: datetime) -> bool:
        """On its own day."""
        is_today = clock.village_date(self.begun_at) == clock.village_date(at)
        return is_today and self.ended_at is not None and self.undone_at is None
