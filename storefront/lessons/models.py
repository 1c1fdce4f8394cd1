from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class LessonTry(Base):
    """That somebody opened a lesson, and passed its questions. It counts for nothing by itself."""

    __tablename__ = "lesson_try"
    __table_args__ = (UniqueConstraint("person_id", "lesson"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    """The first time: what was done since then may have come of it."""
    passed_at: Mapped[datetime | None]
