from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, BigKey, pk
from storefront.facts.models import Indicator
from storefront.places.models import Place


class TargetKind(enum.StrEnum):
    COUNT = "count"
    RATIO = "ratio"
    """In percent of what the dictionary names as the whole."""
    RANK = "rank"
    """Among the communes of the same province, first is best."""
    COVERAGE = "coverage"
    """In percent of the communes inside that have any."""
    MULTIPLE = "multiple"
    """Of the baseline."""


class Campaign(Base):
    """A province's drive to bring households to market, counted against the day it began."""

    __tablename__ = "campaign"

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
    """Its last day."""
    used_at: Mapped[datetime | None]
    """When a report was first frozen with it: name and first day stay from then on."""
    changed_at: Mapped[datetime | None]
    """It or one of its baselines: pages that were kept are told by this that they are old."""

    place: Mapped[Place] = relationship()
    baselines: Mapped[list[Baseline]] = relationship(
        back_populates="campaign", order_by="Baseline.id"
    )


class Baseline(Base):
    """What stood somewhere on a day, by whose word: a value, or only the multiple that was declared
    since, or neither. Never changed once a report has used it: a better one is another row."""

    __tablename__ = "baseline"
    __table_args__ = (
        UniqueConstraint("campaign_id", "indicator", "place_id", "on", name="uq_baseline_told"),
    )

    id: Mapped[pk]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    indicator: Mapped[Indicator]
    value: Mapped[int | None] = mapped_column(BigInteger)
    multiple: Mapped[Decimal | None] = mapped_column(Numeric(12, 3, asdecimal=True))
    """What somebody declared to have been reached since, for want of the value."""
    on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)
    is_estimate: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A share of a divided commune's, by households."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]
    """When a report was first frozen with it."""

    campaign: Mapped[Campaign] = relationship(back_populates="baselines")


class Target(Base):
    """What a place has undertaken to reach by a day, and who answers for it."""

    __tablename__ = "target"
    __table_args__ = (Index("ix_target_place_id", "place_id"),)

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    indicator: Mapped[str] = mapped_column(String(32))
    """Any entry of the dictionary."""
    kind: Mapped[TargetKind]
    goal: Mapped[Decimal] = mapped_column(Numeric(18, 3, asdecimal=True))
    """A number, a percentage, a rank or a multiple, by its kind."""
    began_on: Mapped[date]
    began_at: Mapped[Decimal | None] = mapped_column(Numeric(18, 3, asdecimal=True))
    """Where it stood then; nothing where nobody could tell."""
    due_on: Mapped[date]
    owner: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text)
    """The decision or plan that set it."""
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    dropped_on: Mapped[date | None]
    """When it was said that it will not be carried out."""
    why_dropped: Mapped[str | None] = mapped_column(String(200))

    place: Mapped[Place] = relationship()


class Published(Base):
    """A figure somebody else published, kept with its source and never added to our own."""

    __tablename__ = "published"
    __table_args__ = (UniqueConstraint("campaign_id", "indicator", "on"),)

    id: Mapped[pk]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    indicator: Mapped[Indicator]
    on: Mapped[date]
    precision: Mapped[str] = mapped_column(String(10))
    """How well the day is known: day, about, month."""
    value: Mapped[int | None] = mapped_column(BigInteger)
    multiple: Mapped[Decimal | None] = mapped_column(Numeric(12, 3, asdecimal=True))
    """The multiple as printed, when it was."""
    source: Mapped[str] = mapped_column(Text)


class Fold(Base):
    """The sum of the facts of one commune and day.

    It refers to places as its facts do, and has no references of its own to check: of all sums
    these are the most, and checking them cost twice as much as writing them.
    """

    __tablename__ = "fold"
    __table_args__ = (
        Index("ix_fold_as_then", "commune_id", "indicator", "day"),
        {"sqlite_with_rowid": False},
    )

    now_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    """Geography as now: the commune in which the same households live today."""
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    """Geography as then."""
    amount: Mapped[int] = mapped_column(BigInteger)


