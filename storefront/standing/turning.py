"""The worker's round: buyers are told of their next turns, and turns become orders."""

from __future__ import annotations

from datetime import datetime

from storefront.db import deed, session
from storefront.errors import Busy, MarketError
from storefront.standing import actions, calendar, queries
from storefront.standing.refusals import why


def turn_all(*, at: datetime) -> int:
    """Says how many orders and messages there were to see to. May be done by many at once."""
    told = queries.to_tell(by=calendar.told_by(at))
    waiting = queries.to_place(by=calendar.ordered_by(at))
    session.rollback()
    for standing_id in told:
        with deed():
            actions.tell(standing_id, at=at)
    for standing_id, turn_id in waiting:
        _place(standing_id, turn_id, at=at)
    return len(told) + len(waiting)


def _place(standing_id: int, turn_id: int, *, at: datetime) -> None:
    try:
        with deed():
            actions.place_turn(standing_id, turn_id, at=at)
    except Busy:
        raise
    except MarketError as refusal:
        reason, about = why(refusal)
        with deed():
            actions.give_up(standing_id, turn_id, reason, about, at=at)
