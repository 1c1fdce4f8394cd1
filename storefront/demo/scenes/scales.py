"""Hens are priced by the scale: one weighs what was said, for the other the buyer is asked."""

from __future__ import annotations

from storefront.demo.scenes import voices
from storefront.demo.scenes.stage import HOUR, Guest, Stage, place
from storefront.orders import actions as orders
from storefront.orders import weighing
from storefront.orders.models import Order, Origin
from storefront.talks import actions as talks
from storefront.talks import recordings
from storefront.talks.models import Saying, Side

_TWO_HENS = Guest("Lành Văn Chung", 21)
_ONE_HEN = Guest("Trần Minh Hà", 22)


def as_said(stage: Stage) -> None:
    order = _promised(stage, _TWO_HENS, many=2)
    _weigh(stage, order, 3_650)


def heavier(stage: Stage) -> None:
    """2.35 kg instead of at most two; and so they talk."""
    order = _promised(stage, _ONE_HEN, many=1)
    _weigh(stage, order, 2_350)
    keeper, at = stage.mountain.keeper, stage.now - 2 * HOUR
    voice = recordings.read(voices.humming(seconds=3))
    talks.say(order, Side.HOUSEHOLD, recording=voice, by=keeper, at=at)
    words = "Gà to hơn thì chặt đôi giúp chị nhé."
    talks.say(order, Side.BUYER, words=words, by=None, at=at + HOUR / 2)
    talks.say(order, Side.BUYER, saying=Saying.HOME_IN_THE_EVENING, by=None, at=at + HOUR / 2)
    talks.read(order, by=Side.HOUSEHOLD, at=at + HOUR)


def _promised(stage: Stage, who: Guest, *, many: int) -> Order:
    at, keeper = stage.now - 6 * HOUR, stage.mountain.keeper
    once = f"demo:hens:{many}"
    order = place({stage.hen: many}, who.as_buyer(origin=Origin.LINK), once=once, at=at)
    orders.confirm(order, by=keeper, at=at + HOUR)
    return order


def _weigh(stage: Stage, order: Order, grams: int) -> None:
    line = order.lines[0]
    at = stage.now - 3 * HOUR
    weighing.weigh(order, {line.id: grams}, by=stage.mountain.keeper, at=at)
