from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.answers.urgency import Urgency
from storefront.db import Base, pk
from storefront.orders.models import Order
from storefront.shops.models import Household


class Why(enum.StrEnum):
    ASKED = "asked"
    """The household asked to be rung."""
    SILENT = "silent"
    """It has not answered in the hours that its goods bear."""


class Rung(enum.StrEnum):
    """What came of ringing."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    AGAIN = "again"
    """To be rung again at an hour that was agreed."""


class Call(Base):
    """A household somebody should ring about an order; on the list for as long as nobody has
    answered it."""

    __tablename__ = "order_call"
    __table_args__ = (Index("ix_order_call_household_id", "household_id"),)

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    why: Mapped[Why]
    since: Mapped[datetime]
    team_told_at: Mapped[datetime | None]
    commune_told_at: Mapped[datetime | None]
    rung: Mapped[Rung | None]
    rung_at: Mapped[datetime | None]
    rung_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    again_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    household: Mapped[Household] = relationship()
    rung_by: Mapped[Person | None] = relationship()


class AnswerHours(Base):
    """How long an order of such goods may be without an answer, as staff set it. Rows are added;
    the newest of each urgency holds."""

    __tablename__ = "answer_hours"

    id: Mapped[pk]
    urgency: Mapped[Urgency]
    team: Mapped[int]
    commune: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
