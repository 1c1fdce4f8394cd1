"""Until when a buyer may complain, and how long whoever's turn it is has to answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from storefront import clock
from storefront.complaints.models import Desk, Trouble
from storefront.orders.models import Order, OrderState
from storefront.shops.freshness import QUICK
from storefront.shops.models import Category

FRESH = frozenset({Category.FRUIT, Category.VEGETABLE, Category.ANIMAL})
FRESH_WITHIN = timedelta(days=2)
"""What spoils by itself is looked at when it comes."""
OTHERS_WITHIN = timedelta(days=7)
NOT_COME_WITHIN = timedelta(days=30)
"""After it was sent, or said to have been handed over."""

ANSWER_WITHIN: Mapping[Desk, timedelta] = {
    Desk.HOUSEHOLD: timedelta(hours=24),
    Desk.TEAM: timedelta(hours=24),
    Desk.COMMUNE: timedelta(days=3),
}
BUYER_WITHIN = timedelta(days=3)
"""To appeal; who says nothing agrees."""
GIVE_WITHIN = timedelta(days=3)
"""Money that was promised goes back."""
NEXT_DESK: Mapping[Desk, Desk] = {Desk.HOUSEHOLD: Desk.TEAM, Desk.TEAM: Desk.COMMUNE}


def is_fresh(order: Order) -> bool:
    """Whether anything in it spoils soon."""
    return any(
        (line.product.shelf_days or QUICK + 1) <= QUICK or line.product.category in FRESH
        for line in order.lines
    )


def until(order: Order, trouble: Trouble) -> datetime | None:
    """When the time to complain is over; nothing while it has not begun to run out."""
    if trouble is Trouble.NOT_COME:
        since = order.done_at or order.sent_at
        return since + NOT_COME_WITHIN if since else None
    if order.done_at is None:
        return None
    return order.done_at + (FRESH_WITHIN if is_fresh(order) else OTHERS_WITHIN)


def may_begin(order: Order, *, at: datetime) -> bool:
    """Goods are on their way or there, or should have left by now."""
    if order.state in (OrderState.SENT, OrderState.DONE):
        longest = order.done_at and order.done_at + NOT_COME_WITHIN
        return longest is None or at <= longest
    late = order.leaves_on is not None and order.leaves_on < clock.village_date(at)
    return order.state is OrderState.CONFIRMED and late
