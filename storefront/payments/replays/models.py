from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, BigKey, pk
from storefront.payments.models import RawMessage
from storefront.payments.provider import Heard


class ReplayRun(Base):
    """Many messages read again, one after another. How far it is can be looked at."""

    __tablename__ = "replay_run"

    id: Mapped[pk]
    wanted: Mapped[dict[str, Any]]
    """Which messages: see queries.Wanted."""
    up_to: Mapped[int] = mapped_column(BigKey)
    """The newest message when it was asked for. Later ones are none of its business."""
    reached: Mapped[int] = mapped_column(BigKey, default=0)
    """The last message it has read."""
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    asked_by: Mapped[Person] = relationship()


class MessageReplay(Base):
    """One message read again: who wanted it, when, and what came of it."""

    __tablename__ = "message_replay"
    __table_args__ = (
        Index("ix_message_replay_raw_message_id", "raw_message_id"),
        Index("ix_message_replay_run_id", "run_id"),
    )

    id: Mapped[pk]
    raw_message_id: Mapped[int] = mapped_column(ForeignKey("raw_message.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("replay_run.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    outcome: Mapped[Heard]
    fault: Mapped[str] = mapped_column(String(80), default="")
    """What kind of error stopped it, when it was trouble of ours."""

    message: Mapped[RawMessage] = relationship()
    by: Mapped[Person] = relationship()
