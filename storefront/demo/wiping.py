"""Emptying a market for practice. Places stay; invented villages go."""

from __future__ import annotations

from sqlalchemy import delete, text

from storefront.db import db, session
from storefront.places.models import Level, Place

_STAY = ("place", "succession")


def wipe() -> None:
    """Forget everybody and everything. Call it while the books' guards are set aside."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    gone = [f'"{name}"' for name in tables if name not in _STAY]
    if db.engine.dialect.name == "postgresql":
        session.execute(text(f"TRUNCATE {', '.join(gone)} RESTART IDENTITY"))
    else:
        for name in gone:
            session.execute(text(f"DELETE FROM {name}"))  # noqa: S608
    session.execute(delete(Place).where(Place.level == Level.VILLAGE))
