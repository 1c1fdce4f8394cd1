from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.places.models import Place
from storefront.shops.models.households import Household

if TYPE_CHECKING:
    from storefront.shops.models.certificates import Certificate
    from storefront.shops.models.goods import Product


class Met(enum.StrEnum):
    """How somebody made sure that the keeper is who the book says."""

    AT_HOME = "at_home"
    VILLAGE_HEAD = "village_head"
    """Who knows them."""
    PAPERS = "papers"
    """An identity card (CCCD), looked at, and neither copied nor kept."""
    VNEID = "vneid"
    """Shown in the state's own app, on the keeper's phone."""


class Shop(Base):
    __tablename__ = "shop"
    __table_args__ = (Index("ix_shop_changed_at", "changed_at"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    """Its public address, and the seed of its woven pattern: nhinh-7k3m2."""
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))
    story: Mapped[str] = mapped_column(Text, default="")
    commune_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    """Copied from the household, so that listings need no walk up the tree."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    paused_at: Mapped[datetime | None]
    """Set while the household is not selling ("nghỉ bán")."""
    pause_reason: Mapped[str | None] = mapped_column(String(120))
    paused_until: Mapped[date | None]
    """The day it sells again by itself, if one was named."""
    down_at: Mapped[datetime | None]
    """Taken down after a report (takedowns/): the house cannot open it by itself."""
    ways: Mapped[dict[str, Any] | None]
    """How it sends its goods; nothing until it has chosen. See delivery/ways.py."""
    hours: Mapped[dict[str, Any] | None]
    """When it hands goods over; nothing means always. See delivery/hours.py."""
    changed_at: Mapped[datetime]
    met_on: Mapped[date | None]
    """Copied from the identity check that stands (visits/), for the page buyers see."""
    met_how: Mapped[Met | None]
    rated_sum: Mapped[int | None]
    """Stars given, and how often (ratings/); nothing where nobody has rated anything."""
    rated_many: Mapped[int | None]

    household: Mapped[Household] = relationship(back_populates="shop")
    commune: Mapped[Place] = relationship()
    opened_by: Mapped[Person] = relationship()
    products: Mapped[list[Product]] = relationship(back_populates="shop", order_by="Product.id")
    certificates: Mapped[list[Certificate]] = relationship(order_by="Certificate.id")

    @property
    def is_open(self) -> bool:
        return self.paused_at is None
