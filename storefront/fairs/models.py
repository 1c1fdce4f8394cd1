from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront import clock
from storefront.accounts.models import Person
from storefront.bills.models import Bill
from storefront.db import Base, pk
from storefront.money import Money
from storefront.places.models import Place
from storefront.posters.models import Poster
from storefront.shops.models import AccountKind, Shop


class Repeats(enum.StrEnum):
    """When a market is held again."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    """On the same weekday of the month, such as the second Sunday."""
    LUNAR = "lunar"
    """Every fifth day of the lunar month: 2, 7, 12, 17, 22, 27."""


class Fair(Base):
    """One market day at one place. Those that repeat are written down one by one."""

    __tablename__ = "fair"
    __table_args__ = (
        CheckConstraint("fee >= 0", name="fee"),
        CheckConstraint("closes_at > opens_at", name="hours"),
        Index("ix_fair_place_id_opens_at", "place_id", "opens_at"),
    )

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    series: Mapped[str] = mapped_column(String(12))
    """The code of the first of those that were planned together."""
    repeats: Mapped[Repeats]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Whose market it is: a commune's, or a village's whose leaders hold it."""
    name: Mapped[str] = mapped_column(String(80))
    spot: Mapped[str] = mapped_column(String(200))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    fee: Mapped[Money]
    """Of one stall; nought when it costs nothing."""
    host_id: Mapped[int | None] = mapped_column(ForeignKey("shop.id"))
    """The shop that fees are paid to, such as a co-operative's."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_why: Mapped[str] = mapped_column(String(200), default="")

    place: Mapped[Place] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    host: Mapped[Shop | None] = relationship()
    stalls: Mapped[list[Stall]] = relationship(
        back_populates="fair", order_by="(Stall.row, Stall.number)"
    )

    @property
    def day(self) -> date:
        return clock.village_date(self.opens_at)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def is_on(self, at: datetime) -> bool:
        """From the first to the last minute of its day: stalls are built early, and late buyers
        pay too."""
        return not self.is_cancelled and clock.village_date(at) == self.day


class Stall(Base):
    """One place in a row, and who keeps it."""

    __tablename__ = "stall"
    __table_args__ = (UniqueConstraint("fair_id", "row", "number"),)

    id: Mapped[pk]
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    row: Mapped[str] = mapped_column(String(2))
    number: Mapped[int]
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shop.id"), index=True)
    keeper_name: Mapped[str] = mapped_column(String(80), default="")
    """Of a household without a shop: its takings are in no books."""
    keeper_phone: Mapped[str | None] = mapped_column(String(16))
    given_at: Mapped[datetime | None]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    fee_bill_id: Mapped[int | None] = mapped_column(ForeignKey("bill.id"))
    poster_id: Mapped[int | None] = mapped_column(ForeignKey("poster.id"), index=True)
    """The QR card that lies on the table: what is paid by it on the day is taken here."""
    closed_at: Mapped[datetime | None]
    """Nothing more is entered here."""

    fair: Mapped[Fair] = relationship(back_populates="stalls")
    shop: Mapped[Shop | None] = relationship()
    fee_bill: Mapped[Bill | None] = relationship()
    poster: Mapped[Poster | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.row}{self.number}"

    @property
    def is_given(self) -> bool:
        return self.given_at is not None

    @property
    def kept_by(self) -> str:
        return self.shop.name if self.shop else self.keeper_name


class StallAsk(Base):
    """A keeper would like a stall."""

    __tablename__ = "stall_ask"
    __table_args__ = (UniqueConstraint("fair_id", "shop_id"),)

    id: Mapped[pk]
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    sells: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stall_id: Mapped[int | None] = mapped_column(ForeignKey("stall.id"))
    """What was given; nothing when it was refused."""
    why: Mapped[str] = mapped_column(String(200), default="")

    shop: Mapped[Shop] = relationship()
    stall: Mapped[Stall | None] = relationship()
    fair: Mapped[Fair] = relationship()


class StallSale(Base):
    """One sale over the table. Its money is its bill's."""

    __tablename__ = "stall_sale"
    __table_args__ = (UniqueConstraint("stall_id", "slip"),)

    id: Mapped[pk]
    stall_id: Mapped[int] = mapped_column(ForeignKey("stall.id"))
    slip: Mapped[int]
    """The number on the paper slip; of those without one the next that is free, from 1,000 on."""
    bill_id: Mapped[int] = mapped_column(ForeignKey("bill.id"), unique=True)
    paid_into: Mapped[AccountKind | None]
    """Of what kind the account is that was paid, as the card or the keeper says; nothing of cash.
    How much came without cash its receipts say."""

    stall: Mapped[Stall] = relationship()
    bill: Mapped[Bill] = relationship()
