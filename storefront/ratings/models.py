from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.orders.models import OrderLine
from storefront.shops.models import Product, Shop

MEAN_FROM = 3
"""Of fewer no mean is told: one neighbour's mood is no measure."""


class Rating(Base):
    """One to five stars and perhaps words, of one line of an order."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_rating_shop_id_id", "shop_id", "id"),
    )

    id: Mapped[pk]
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), unique=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(80))
    """As others read it: chị Hạnh is H…"""
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[datetime | None]
    """First, and not looked at since."""
    reported_why: Mapped[str] = mapped_column(String(300), default="")
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_why: Mapped[str] = mapped_column(String(300), default="")
    """It is kept, and shown to nobody but those who look at reports."""

    line: Mapped[OrderLine] = relationship()
    product: Mapped[Product] = relationship()
    shop: Mapped[Shop] = relationship()
