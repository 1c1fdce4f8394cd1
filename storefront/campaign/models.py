from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.facts.models import Indicator
from storefront.places.models import Place


class Campaign(Base):
    """A province's drive to bring households to market, counted against the day it began."""

    __tablename__ = "campaign"

    id: Mapped[pk]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    began_on: Mapped[date]

    place: Mapped[Place] = relationship()
    baselines: Mapped[list[Baseline]] = relationship(
        back_populates="campaign", order_by="Baseline.id"
    )


class Baseline(Base):
    """What stood on the first day. Nothing in `value` means that nobody published it."""

    __tablename__ = "baseline"
    __table_args__ = (UniqueConstraint("campaign_id", "indicator"),)

    id: Mapped[pk]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    indicator: Mapped[Indicator]
    value: Mapped[int | None] = mapped_column(BigInteger)
    on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)

    campaign: Mapped[Campaign] = relationship(back_populates="baselines")


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
    multiple: Mapped[float | None] = mapped_column(Numeric(12, 3))
    """The multiple as printed, when it was."""
    source: Mapped[str] = mapped_column(Text)


class Fold(Base):
    """The sum of facts of one commune and day: what reports read."""

    __tablename__ = "fold"
    __table_args__ = (
        UniqueConstraint("indicator", "commune_id", "now_id", "day"),
        Index("ix_fold_now_id_indicator_day", "now_id", "indicator", "day"),
    )

    id: Mapped[pk]
    indicator: Mapped[Indicator]
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Geography as then."""
    now_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Geography as now: where the same households live today."""
    day: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
