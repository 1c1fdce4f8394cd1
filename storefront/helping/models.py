from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person, Trace
from storefront.db import Base, pk
from storefront.shops.models import Household
from storefront.teams.models import Team


class Ruling(enum.StrEnum):
    NOT_ASKED = "not_asked"
    """The household is right: nobody should have pressed."""
    ASKED = "asked"
    """The household had asked for it. It stands."""


class Objection(Base):
    """A household says no to what a helper pressed for it. The commune decides, by a clock; the
    household and the team see both. What was pressed stays written."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_decided_at_due_at", "decided_at", "due_at"),)

    id: Mapped[pk]
    trace_id: Mapped[int] = mapped_column(ForeignKey("trace.id"), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ruling: Mapped[Ruling | None]
    words: Mapped[str] = mapped_column(String(300), default="")
    """What the commune says to both."""
    was_put_back: Mapped[bool] = mapped_column(default=False)

    trace: Mapped[Trace] = relationship()
    household: Mapped[Household] = relationship()
    decided_by: Mapped[Person | None] = relationship()


class WorkKind(enum.StrEnum):
    ORDER = "order"
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    MONEY = "money"
    """Odd money nobody has decided about."""
    ACCOUNT = "account"
    """A change of account is under way."""
    CASH = "cash"
    """Whoever leaves still holds money of the household."""
    QUESTION = "question"
    """Asked by the team or a household, and not answered."""
    VISIT = "visit"
    """Agreed for a day."""
    PLANNED = "planned"
    """Somebody means to go there on a day."""
    FOLDER = "folder"
    """The shop is not live yet."""
    UNFINISHED = "unfinished"
    """Written into the book, and not yet as far as it should be."""


class WorkHandover(Base):
    """What was open when somebody gave a team's work to another; the other says it was received.
    The list is as it was on that day."""

    __tablename__ = "work_handover"
    __table_args__ = (Index("ix_work_handover_to_id_received_at", "to_id", "received_at"),)

    id: Mapped[pk]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    items: Mapped[dict[str, Any]]
    """Under "open": kind, household, name, reference, day."""

    team: Mapped[Team] = relationship()
    giver: Mapped[Person] = relationship(foreign_keys=[from_id])
    taker: Mapped[Person] = relationship(foreign_keys=[to_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
