"""Who bears it, by what was agreed when it was ordered: a proposal for whoever decides.

The shares are those of the words in `delivery/terms.py`, version by version.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from storefront.complaints.models import Trouble
from storefront.delivery.terms import Fault, Kind, kind_of
from storefront.money import Money
from storefront.orders.models import Order


class Share(NamedTuple):
    """What goes back to the buyer."""

    goods: Fraction
    fee: Fraction


ALL, NOTHING = Share(Fraction(1), Fraction(1)), Share(Fraction(0), Fraction(0))
HALF_OF_GOODS = Share(Fraction(1, 2), Fraction(0))

SHARES: Mapping[str, Mapping[Fault, Mapping[Kind, Share]]] = {
    "1": {
        Fault.SELLER: dict.fromkeys(Kind, ALL),
        Fault.CARRIER: {
            Kind.COURIER: ALL,
            Kind.COACH: HALF_OF_GOODS,
            Kind.HAND: ALL,
            Kind.COLLECT: NOTHING,
            Kind.FETCHED: ALL,
        },
    }
}
OLDEST = "1"
"""Orders from before anything was written down are looked at by the first words."""


def fault_of(order: Order, trouble: Trouble) -> Fault:
    """Whose it is at first sight. What spoiled or vanished on the way is the carrier's."""
    on_the_way = trouble in (Trouble.NOT_COME, Trouble.SPOILED)
    return Fault.CARRIER if on_the_way and order.sent_at is not None else Fault.SELLER


def proposal(order: Order, trouble: Trouble) -> Money:
    """What would go back if all the goods were affected, as far as it was paid."""
    version = (order.terms or {}).get("version", OLDEST)
    share = SHARES[version][fault_of(order, trouble)][kind_of(order.way)]
    parts = ((order.goods, share.goods), (order.fee, share.fee))
    dong = sum(amount.dong * part.numerator // part.denominator for amount, part in parts)
    return min(Money(dong), max(order.paid, Money(0)))
