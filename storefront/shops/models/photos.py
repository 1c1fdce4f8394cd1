from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base, pk


class Photo(Base):
    """A picture, re-encoded and stripped of where and with what it was taken."""

    __tablename__ = "photo"

    id: Mapped[pk]
    small: Mapped[str] = mapped_column(String(60))
    """File name of the 480-pixel square."""
    large: Mapped[str] = mapped_column(String(60))
    """File name of the picture, at most 1280 pixels wide or high."""
    width: Mapped[int]
    height: Mapped[int]
    """Of the large one, in pixels."""
    taken_at: Mapped[datetime]
