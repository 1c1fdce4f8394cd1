from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.shops.models import Photo


class Handover(Base):
    """How a parcel was handed over to whoever carries it: the buyer's and the household's proof."""

    __tablename__ = "handover"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    plate: Mapped[str] = mapped_column(String(20), default="")
    """Of the coach."""
    phone: Mapped[str] = mapped_column(String(16), default="")
    """The driver's or the runner's."""
    station: Mapped[str] = mapped_column(String(120), default="")
    hour: Mapped[str] = mapped_column(String(40), default="")
    """When it is there, as the driver says."""
    tracking: Mapped[str] = mapped_column(String(40), default="")
    """The courier's number."""
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))

    photo: Mapped[Photo | None] = relationship()