class MonthFold(Base):
    """The same by month: what charts read, so that years cost no more than weeks."""

    __tablename__ = "month_fold"
    __table_args__ = (
        Index("ix_month_fold_as_then", "commune_id", "indicator", "month", "now_id", "amount"),
        {"sqlite_with_rowid": False},
    )

    now_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    commune_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class TotalFold(Base):
    """The sum of all days: where a commune stands, without reading its years."""

    __tablename__ = "total_fold"
    __table_args__ = (
        Index("ix_total_fold_commune_id", "commune_id"),
        {"sqlite_with_rowid": False},
    )

    now_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    commune_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class ProvinceFold(Base):
    """Whole provinces by month: what their charts read, however many communes they have."""

    __tablename__ = "province_fold"
    __table_args__ = (
        Index("ix_province_fold_as_then", "province_id", "indicator", "month", "now_id", "amount"),
        {"sqlite_with_rowid": False},
    )

    now_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    """The province in which the same households live today."""
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    """That of the commune as then."""
    amount: Mapped[int] = mapped_column(BigInteger)


class HouseholdFold(Base):
    """The revenue of one household, of all days: who earns most, and what the middle one does."""

    __tablename__ = "household_fold"
    __table_args__ = (
        Index("ix_household_fold_commune_id", "commune_id"),
        {"sqlite_with_rowid": False},
    )

    now_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), primary_key=True)
    commune_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class TeamFold(Base):
    """The sum of all days of the households one team looks after, by where they live today."""

    __tablename__ = "team_fold"
    __table_args__ = ({"sqlite_with_rowid": False},)

    now_id: Mapped[int] = mapped_column(BigKey, ForeignKey("place.id"), primary_key=True)
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(BigKey, ForeignKey("team.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class Apart(Base):
    """Sums that lie under a key of their own while communes change: a village's before it goes
    over, a commune's after it went whole into another. As now they belong to `commune_id`, so that
    one row says at once where all of them are."""

    __tablename__ = "apart"

    place_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("place.id"), primary_key=True, autoincrement=False
    )
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)


class ReformKind(enum.StrEnum):
    MERGE = "merge"
    """Communes become one."""
    SPLIT = "split"
    """A commune becomes several, village by village."""
    RENAME = "rename"
    """A commune is called something else."""
    MOVE = "move"
    """Villages go over to another commune."""
    UNITE = "unite"
    """Provinces become one, or one is called something else; their communes go along."""


class ReformState(enum.StrEnum):
    WAITING = "waiting"
    """For its day, or for the worker."""
    UNDER_WAY = "under_way"
    """It is being prepared: nothing of it is seen yet."""
    SETTLING = "settling"
    """In force, and what was counted since its day, as then, is being put where it belongs."""
    IN_FORCE = "in_force"
    GOING_BACK = "going_back"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"
    """On its day it did not fit what stood there."""


class Reform(Base):
    """A change of communes that staff entered, by whose decision and from which day."""

    __tablename__ = "reform"
    __table_args__ = (Index("ix_reform_place_id", "place_id"),)

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """The province in which it all happens; of several that become one, the one that leads."""
    kind: Mapped[ReformKind]
    state: Mapped[ReformState]
    decision: Mapped[str] = mapped_column(String(80))
    """Its number: 1672/NQ-UBTVQH15."""
    on: Mapped[date]
    """The day it is in force from."""
    plan: Mapped[dict[str, Any]]
    journal: Mapped[dict[str, Any]]
    """What it changed, so that it can be taken back: see reforms/carrying.py."""
    done: Mapped[int] = mapped_column(default=0)
    """Villages prepared so far, of `total`."""
    total: Mapped[int] = mapped_column(default=0)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    """When it last went a step on: pages kept from before are old."""
    refused: Mapped[str | None] = mapped_column(String(32))

    place: Mapped[Place] = relationship()
    entered_by: Mapped[Person] = relationship()


class Undecided(Base):
    """A household of a village that was itself divided: a person must say where it belongs."""

    __tablename__ = "undecided"

    household_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("household.id"), primary_key=True, autoincrement=False
    )
    reform_id: Mapped[int] = mapped_column(ForeignKey("reform.id"), index=True)
