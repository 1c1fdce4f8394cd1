from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place


class Question(Base):
    """Somebody is stuck. The commune answers; after a day of silence the province sees it too."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_settled_at_asked_at", "settled_at", "asked_at"),)

    id: Mapped[pk]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Where the one who asks works or lives."""
    step: Mapped[str] = mapped_column(String(120), default="")
    """At which page or step."""
    words: Mapped[str] = mapped_column(String(600))
    picture: Mapped[str | None] = mapped_column(String(60))
    """Of the screen; a file in the private folder."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When somebody else first said something."""
    settled_at: Mapped[datetime | None]

    asked_by: Mapped[Person] = relationship()
    place: Mapped[Place] = relationship()
    replies: Mapped[list[Reply]] = relationship(order_by="Reply.id")


class Reply(Base):
    __tablename__ = "question_reply"

    id: Mapped[pk]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(600))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()
