from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.accounts.tongues import Tongue
from storefront.db import Base, pk
from storefront.places.models import Place


class Silence(enum.StrEnum):
    """Why a recording is heard no more."""

    TAKEN_BACK = "taken_back"
    """Somebody who may record heard that it is not right; the one before is heard again."""
    WISH = "wish"
    """The speaker does not want it any more: the sound is deleted, and the name with it."""


SAMPLE = "–"
"""Stands for the speaker where nobody speaks: a tone of the practice market, told as such wherever
it can be heard, and counted as no recording."""


class ScreenVoice(Base):
    """One key screen told in one tongue, for one province. The newest that stands is heard; those
    it replaced are kept."""

    __tablename__ = "screen_voice"
    __table_args__ = (Index("ix_screen_voice_tongue", "tongue", "screen", "place_id"),)

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """The province as it was when somebody spoke."""
    screen: Mapped[str] = mapped_column(String(60))
    """The key of a screen in screens.py."""
    tongue: Mapped[Tongue]
    speaker: Mapped[str] = mapped_column(String(80))
    """Who speaks, and agreed that everybody may hear it: without that no row is written."""
    words: Mapped[str] = mapped_column(String(16))
    """A digest of the Vietnamese words that lay before the speaker."""
    seconds: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who recorded it."""
    at: Mapped[datetime]
    silence: Mapped[Silence | None]
    silenced_at: Mapped[datetime | None]
    silenced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    place: Mapped[Place] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    silenced_by: Mapped[Person | None] = relationship(foreign_keys=[silenced_by_id])

    @property
    def is_sample(self) -> bool:
        return self.speaker == SAMPLE


class ScreenSound(Base):
    """What a recording sounds like, as the phone made it; apart, so that lists do not read it."""

    __tablename__ = "screen_sound"

    id: Mapped[pk]
    voice_id: Mapped[int] = mapped_column(ForeignKey("screen_voice.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ScreenPlay(Base):
    """How often a recording was begun on a day. Nobody is in it, and it is no result: it says which
    recordings are worth making again."""

    __tablename__ = "screen_play"
    __table_args__ = (UniqueConstraint("voice_id", "day"),)

    id: Mapped[pk]
    voice_id: Mapped[int] = mapped_column(ForeignKey("screen_voice.id"))
    day: Mapped[date]
    many: Mapped[int]
