from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.money import Money
from storefront.shops.models.goods import Product


class Lot(Base):
    """One harvest of one product: what is ordered before it is picked."""

    __tablename__ = "lot"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    """On its labels; /lots/<code> tells where it comes from."""
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    plot: Mapped[str] = mapped_column(String(80), default="")
    """Where it grows, as the household calls it: đồi Khau Slung."""
    harvest_on: Mapped[date]
    expected: Mapped[int]
    """How many units the household counts on."""
    per_day: Mapped[int | None]
    """How many it can pick and pack in a day, if that is less."""
    closes_at: Mapped[datetime]
    planned_for: Mapped[date]
    """The first day that was promised."""
    moved_because: Mapped[str] = mapped_column(String(120), default="")
    deposit_percent: Mapped[int | None]
    deposit_each: Mapped[Money | None]
    """What is asked for at ordering, of the price or for each unit; the rest when it is picked."""
    deposit_kept: Mapped[bool] = mapped_column(default=False)
    """When a buyer calls off after the cut-off."""
    failed_at: Mapped[datetime | None]
    """Nothing was picked, and every order of it was called off."""
    ended_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    product: Mapped[Product] = relationship()

    @property
    def for_sale(self) -> int:
        """No more is promised than can be picked."""
        return min(self.expected, self.per_day or self.expected)

    @property
    def was_moved(self) -> bool:
        return self.harvest_on != self.planned_for
