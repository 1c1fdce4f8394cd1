from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import Household, Met

BACK = timedelta(days=7)
"""A visit may be written down so long after it."""
UNDO = timedelta(days=1)
AHEAD = timedelta(days=366)
"""The next visit is agreed for no later day."""


class VisitFor(enum.StrEnum):
    HELP = "help"
    """With the shop: goods, prices, orders."""
    CHECK = "check"
    TRAINING = "training"
    SILENCE = "silence"
    """Nothing was heard of the household for a while."""


class Outcome(enum.StrEnum):
    DONE = "done"
    NOBODY_HOME = "nobody_home"
    LATER = "later"
    """They asked to come again."""
    REFUSED = "refused"
    SENT_ON = "sent_on"
    """Somebody else goes on with it: the next step says who."""


class Signal(enum.StrEnum):
    """Of the telephone, at the house. Villages use the same words."""

    NONE = "none"
    PARTIAL = "partial"
    GOOD = "good"


class Visit(Base):
    """Somebody was at a household. One that was withdrawn stays written, and counts no more."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_household_id_day", "household_id", "day"),
        Index("ix_visit_next_on", "next_on"),
    )

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Where the household lived on that day."""
    day: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    went_with: Mapped[str | None] = mapped_column(String(80))
    purpose: Mapped[VisitFor]
    outcome: Mapped[Outcome]
    note: Mapped[str] = mapped_column(String(300), default="")
    """The household reads it too."""
    signal: Mapped[Signal | None]
    next_on: Mapped[date | None]
    """When to come again, as it was agreed."""
    next_step: Mapped[str | None] = mapped_column(String(120))
    """What is to be done, and by whom."""
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    household: Mapped[Household] = relationship()
    by: Mapped[Person] = relationship()

    @property
    def found_somebody(self) -> bool:
        return self.outcome is not Outcome.NOBODY_HOME

    def withdrawable_by(self, person: Person, *, at: datetime) -> bool:
        return self.withdrawn_at is None and self.by_id == person.id and at < self.written_at + UNDO


class IdentityCheck(Base):
    """Somebody of the team or the commune made sure who keeps the shop. No paper is kept; one that
    was taken back stays written, with the reason."""

    __tablename__ = "identity_check"

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Where the household lived on that day."""
    day: Mapped[date]
    how: Mapped[Met]
    vouched_by: Mapped[str | None] = mapped_column(String(80))
    """The village head who knows them, by name."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str | None] = mapped_column(String(200))
    """It was taken back."""

    household: Mapped[Household] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    taken_back_by: Mapped[Person | None] = relationship(foreign_keys=[taken_back_by_id])


class Network(enum.StrEnum):
    VIETTEL = "viettel"
    VINAPHONE = "vinaphone"
    MOBIFONE = "mobifone"


class Strength(enum.StrEnum):
    NONE = "none"
    WEAK = "weak"
    """In places, or only for calls."""
    FAIR = "fair"
    GOOD = "good"


class SignalMark(Base):
    """How good a telephone network is in a village, as somebody found it. The newest stands; the
    earlier ones are its history."""

    __tablename__ = "signal_mark"
    __table_args__ = (Index("ix_signal_mark_village_id_id", "village_id", "id"),)

    id: Mapped[pk]
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    network: Mapped[Network | None]
    """Nothing, when it is said of the village as a whole: then it speaks for all of them."""
    strength: Mapped[Strength]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class PlanEnd(enum.StrEnum):
    VISITED = "visited"
    """Somebody went, whatever came of it."""
    DROPPED = "dropped"


_OPEN = text("ended_at IS NULL")


class PlannedVisit(Base):
    """Somebody means to go to a household on a day. A visit that is written down fulfils it; a
    household has one open plan at most, whoever made it."""

    __tablename__ = "planned_visit"
    __table_args__ = (
        Index(
            "uq_planned_visit_household_id",
            "household_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_planned_visit_household_id", "household_id"),
        Index("ix_planned_visit_day", "day"),
        Index("ix_planned_visit_visit_id", "visit_id"),
    )

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    day: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who means to go: whoever planned it, or moved it last."""
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[PlanEnd | None]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))

    household: Mapped[Household] = relationship()
    by: Mapped[Person] = relationship()
    visit: Mapped[Visit | None] = relationship()
