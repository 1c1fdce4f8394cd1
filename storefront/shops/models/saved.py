from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, BigKey


class SavedShop(Base):
    """A shop somebody wants to come back to."""

    __tablename__ = "saved_shop"

    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(BigKey, ForeignKey("shop.id"), primary_key=True)
    at: Mapped[datetime]
