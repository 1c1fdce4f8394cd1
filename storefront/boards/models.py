from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.fairs.models import Fair
from storefront.places.models import Place


class ScreenLink(Base):
    """Opens one live board on a screen, for as long as it lasts: a place's, or a market's."""

    __tablename__ = "screen_link"
    __table_args__ = (
        Index("ix_screen_link_place_id", "place_id"),
        Index("ix_screen_link_fair_id", "fair_id"),
    )

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    fair_id: Mapped[int | None] = mapped_column(ForeignKey("fair.id"))
    """Of a market's screen, the day at which it was made; it shows all days of the series."""
    label: Mapped[str] = mapped_column(String(80))
    """Where the screen hangs."""
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the secret, which is told once and kept nowhere."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    place: Mapped[Place] = relationship()
    fair: Mapped[Fair | None] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])

    def is_open(self, at: datetime) -> bool:
        return self.withdrawn_at is None and at < self.expires_at
