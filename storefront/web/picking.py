"""Goods of one house on one page, each with a stepper: for links that are shared, and for calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from storefront import clock
from storefront.catalogue.rows import Card
from storefront.web import basket
from storefront.web.basket import MOST, Line, Parcel

NOTHING: Mapping[int, int] = {}
NEVER = ("gone", "paused", "sold_out", "off_season")


@dataclass(frozen=True, slots=True)
class Picked:
    card: Card
    """One of the goods shown, to know the house by."""
    lines: list[Line]
    """What can be ordered today; of some of it none is wanted yet."""
    alone: bool = False
    """It is about one of the goods, and whoever comes wants one of it."""

    @property
    def parcel(self) -> Parcel:
        return basket.parcel(self.card, [line for line in self.lines if line.quantity])

    @property
    def contents(self) -> dict[int, int]:
        return {line.id: line.quantity for line in self.lines if line.quantity}


def picked(
    cards: Iterable[Card], *, alone: bool = False, first: Mapping[int, int] = NOTHING
) -> Picked | None:
    """With the quantities that were sent; before any were, those of `first`, by product id.

    Nothing when there are no goods.
    """
    shown = list(cards)
    month = clock.village_date(clock.now()).month
    begin = {card.id: first.get(card.id, int(alone)) for card in shown}
    lines = [Line(it.id, _wanted(it, begin[it.id]), it, month, None) for it in shown]
    ready = [line for line in lines if line.trouble not in NEVER]
    return Picked(shown[0], ready, alone) if shown else None


def _wanted(card: Card, at_first: int) -> int:
    if request.method != "POST":
        return at_first
    typed = request.form.get(f"quantity-{card.id}", "").strip()
    return min(int(typed), MOST) if re.fullmatch(r"\d{1,6}", typed, re.ASCII) else 0
