from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk


class Level(enum.StrEnum):
    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    """Gone since 1 July 2025; kept as a historic grouping."""
    COMMUNE = "commune"
    VILLAGE = "village"


class Place(Base):
    """One administrative unit as it was from a day to a day.

    A code may be used again by another territory, so a unit is (code, valid_from).
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        Index("ix_place_level_words", "level", "words"),  # searches read it from end to end
        Index("ix_place_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(20))
    level: Mapped[Level]
    kind: Mapped[str] = mapped_column(String(20))
    """How the name is announced: tỉnh, thành phố, huyện, xã, phường, thị trấn, đặc khu, thôn."""
    name: Mapped[str] = mapped_column(String(100))
    """The official name without its kind, in official spelling: Chi Lăng."""
    folded: Mapped[str] = mapped_column(String(100))
    words: Mapped[str] = mapped_column(String(400), default="")
    """Folded words to find it by, its own name first, then of what it lies in, one space around
    each: ' tan my van lang lang son '."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The first day it was no longer there."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    path: Mapped[str] = mapped_column(String(120), default="")
    """Ids from the country down to this place: /1/35/402/ . A place contains what begins so."""
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    signal: Mapped[str | None] = mapped_column(String(10))
    """Villages: none, partial or good. Teams are judged with this in mind."""

    parent: Mapped[Place | None] = relationship(remote_side="Place.id")

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def ids(self) -> list[int]:
        """From the country down to itself."""
        return [int(step) for step in self.path.split("/") if step]

    def contains(self, other: Place) -> bool:
        return other.path.startswith(self.path)

    def stood_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Relation(enum.StrEnum):
    WHOLE = "whole"
    PART = "part"
    """The old unit was split; who asks must say which part is meant."""


class Succession(Base):
    """On a day, an old unit became, or gave a part to, a new one."""

    __tablename__ = "succession"
    __table_args__ = (UniqueConstraint("old_id", "new_id"),)

    id: Mapped[pk]
    old_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    on: Mapped[date]
    relation: Mapped[Relation]
    people_moved: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(120))

    old: Mapped[Place] = relationship(foreign_keys=[old_id])
    new: Mapped[Place] = relationship(foreign_keys=[new_id])


class FormerCommune(Base):
    """In which commune a village lay until a day. Where it lies now is its parent."""

    __tablename__ = "former_commune"
    __table_args__ = (Index("ix_former_commune_village_id_until", "village_id", "until"),)

    id: Mapped[pk]
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    until: Mapped[date]
    """The first day on which it lay there no more."""
