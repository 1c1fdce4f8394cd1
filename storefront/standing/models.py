from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.delivery.ways import Way
from storefront.money import Money
from storefront.orders.models import Checkout, Delivery, Order, PayBy
from storefront.places.models import Place
from storefront.shops.models import Product, Shop


class StandingState(enum.StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class StandingOrder(Base):
    """The same goods of one household, every week or two on a day of the week."""

    __tablename__ = "standing_order"
    __table_args__ = (
        CheckConstraint("weeks IN (1, 2)", name="weeks"),
        Index("ix_standing_order_state_next_on", "state", "next_on"),
    )

    id: Mapped[pk]
    secret: Mapped[str] = mapped_column(String(32), unique=True)
    """Whoever holds the link may skip, change and stop."""
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    from_order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    """The order it was made from: pressing twice makes one."""
    buyer_name: Mapped[str] = mapped_column(String(80))
    buyer_phone: Mapped[str] = mapped_column(String(16))
    delivery: Mapped[Delivery]
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(5), default="vi")
    way: Mapped[Way]
    pay_by: Mapped[PayBy]
    weeks: Mapped[int]
    """How many there are from one turn to the next."""
    next_on: Mapped[date]
    """The day the next turn leaves of which the buyer has not been told yet."""
    state: Mapped[StandingState] = mapped_column(default=StandingState.ACTIVE)
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who of the house or its helpers, when it was not the buyer."""

    shop: Mapped[Shop] = relationship()
    from_order: Mapped[Order] = relationship()
    commune: Mapped[Place | None] = relationship()
    begun_by: Mapped[Person | None] = relationship()
    lines: Mapped[list[StandingLine]] = relationship(order_by="StandingLine.id")
    turns: Mapped[list[Turn]] = relationship(
        back_populates="standing", order_by="Turn.on.desc()", viewonly=True
    )

    @property
    def sum_now(self) -> Money:
        """At the prices of this moment, without delivery."""
        return Money.sum(line.product.price * line.quantity for line in self.lines)


class StandingLine(Base):
    __tablename__ = "standing_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[pk]
    standing_id: Mapped[int] = mapped_column(ForeignKey("standing_order.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]

    product: Mapped[Product] = relationship()


class TurnState(enum.StrEnum):
    TOLD = "told"
    """The buyer knows of it and may still skip it."""
    PLACED = "placed"
    SKIPPED = "skipped"


class Why(enum.StrEnum):
    """Why a turn was skipped."""

    BUYER = "buyer"
    HOUSE = "house"
    SHORT = "short"
    OFF_SEASON = "off_season"
    GONE = "gone"
    """Taken off the stall, or its harvest is no longer ordered."""
    RESTING = "resting"
    CLOSED = "closed"
    """Goods do not leave on that day."""
    NO_WAY = "no_way"
    NOT_PAYABLE = "not_payable"
    AWAY = "away"
    """The market itself was not at work in time."""


class Turn(Base):
    """One day of a standing order. There is one row for a day, and at most one order for a row."""

    __tablename__ = "standing_turn"
    __table_args__ = (
        UniqueConstraint("standing_id", "on"),
        Index("ix_standing_turn_state_on", "state", "on"),
    )

    id: Mapped[pk]
    standing_id: Mapped[int] = mapped_column(ForeignKey("standing_order.id"))
    on: Mapped[date]
    """The day it leaves, or is ready to be fetched."""
    state: Mapped[TurnState]
    why: Mapped[Why | None]
    about: Mapped[str] = mapped_column(String(120), default="")
    """Which of the goods stood in the way."""
    checkout_id: Mapped[int | None] = mapped_column(ForeignKey("checkout.id"), unique=True)
    told_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    standing: Mapped[StandingOrder] = relationship(back_populates="turns")
    checkout: Mapped[Checkout | None] = relationship()
