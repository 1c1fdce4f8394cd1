"""What a buyer says to have come is counted when they cannot take it back any more.

Taken back it was never counted, so that no figure goes up and down again; and money is nowhere
asked for or given up by it, as all of it was asked for when the goods were sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from storefront.db import deed
from storefront.orders import actions, counting, queries
from storefront.orders.deadlines import TAKE_BACK_WITHIN
from storefront.orders.models import Happened, Order, OrderEvent, OrderState
from storefront.orders.refusals import NotNow
from storefront.orders.telling import tell


def until(order: Order, events: Iterable[OrderEvent]) -> datetime | None:
    """When it can be taken back no more; nothing when it was not the buyer who said so."""
    done = [it for it in events if it.kind is Happened.DONE]
    if order.state is not OrderState.DONE or not done or done[-1].actor_id is not None:
        return None
    return done[-1].at + TAKE_BACK_WITHIN


def may_be_taken_back(order: Order, events: Iterable[OrderEvent], *, at: datetime) -> bool:
    ends = until(order, events)
    return ends is not None and at < ends


def take_back(order: Order, *, at: datetime) -> None:
    """It has not come after all: it is on its way as before. Raises NotNow."""
    actions.lock(order)
    told = queries.timeline(order.id)
    # Who waited for the lock comes with a moment from before it: the count has the last word.
    if not may_be_taken_back(order, told, at=at) or counting.is_completed(order):
        raise NotNow(order.code)
    order.state, order.done_at = OrderState.SENT, None
    tell(order, Happened.NOT_COME, by=None, at=at)


def count(payload: dict[str, Any], /, *, at: datetime) -> None:
    """The job."""
    with deed():
        count_if_it_stays(queries.locked(payload["order"]), at=at)


def count_if_it_stays(order: Order, *, at: datetime) -> None:
    """What was taken back is not counted; what was said anew since has a job of its own."""
    ends = until(order, queries.timeline(order.id))
    if ends is not None and ends <= at:
        counting.completed(order, at=at)
