from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, BigKey, pk
from storefront.facts.models import Fact
from storefront.facts.setting_aside import Standing
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.teams.models import Team


class Scheme(enum.StrEnum):
    """Ways in which figures are made to grow. rules/ says how each is noticed."""

    SELF_BUYING = "self_buying"
    CIRCULAR = "circular"
    BURST = "burst"
    EMPTY_SHELL = "empty_shell"
    TWICE = "twice"
    SHARED_ACCOUNT = "shared_account"
    COPIED_PHOTO = "copied_photo"
    STAFF_ROUND = "staff_round"
    UNPAID_SCAN = "unpaid_scan"
    REVIVED = "revived"
    OVERLAP = "overlap"
    PRICE_OUTLIER = "price_outlier"


class SuspectState(enum.StrEnum):
    OPEN = "open"
    INNOCENT = "innocent"
    NOT_COUNTED = "not_counted"


class Suspect(Base):
    """Something of one household that looks as if it was made for the figure. A person decides."""

    __tablename__ = "suspect"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_suspect_state_due_at", "state", "due_at"),
        Index("ix_suspect_household_id_state", "household_id", "state"),
    )

    id: Mapped[pk]
    cause: Mapped[str] = mapped_column(String(120))
    """Scheme, household, what exactly and when; the same is opened once."""
    scheme: Mapped[Scheme]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    state: Mapped[SuspectState] = mapped_column(default=SuspectState.OPEN)
    evidence: Mapped[dict[str, Any]]
    """What was seen, as numbers, codes and ids: words are made when it is shown."""
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When it last looked so."""
    due_at: Mapped[datetime]
    """By when somebody should have decided."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")

    household: Mapped[Household] = relationship()
    decided_by: Mapped[Person | None] = relationship()


class Suspicion(Base):
    """A fact that a suspect is about. One fact may be looked at for several reasons."""

    __tablename__ = "suspicion"
    __table_args__ = (Index("ix_suspicion_fact_id", "fact_id"),)

    suspect_id: Mapped[int] = mapped_column(BigKey, ForeignKey("suspect.id"), primary_key=True)
    fact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fact.id"), primary_key=True)

    fact: Mapped[Fact] = relationship()


class Aside(Base):
    """Where a fact stands that was ever set aside, and how often it was moved."""

    __tablename__ = "aside"

    fact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fact.id"), primary_key=True)
    standing: Mapped[Standing]
    turn: Mapped[int] = mapped_column(default=0)


class Mark(Base):
    """In which browsers a person signed in: keyed hashes of a cookie."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("person_id", "mark"),)

    id: Mapped[pk]
    mark: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class PhotoPrint(Base):
    """What a photo looks like in 64 bits, and in four pieces to find its likes by."""

    __tablename__ = "photo_print"
    __table_args__ = tuple(
        Index(f"ix_photo_print_band{piece}", f"band{piece}") for piece in range(4)
    )

    photo_id: Mapped[int] = mapped_column(BigKey, ForeignKey("photo.id"), primary_key=True)
    bits: Mapped[int] = mapped_column(BigInteger)
    """Signed, as databases like it."""
    band0: Mapped[int] = mapped_column(Integer)
    band1: Mapped[int] = mapped_column(Integer)
    band2: Mapped[int] = mapped_column(Integer)
    band3: Mapped[int] = mapped_column(Integer)


class Round(Base):
    """How far the screen of a campaign has come."""

    __tablename__ = "screening_round"

    campaign_id: Mapped[int] = mapped_column(BigKey, ForeignKey("campaign.id"), primary_key=True)
    fact_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """Households of facts up to this number have been looked at."""
    household_id: Mapped[int] = mapped_column(BigInteger, default=0)
    """Where the slow round, in which everybody's turn comes, has arrived."""
    photo_id: Mapped[int] = mapped_column(BigInteger, default=0)
    done_at: Mapped[datetime | None]


class Answer(enum.StrEnum):
    AGREES = "agrees"
    """The household is there and sells as the page says."""
    DIFFERS = "differs"
    UNREACHED = "unreached"


class AuditSample(Base):
    """Shops drawn by lot, to be telephoned. The seed draws the same ones again."""

    __tablename__ = "audit_sample"
    __table_args__ = (Index("ix_audit_sample_place_id", "place_id"),)

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    seed: Mapped[str] = mapped_column(String(32))
    pool: Mapped[int]
    """From how many shops it was drawn."""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    place: Mapped[Place] = relationship()
    drawn_by: Mapped[Person] = relationship()
    calls: Mapped[list[AuditCall]] = relationship(
        back_populates="sample", order_by="AuditCall.turn"
    )


class AuditCall(Base):
    __tablename__ = "audit_call"
    __table_args__ = (UniqueConstraint("sample_id", "turn"),)

    id: Mapped[pk]
    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"))
    turn: Mapped[int]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    answer: Mapped[Answer | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    sample: Mapped[AuditSample] = relationship(back_populates="calls")
    household: Mapped[Household] = relationship()


class WarningKind(enum.StrEnum):
    UNANSWERED = "unanswered"
    UNSOLD = "unsold"
    DYING = "dying"
    PRICE_DROP = "price_drop"
    NEVER_RECEIVED = "never_received"
    STOPPED_TEAM = "stopped_team"
    VISIT_DUE = "visit_due"
    FOLDER_LATE = "folder_late"
    LIKE_ANOTHER = "like_another"


class EarlyWarning(Base):
    """Something that goes wrong quietly. It ends by itself when it is true no more."""

    __tablename__ = "early_warning"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_early_warning_village_id_ended_at", "village_id", "ended_at"),
        Index("ix_early_warning_ended_at", "ended_at"),
    )

    id: Mapped[pk]
    cause: Mapped[str] = mapped_column(String(80))
    kind: Mapped[WarningKind]
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    since: Mapped[date]
    """The day from which it is so: its age."""
    detail: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """True no more, or seen to."""
    quiet_until: Mapped[datetime | None]
    """Put off, or seen to and not to be told of again before."""
    seen_to_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    village: Mapped[Place] = relationship()
    household: Mapped[Household | None] = relationship()
    team: Mapped[Team | None] = relationship()
