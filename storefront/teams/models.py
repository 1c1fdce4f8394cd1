from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Held, Person
from storefront.db import Base, pk
from storefront.places.models import Place


class Team(Base):
    """A community technology team (tổ công nghệ số cộng đồng) of one village."""

    __tablename__ = "team"

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(100))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    decided_on: Mapped[date]
    """The day of the commune chairman's decision (guidance 793/BTTTT-THH)."""
    ended_on: Mapped[date | None]

    place: Mapped[Place] = relationship()
    members: Mapped[list[Membership]] = relationship(back_populates="team")


class Duty(enum.StrEnum):
    HEAD = "head"
    MEMBER = "member"


class Membership(Held, Base):
    """Head counts come from this roster, never from multiplying teams by three."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("team_id", "person_id", "from_day"),)

    id: Mapped[pk]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    duty: Mapped[Duty]
    from_day: Mapped[date]
    to_day: Mapped[date | None]

    team: Mapped[Team] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()
