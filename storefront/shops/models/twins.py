from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models.households import Household


class TwinAnswer(enum.StrEnum):
    """What people say of two entries of the book."""

    APART = "apart"
    """Two households, and not to be asked about again."""
    PROPOSED = "proposed"
    """One household, says somebody; a second person looks."""
    JOINED = "joined"
    """One household: one entry was kept, the other is out of the book."""


class Twin(Base):
    """Two entries of the book that looked like one household, and what was said of them. What was
    taken back stays written, with its end."""

    __tablename__ = "twin"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        Index(
            "uq_twin_one_id_other_id",
            "one_id",
            "other_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_twin_other_id", "other_id"),
        Index("ix_twin_keep_id", "keep_id"),
    )

    id: Mapped[pk]
    one_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    """The older entry."""
    other_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    answer: Mapped[TwinAnswer]
    keep_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Which entry stays, where they are one."""
    note: Mapped[str] = mapped_column(String(200), default="")
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The second person, where they were joined."""
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Taken back, undone, or said otherwise since."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What went over, by kind and id, and how it was before: what undoing needs."""

    one: Mapped[Household] = relationship(foreign_keys=[one_id])
    other: Mapped[Household] = relationship(foreign_keys=[other_id])
    said_by: Mapped[Person] = relationship(foreign_keys=[said_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    @property
    def kept(self) -> Household:
        """Only where they are one."""
        return self.one if self.keep_id == self.one_id else self.other

    @property
    def gone(self) -> Household:
        return self.other if self.keep_id == self.one_id else self.one

    @property
    def stands(self) -> bool:
        return self.ended_at is None
