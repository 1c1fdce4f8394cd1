"""Who pressed what for whom, and who looked at whose data."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models.people import Person
from storefront.db import Base, BigKey, pk
from storefront.places.models import Place


class Trace(Base):
    """Who pressed what, and for whom. Rows are added, never changed."""

    __tablename__ = "trace"
    __table_args__ = (Index("ix_trace_for_id_at", "for_id", "at"),)

    id: Mapped[pk]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Nobody, when a bank's notice did it."""
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The keeper for whom it was done. Somebody else's name here means it was assisted."""
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    """What it was done to, such as order:CB7K2M9Q4."""
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str | None] = mapped_column(Text)

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])


class TraceLink(Base):
    """One trace's place in the chain. No reference: it outlives what somebody removes by force."""

    __tablename__ = "trace_link"

    id: Mapped[pk]
    """1, 2, 3 … in the order of sealing, without a gap."""
    trace_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    words: Mapped[bytes] = mapped_column(LargeBinary(32))
    """The digest of what it says in detail, with the salt: it stays when those words are erased."""
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    """Goes with the words, so that nobody finds by trying what they were."""
    chained: Mapped[bytes] = mapped_column(LargeBinary(32))
    """The hash over the one before and all that this one says."""


class TraceHead(Base):
    """Where the chain ended after each time something was sealed: published, one by one."""

    __tablename__ = "trace_head"

    id: Mapped[pk]
    link_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    newest_id: Mapped[int] = mapped_column(BigInteger)
    """The highest number of a trace so far."""
    head: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[datetime]


class Seen(enum.StrEnum):
    """Which kind of page or file it was."""

    HOUSEHOLD = "household"
    PAGE = "page"
    """With name, telephone number and account: for those who care for it."""
    TEAM = "team"
    WITHOUT_TEAM = "without_team"
    ROWS = "rows"
    EVERYBODY = "everybody"
    AUDIT = "audit"
    SUSPECT = "suspect"
    WARNINGS = "warnings"
    MONEY = "money"
    IMPORTED = "imported"
    """A list that another platform made."""
    VISITS = "visits"
    CALLS = "calls"
    PACKING = "packing"
    CONSENTS = "consents"
    OBJECTIONS = "objections"
    FOLDERS = "folders"
    ROLL = "roll"
    """A list somebody brought, beside what the book says."""
    TWINS = "twins"
    """Two entries of the book side by side."""
    COUNTER = "counter"
    """Found by name at a shared computer, or in the log of one."""
    FIELD = "field"
    """Everybody of a team's territory, taken along on a phone."""
    REQUESTS = "requests"
    """What somebody asks about their own data."""


class Look(Base):
    """Somebody saw rows about households. Added, never changed, and forgotten after two years."""

    __tablename__ = "look"
    __table_args__ = (
        Index("ix_look_at", "at"),
        Index("ix_look_place_id_at", "place_id", "at"),
    )

    id: Mapped[pk]
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen: Mapped[Seen]
    subject: Mapped[str] = mapped_column(String(60))
    """What it was, such as household:HK7M2."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Where they live."""
    is_whole: Mapped[bool] = mapped_column(default=False)
    """Everybody living there, rather than those named."""
    is_taken: Mapped[bool] = mapped_column(default=False)
    """Taken away as a file."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """What for, where it is asked: of whoever does not work there."""

    actor: Mapped[Person] = relationship()
    place: Mapped[Place] = relationship()


class LookedAt(Base):
    """Whom somebody saw."""

    __tablename__ = "looked_at"
    __table_args__ = (Index("ix_looked_at_person_id", "person_id"),)

    look_id: Mapped[int] = mapped_column(BigKey, ForeignKey("look.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"), primary_key=True)
