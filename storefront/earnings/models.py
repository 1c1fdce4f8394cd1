from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk
from storefront.money import Money


class OutsideSales(Base):
    """What a household says it sold in a month elsewhere: on the road, to a trader, by telephone.

    Nobody can prove it, so that it is told in a column of its own and counted nowhere else. The
    newest of a month is what counts; rows are added, never changed.
    """

    __tablename__ = "outside_sales"
    __table_args__ = (Index("ix_outside_sales_household_id_month", "household_id", "month"),)

    id: Mapped[pk]
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    month: Mapped[date]
    """Its first day."""
    amount: Mapped[Money]
    note: Mapped[str] = mapped_column(String(120), default="")
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]
