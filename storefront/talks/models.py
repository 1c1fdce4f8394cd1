from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.orders.models import Order


class Side(enum.StrEnum):
    BUYER = "buyer"
    HOUSEHOLD = "household"
    """Its keeper, or somebody of the team who presses for it."""

    @property
    def other(self) -> Side:
        return Side.HOUSEHOLD if self is Side.BUYER else Side.BUYER


class Saying(enum.StrEnum):
    """Ready-made words: each reader reads them in their own language."""

    TEN_MINUTES_LATE = "ten_minutes_late"
    ROAD_CUT = "road_cut"
    ON_THE_WAY = "on_the_way"
    PACKED = "packed"
    CALL_ME = "call_me"
    WHERE_IS_IT = "where_is_it"
    HOME_IN_THE_EVENING = "home_in_the_evening"
    WITH_THE_NEIGHBOUR = "with_the_neighbour"
    IT_HAS_COME = "it_has_come"


class Note(Base):
    """One thing said: ready-made, in free words, or by voice."""

    __tablename__ = "order_note"
    __table_args__ = (Index("ix_order_note_written_at", "written_at"),)

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    side: Mapped[Side]
    """Who says it."""
    saying: Mapped[Saying | None]
    words: Mapped[str] = mapped_column(String(500), default="")
    seconds: Mapped[int | None]
    """Of the voice note, when it is one."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Nobody's number is known of a buyer who came by a link."""
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    """When the other side first had it on a page."""
    reported_at: Mapped[datetime | None]
    """When the other side said that it is abuse: from then on neither sees it."""

    order: Mapped[Order] = relationship()
    by: Mapped[Person | None] = relationship()


class Voice(Base):
    """The recording of a note, as the phone made it. With the note, and not in a folder: it is
    served to two sides alone, and ends when the note does."""

    __tablename__ = "order_voice"

    id: Mapped[pk]
    note_id: Mapped[int] = mapped_column(ForeignKey("order_note.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    """What browsers call it, found in the recording itself."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
