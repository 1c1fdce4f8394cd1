"""Where an order's goods can go from where they are. Money has its own ways."""

import enum

from storefront.orders.models import OrderState

NEXT: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.CONFIRMED: frozenset({OrderState.SENT, OrderState.DONE, OrderState.CANCELLED}),
    OrderState.SENT: frozenset({OrderState.DONE, OrderState.CANCELLED}),
    OrderState.DONE: frozenset(),
    OrderState.CANCELLED: frozenset(),
    OrderState.EXPIRED: frozenset(),
}

BY_BUYER = frozenset({OrderState.PLACED})
"""From where a buyer may cancel: until the household has promised the goods."""

ON_THE_SHELF = frozenset({OrderState.PLACED, OrderState.CONFIRMED})
"""From where cancelled goods are sold again. What was sent comes back as it comes back."""

ENDED_UNSOLD = frozenset({OrderState.CANCELLED, OrderState.EXPIRED})

OPEN = frozenset({OrderState.PLACED, OrderState.CONFIRMED, OrderState.SENT})


class Mover(enum.StrEnum):
    """Who takes an order from one state to the next."""

    BUYER = "buyer"
    HOUSEHOLD = "household"
    """Or a helper who presses for it."""
    CLOCK = "clock"


def movers(here: OrderState, there: OrderState) -> frozenset[Mover]:
    """Who may do it: what everybody can read, and what the deeds obey."""
    if there not in NEXT[here]:
        return frozenset()
    if there is OrderState.EXPIRED:
        return frozenset({Mover.CLOCK})
    if there is OrderState.CANCELLED and here in BY_BUYER:
        return frozenset({Mover.BUYER, Mover.HOUSEHOLD})
    if (here, there) == (OrderState.SENT, OrderState.DONE):
        return frozenset({Mover.BUYER, Mover.HOUSEHOLD})
    return frozenset({Mover.HOUSEHOLD})
