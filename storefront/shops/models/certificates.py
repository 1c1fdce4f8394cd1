from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Base, pk
from storefront.shops.models.goods import Product
from storefront.shops.models.photos import Photo


class CertificateKind(enum.StrEnum):
    OCOP = "ocop"
    VIETGAP = "vietgap"
    SAFE_FOOD = "safe_food"
    """A small producer's commitment to the commune (Circular 17/2018)."""
    LICENCE = "licence"
    """To make or sell what the law lets nobody sell without one, such as alcohol."""


class Certificate(Base):
    """A quality label with its end. The badge vanishes on that day."""

    __tablename__ = "certificate"

    id: Mapped[pk]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    """Nothing here means that it covers the whole shop."""
    kind: Mapped[CertificateKind]
    stars: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    expires_on: Mapped[date]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    """Of the paper."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    """When its keeper was told that it ends soon."""

    photo: Mapped[Photo | None] = relationship()
    product: Mapped[Product | None] = relationship()

    def is_valid(self, on: date) -> bool:
        return self.issued_on <= on < self.expires_on
