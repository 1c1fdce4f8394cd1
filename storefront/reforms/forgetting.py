"""As if a reform had not been: what it made is gone, and what followed is back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select

from storefront.campaign.models import Reform, Undecided
from storefront.db import Base, session
from storefront.places.models import Place, Succession
from storefront.reforms.inheriting import FOLLOWING, put


def unfollow(followed: Iterable[Sequence[Any]]) -> None:
    for name, number, place_id in followed:
        column = FOLLOWING[name][0]
        put(column.class_, column, [number], place_id)


def forget(reform: Reform) -> None:
    """What it made of its own: postings, baselines, targets, and that one became another."""
    here = {"synchronize_session": False}
    made = reform.journal.get("made", {})
    for table in reversed(Base.metadata.sorted_tables):  # what refers before what is referred to
        if table.name in made:
            session.execute(delete(table).where(table.c.id.in_(made[table.name])))
    begun = reform.journal["begun"]
    session.execute(delete(Succession).where(Succession.new_id.in_(begun)), execution_options=here)
    session.execute(
        delete(Undecided).where(Undecided.reform_id == reform.id), execution_options=here
    )
    session.expire_all()


def never_began(commune: Place) -> None:
    """As if it had not been; where something speaks of it all the same, it stood on no day."""
    session.flush()
    if any(referring([commune.id])):
        commune.valid_to = commune.valid_from
    else:
        session.delete(commune)
        session.flush()


def referring(places: Collection[int]) -> Iterator[tuple[str, list[int]]]:
    """By table, the rows that speak of these places."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "place" for key in column.foreign_keys):
                key = table.c.id if "id" in table.c else column
                ids = session.scalars(select(key).where(column.in_(places))).all()
                if ids:
                    yield table.name, list(ids)
