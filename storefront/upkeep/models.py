from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Base

WORKER = "worker "
"""Stands before the name of its machine."""
BACKUP = "backup"
BOOKS = "books"
"""When somebody last looked whether every journal sums to zero, and how many do not."""
RETENTION = "retention"
"""When what was kept long enough last went, and what was held back until somebody looks."""
TRACES = "traces"
"""How far somebody has looked whether what was pressed is as it was sealed, and what is not."""


class Beat(Base):
    """When something that comes round was last there: a machine's worker, the backup."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
    said: Mapped[dict[str, Any]]
    """What it had to say: of a backup, where it lies and what is in it."""
