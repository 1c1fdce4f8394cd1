"""How people come in: codes, stays, second factors, and knocks that are counted."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models.people import Person
from storefront.db import Base, pk


class SignInCode(Base):
    """A one-time code sent to a phone. Only its hash is kept."""

    __tablename__ = "sign_in_code"
    __table_args__ = (Index("ix_sign_in_code_phone_made_at", "phone", "made_at"),)

    id: Mapped[pk]
    phone: Mapped[str] = mapped_column(String(16))
    ticket: Mapped[str] = mapped_column(String(32), unique=True)
    """Held by the browser that asked, so that nobody else can use up the tries."""
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Ended(enum.StrEnum):
    """Why somebody is signed in no longer."""

    SIGNED_OUT = "signed_out"
    FROM_ELSEWHERE = "from_elsewhere"
    """Ended on the page that lists them, on another device or this one."""
    POSTING = "posting"
    """They left a team, or a posting ended."""
    PASSWORD = "password"  # noqa: S105
    PHONE = "phone"
    OPERATOR = "operator"
    UNUSED = "unused"
    """Nobody came that way for long."""


class Stay(Base):
    """From a sign-in until it ends: one person in one browser. Only the key's hash is kept."""

    __tablename__ = "stay"
    __table_args__ = (Index("ix_stay_person_id_ended_at", "person_id", "ended_at"),)

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(20), default="")
    """Its family, such as Firefox; nothing where it did not say."""
    system: Mapped[str] = mapped_column(String(20), default="")
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """Within the hour: it is not written at every page."""
    proved_at: Mapped[datetime]
    """When whoever sits there last showed who they are."""
    second_at: Mapped[datetime | None]
    """When they showed a second factor as well."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_why: Mapped[Ended | None]


class SecondFactor(Base):
    """What somebody's own phone counts with, besides the number they sign in by (TOTP)."""

    __tablename__ = "second_factor"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    sealed: Mapped[bytes]
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the phone first counted right. Until then it opens nothing."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """A code is good for one step of thirty seconds, and once."""


class RecoveryCode(Base):
    """One of eight codes on paper, for whoever lost the phone. Only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class SecondReset(Base):
    """Somebody's second factor is to be set back: asked by one, confirmed by another above her."""

    __tablename__ = "second_reset"

    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    why: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Done, stopped, or nobody confirmed it in time."""
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])


class KnockKind(enum.StrEnum):
    CODE = "code"
    """Asked for a one-time code."""
    PASSWORD = "password"  # noqa: S105
    """Gave a wrong password."""
    SECOND = "second"
    """Gave a wrong second factor, after a right first one."""
    FIND = "find"
    """Named an order that is not there, or not of that phone."""
    GROUP = "group"
    """Opened a group order, of which the phone is told."""
    REPORT = "report"
    """Reported a rating, at which somebody of the commune has to look."""
    RING = "ring"
    """Asked for the number of a shop."""


class Knock(Base):
    """One knock at somebody's door. Counted to slow guessing down, forgotten after a day."""

    __tablename__ = "knock"
    __table_args__ = (
        Index("ix_knock_kind_phone_at", "kind", "phone", "at"),
        Index("ix_knock_kind_address_at", "kind", "address", "at"),
        Index("ix_knock_at", "at"),
    )

    id: Mapped[pk]
    kind: Mapped[KnockKind]
    phone: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(45))
    """Where it came from. A village may share one."""
    known: Mapped[bool]
    """From a device that has signed in to this phone number before."""
    at: Mapped[datetime]
