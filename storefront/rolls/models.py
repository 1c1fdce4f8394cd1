from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import Household


class RollKind(enum.StrEnum):
    FILE = "file"
    GRID = "grid"
    """Typed on a page of rows."""


class Roll(Base):
    """A list of households somebody brought: first shown, then taken in whole or thrown away. The
    file itself is not kept: such lists carry numbers of identity cards."""

    __tablename__ = "roll"
    __table_args__ = (Index("ix_roll_brought_by_id", "brought_by_id", "id"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[RollKind]
    name: Mapped[str] = mapped_column(String(120), default="")
    """Of the file."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the file."""
    brought_at: Mapped[datetime]
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Its faults with their cells, and headings of columns that were not read."""
    asked_at: Mapped[datetime | None]
    """Somebody said: take it in. A job does it."""
    looked_at: Mapped[int] = mapped_column(default=0)
    """How many rows the job has held against the book once more."""
    taken_in_at: Mapped[datetime | None]

    brought_by: Mapped[Person] = relationship()

    @property
    def faults(self) -> list[dict[str, Any]]:
        return list(self.told.get("faults", []))

    @property
    def is_under_way(self) -> bool:
        return self.asked_at is not None and self.taken_in_at is None and not self.faults


class Standing(enum.StrEnum):
    """What the book knows of a row."""

    NEW = "new"
    SAME = "same"
    """In the book, and as it stands there."""
    CHANGED = "changed"
    ALIKE = "alike"
    """Perhaps in the book: somebody must say."""


class Decision(enum.StrEnum):
    TAKE = "take"
    """What the list says goes into the book."""
    LEAVE = "leave"
    SAME = "same"
    ANOTHER = "another"


class RollRow(Base):
    """One of its rows. What it says is kept until it is taken in; of the household's first goods
    afterwards too, as a hint."""

    __tablename__ = "roll_row"
    __table_args__ = (
        Index("ix_roll_row_roll_id", "roll_id", "row"),
        Index("ix_roll_row_household_id", "household_id"),
    )

    id: Mapped[pk]
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"))
    row: Mapped[int]
    said: Mapped[dict[str, Any]]
    """By column, as written."""
    standing: Mapped[Standing]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Which it is, or perhaps is; once taken in, which it became."""
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By column: what the book says and what the list says."""
    decision: Mapped[Decision | None]

    household: Mapped[Household | None] = relationship()
