"""The ways goods can go, and which of them a household offers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storefront.money import Money


class Way(enum.StrEnum):
    SEND = "send"
    """By whichever carrier; the buyer pays the carrier when it arrives."""
    PICK_UP = "pick_up"
    """At the household."""
    POST_OFFICE = "post_office"
    """The household brings it to the post office of its commune, where the buyer fetches it."""
    MARKET_DAY = "market_day"
    RUNNER = "runner"
    """Somebody of the village carries it."""
    COACH = "coach"
    """Handed to a coach's driver ("gửi xe khách"), fetched at the station."""
    VNPOST = "vnpost"
    VIETTEL_POST = "viettel_post"
    GHN = "ghn"
    GHTK = "ghtk"


FETCHED = frozenset({Way.PICK_UP, Way.POST_OFFICE, Way.MARKET_DAY})
"""The buyer comes for the goods, and no address is asked for."""
COURIERS = frozenset({Way.VNPOST, Way.VIETTEL_POST, Way.GHN, Way.GHTK})
"""They ask by table, and rest on Saturdays and Sundays as far as fresh goods go."""
FEE_LATER = frozenset({Way.SEND})
"""What it costs is between the buyer and the carrier."""


NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a household says about one way."""

    fee: Money = NOTHING
    """Of a courier: what is asked on top of its table, for packing."""
    days: int | None = None
    """On the way, at most; a courier's are in its table."""
    note: str = ""
    """Where and when: the market and its days, the station, the post office."""


BY_ITSELF: Mapping[Way, Offer] = {Way.SEND: Offer(), Way.PICK_UP: Offer()}
"""What a household offers that has not chosen yet."""


def offered(kept: Mapping[str, Any] | None) -> Mapping[Way, Offer]:
    """As a shop keeps it."""
    if not kept:
        return BY_ITSELF
    return {Way(name): _offer(said) for name, said in kept.items()}


def kept(offers: Mapping[Way, Offer]) -> dict[str, Any]:
    """For a shop to keep."""
    return {
        way.value: {"fee": offer.fee.dong, "days": offer.days, "note": offer.note}
        for way, offer in offers.items()
    }


def _offer(said: Mapping[str, Any]) -> Offer:
    return Offer(Money(said["fee"]), said["days"], said["note"])
