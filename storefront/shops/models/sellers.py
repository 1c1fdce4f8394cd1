from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class SellerKind(enum.StrEnum):
    PRODUCER = "producer"
    """A household that sells what it grows or makes, registered as no business."""
    BUSINESS = "business"
    """A registered business household."""
    COOPERATIVE = "cooperative"
    COMPANY = "company"


class Seller(Base):
    """What a shop says of who sells, for buyers to read. What it did not say is missing here."""

    __tablename__ = "seller"

    id: Mapped[pk]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), unique=True)
    kind: Mapped[SellerKind]
    name: Mapped[str | None] = mapped_column(String(120))
    """In which it is registered."""
    tax_code: Mapped[str | None] = mapped_column(String(14))
    """Ten or thirteen digits. Of a person's own number, which is one too, only the last four."""
    registration: Mapped[str | None] = mapped_column(String(60))
    """Number of the paper, and who gave it when."""
    issuer: Mapped[str | None] = mapped_column(String(120))
    registered_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(16))
    """That may be given to whoever presses for it. Nothing: to those who have ordered alone."""
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
