"""What is done before a reform happens, and seen by nobody: sums of villages are set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from storefront.campaign import moves
from storefront.campaign.models import Apart, Reform
from storefront.db import session
from storefront.places.models import Place
from storefront.reforms import journal
from storefront.reforms.plan import Dividing, Moving


def to_set_apart(reform: Reform) -> list[int]:
    """Communes that go whole need no setting apart."""
    plan = journal.plan_of(reform)
    if isinstance(plan, Moving):
        return list(plan.villages)
    if isinstance(plan, Dividing):
        return [village for part in plan.parts for village in part.villages]
    return []


def set_next_apart(reform: Reform, villages: Sequence[int]) -> bool:
    done = set(apart(villages))
    waiting = [it for it in villages if it not in done]
    if waiting:
        moves.set_apart(session.get_one(Place, waiting[0]))
        reform.done = len(done) + 1
    return bool(waiting)


def apart(keys: Iterable[int]) -> Sequence[int]:
    wanted = select(Apart.place_id).where(Apart.place_id.in_(list(keys)))
    return session.scalars(wanted.order_by(Apart.place_id)).all()
