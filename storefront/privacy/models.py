from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place


class Asks(enum.StrEnum):
    COPY = "copy"
    CORRECTION = "correction"
    ERASURE = "erasure"
    STOP = "stop"
    """Data are no longer to be worked with, though they stay."""


class Standing(enum.StrEnum):
    NEW = "new"
    """Nobody has replied yet."""
    TAKEN_UP = "taken_up"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LIVE = (Standing.NEW, Standing.TAKEN_UP)
DECIDED = (Standing.DONE, Standing.REFUSED)
_LIVE = text("ended_at IS NULL")


class DataRequest(Base):
    """Somebody asks the market about their own data. One of a kind at a time."""

    __tablename__ = "data_request"
    __table_args__ = (
        Index(
            "uq_data_request_person_id_kind",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_data_request_ended_at_due_on", "ended_at", "due_on"),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """Where they work or live; nothing for buyers, whom every province may answer."""
    kind: Mapped[Asks]
    words: Mapped[str] = mapped_column(String(600))
    state: Mapped[Standing] = mapped_column(default=Standing.NEW)
    asked_at: Mapped[datetime]
    reply_by: Mapped[date]
    due_on: Mapped[date]
    is_longer: Mapped[bool] = mapped_column(default=False)
    """The time to carry it out was made longer, which may happen once."""
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    place: Mapped[Place | None] = relationship()
    steps: Mapped[list[DataRequestStep]] = relationship(order_by="DataRequestStep.id")
    erasure: Mapped[Erasure | None] = relationship(cascade="all, delete-orphan")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def is_late(self, today: date) -> bool:
        """For the reply, or for carrying it out."""
        return self.is_live and self.next_by < today

    @property
    def next_by(self) -> date:
        return self.reply_by if self.state is Standing.NEW else self.due_on


class Happened(enum.StrEnum):
    ASKED = "asked"
    TAKEN_UP = "taken_up"
    LONGER = "longer"
    DONE = "done"
    REFUSED = "refused"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ERASURE_ASKED = "erasure_asked"
    """One officer wants it carried out; another has to confirm."""
    ERASURE_TAKEN_BACK = "erasure_taken_back"


class Erasure(Base):
    """That somebody's data go, as two officers decided; and what went."""

    __tablename__ = "erasure"

    id: Mapped[pk]
    request_id: Mapped[int] = mapped_column(ForeignKey("data_request.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any] | None]
    """How many rows of which table, and what became of them."""
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """The last one to the person, until its number is forgotten. No reference: messages go."""

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])


class Breach(Base):
    """Data came into wrong hands, or were lost: what, whose, what was done, and who was told when.
    Of the market as a whole, so that whoever may write one reads all."""

    __tablename__ = "breach"
    __table_args__ = (Index("ix_breach_authority_told_at_due_at", "authority_told_at", "due_at"),)

    id: Mapped[pk]
    found_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when the authority is told."""
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(1000))
    whose: Mapped[str] = mapped_column(String(300))
    many: Mapped[int | None]
    """How many people; nothing while nobody knows."""
    measures: Mapped[str] = mapped_column(String(1000), default="")
    authority_told_at: Mapped[datetime | None]
    people_told_at: Mapped[datetime | None]
    people_told: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]

    written_by: Mapped[Person] = relationship()

    def is_late(self, at: datetime) -> bool:
        return self.authority_told_at is None and self.due_at < at


class Forgotten(Base):
    """So much of a kind was kept long enough, and went. Of whom it spoke, nobody knows any more."""

    __tablename__ = "forgotten"

    id: Mapped[pk]
    what: Mapped[str] = mapped_column(String(32))
    """See keeping.Kept."""
    many: Mapped[int]
    at: Mapped[datetime]


class DataRequestStep(Base):
    """What happened to a request. Rows are added, never changed."""

    __tablename__ = "data_request_step"

    id: Mapped[pk]
    request_id: Mapped[int] = mapped_column(ForeignKey("data_request.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[Happened]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(600), default="")

    by: Mapped[Person] = relationship()
