from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.accounts.models import Person
from storefront.db import Base, pk
from storefront.delivery.ways import Way


class CarrierTable(Base):
    """What a carrier asks from a day on, as staff entered it. Rows are added, never changed."""

    __tablename__ = "carrier_table"
    __table_args__ = (Index("ix_carrier_table_carrier_from_day", "carrier", "from_day"),)

    id: Mapped[pk]
    carrier: Mapped[Way]
    from_day: Mapped[date]
    rows: Mapped[dict[str, Any]]
    """By zone: fees of the steps, of every half kilo more, and days. See tables.py."""
    source: Mapped[str] = mapped_column(String(200))
    """Whose price list, of which day."""
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    entered_by: Mapped[Person] = relationship()
