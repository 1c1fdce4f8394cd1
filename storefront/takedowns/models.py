from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.shops.models import Product, Shop
from storefront.shops.models.goods import full_name


class Wrong(enum.StrEnum):
    """What may be wrong with goods or a shop: whoever reports says one, and who decides another."""

    BANNED = "banned"
    """The law keeps it from the market."""
    UNSAFE = "unsafe"
    FAKE = "fake"
    """Another's name, mark or photo."""
    UNTRUE = "untrue"
    """Not as it is described."""
    CHEAT = "cheat"
    """Takes money and sends nothing."""
    INDECENT = "indecent"
    OTHER = "other"


class ReportState(enum.StrEnum):
    OPEN = "open"
    KEPT = "kept"
    ASKED = "asked"
    """The keeper is to change it; then the officer looks again."""
    DOWN = "down"
    OBJECTED = "objected"
    """It is down, and a second officer looks."""
    UPHELD = "upheld"
    """It stays down: two officers have said so."""
    BACK = "back"
    TOGETHER = "together"
    """It joined another report of the same listing, and is decided with it."""


LIVE = (ReportState.OPEN, ReportState.ASKED, ReportState.OBJECTED)
"""An officer must look."""
DOWN = (ReportState.DOWN, ReportState.OBJECTED, ReportState.UPHELD)


class ListingReport(Base):
    """What somebody says is wrong with goods, or with a whole shop, and what came of it."""

    __tablename__ = "listing_report"
    __table_args__ = (Index("ix_listing_report_state_due_at", "state", "due_at"),)

    id: Mapped[pk]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    """Nothing where the shop itself is meant."""
    wrong: Mapped[Wrong]
    words: Mapped[str] = mapped_column(String(600))
    contact: Mapped[str] = mapped_column(String(80), default="")
    """As whoever reports wishes to be reached; told to officers alone."""
    reported_at: Mapped[datetime]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    due_at: Mapped[datetime | None]
    """Until when whoever's turn it is has time."""
    why: Mapped[Wrong | None]
    """By whoever decided; nothing where it was kept."""
    ruling: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    down_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any] | None]
    """What was shown and open, for putting it back."""
    objection: Mapped[str] = mapped_column(String(300), default="")
    objected_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    """Of the second officer."""
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    back_at: Mapped[datetime | None]
    back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    together_id: Mapped[int | None] = mapped_column(ForeignKey("listing_report.id"))

    shop: Mapped[Shop] = relationship()
    product: Mapped[Product | None] = relationship()
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    reviewed_by: Mapped[Person | None] = relationship(foreign_keys=[reviewed_by_id])
    back_by: Mapped[Person | None] = relationship(foreign_keys=[back_by_id])

    @property
    def name(self) -> str:
        """Of what was reported."""
        it = self.product
        return full_name(it.name, it.grade) if it else self.shop.name

    @property
    def is_down(self) -> bool:
        return self.state in DOWN
