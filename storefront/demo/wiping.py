"""Emptying a market for practice. Places stay; invented villages go."""

from __future__ import annotations

from sqlalchemy import delete, select, text, update

from storefront.campaign.models import Reform, ReformState
from storefront.db import db, session
from storefront.places.models import Level, Place, Succession

_STAY = ("place", "succession")


def wipe() -> None:
    """Forget everybody and everything. Call it while the books' guards are set aside."""
    begun, ended = _changed_by_staff()
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    gone = [f'"{name}"' for name in tables if name not in _STAY]
    if db.engine.dialect.name == "postgresql":
        session.execute(text(f"TRUNCATE {', '.join(gone)} RESTART IDENTITY"))
    else:
        for name in gone:
            session.execute(text(f"DELETE FROM {name}"))  # noqa: S608
    session.execute(delete(Place).where(Place.level == Level.VILLAGE))
    session.execute(delete(Succession).where(Succession.new_id.in_(begun)))
    session.execute(delete(Place).where(Place.id.in_(begun)))
    session.execute(update(Place).where(Place.id.in_(ended - begun)).values(valid_to=None))


def _changed_by_staff() -> tuple[set[int], set[int]]:
    """Communes that reforms began, and those that they ended."""
    journals = session.scalars(select(Reform.journal)).all()
    begun = {number for it in journals for number in it.get("begun", [])}
    in_force = select(Reform.journal).where(Reform.state == ReformState.IN_FORCE)
    ended = {number for it in session.scalars(in_force) for number in it.get("ended", [])}
    return begun, ended
