"""What shows that a lesson worked: a deed by own hand, read from traces that are there anyway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

A_DAY = timedelta(days=1)


class Pressed(NamedTuple):
    """One trace of somebody's own hand, with what is known of the order it is about."""

    at: datetime
    detail: dict[str, Any]
    placed_at: datetime | None
    paid_at: datetime | None
    """When a bank or a gateway said that money came."""


def _always(_pressed: Pressed) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Deed:
    verbs: tuple[str, ...]
    counts: Callable[[Pressed], bool] = _always
    for_others: bool = False
    """A helper's lesson: the hand is the helper's, the household another's."""


def _within_a_day(pressed: Pressed) -> bool:
    return pressed.placed_at is not None and pressed.at - pressed.placed_at <= A_DAY


def _of_price_or_stock(pressed: Pressed) -> bool:
    return not {"price", "stock"}.isdisjoint(pressed.detail.get("changes", {}))


def _with_a_photo(pressed: Pressed) -> bool:
    return pressed.detail.get("photo") is True


def _after_the_money(pressed: Pressed) -> bool:
    return pressed.paid_at is not None and pressed.paid_at <= pressed.at


DEEDS = {
    "answered": Deed(("order.confirmed", "order.cancelled", "order.answered"), _within_a_day),
    "priced": Deed(("product.change",), _of_price_or_stock),
    "weighed": Deed(("order.weighed", "order.weight_asked")),
    "listed": Deed(("product.add",), _with_a_photo),
    "waited": Deed(("order.sent", "order.done"), _after_the_money),
    "printed": Deed(("poster.print",)),
    "rested": Deed(("shop.pause", "delivery.hours")),
    "proved": Deed(("consent.prove", "consent.give", "household.register"), for_others=True),
}
