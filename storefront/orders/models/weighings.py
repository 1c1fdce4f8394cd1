from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk
from storefront.money import Money


class Answer(enum.StrEnum):
    """What came of a weight."""

    AS_SAID = "as_said"
    """As heavy as was said: nobody need be asked."""
    TAKEN = "taken"
    """The buyer takes it as it is."""
    AT_MOST = "at_most"
    """The buyer takes it, and pays for no more than was said."""
    CALLED_OFF = "called_off"
    WEIGHED_AGAIN = "weighed_again"


class Weighing(Base):
    """What a scale said of an order's goods. Rows are added; the newest that was agreed to is what
    the order costs."""

    __tablename__ = "weighing"

    id: Mapped[pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    grams: Mapped[dict[str, Any]]
    """By the number of the line."""
    goods: Mapped[Money]
    """What they come to."""
    at_most: Mapped[Money]
    """What they come to when nothing counts for more than was said."""
    answer: Mapped[Answer | None]
    """Nothing while the buyer has not said."""
    answered_at: Mapped[datetime | None]

    @property
    def is_too_heavy(self) -> bool:
        return self.at_most < self.goods
