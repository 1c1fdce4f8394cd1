"""What keepers are told about a market day: short enough for an SMS, in their language."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime

from storefront import clock
from storefront.fairs.models import Fair, Stall, StallAsk
from storefront.notifications import actions as notifications
from storefront.shops.models import Shop


class About(enum.StrEnum):
    CANCELLED = "cancelled"
    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


_WORDS = {
    "vi": {
        About.CANCELLED: "Phiên {name} ngày {day} không họp nữa: {why}. Phí sạp không phải trả.",
        About.GIVEN: "{name} ngày {day}, {hour} ở {spot}: nhà mình được sạp {stall}.",
        About.TAKEN_BACK: "{name} ngày {day}: sạp {stall} không còn là của nhà mình.",
        About.REFUSED: "{name} ngày {day}: lần này không còn sạp cho nhà mình. {why}",
    },
    "en": {
        About.CANCELLED: "{name} on {day} is called off: {why}. No stall fee is owed.",
        About.GIVEN: "{name} on {day}, {hour} at {spot}: stall {stall} is yours.",
        About.TAKEN_BACK: "{name} on {day}: stall {stall} is no longer yours.",
        About.REFUSED: "{name} on {day}: no stall for you this time. {why}",
    },
}
_HANDED = {
    "vi": "Chợ Bản: phiên {name} ngày {day} từ nay do {place} giữ.",
    "en": "Chợ Bản: {name} on {day} is held by {place} from now on.",
}
_FEE = {"vi": "Phí sạp {stall}, {name} {day}", "en": "Stall {stall}, {name} {day}"}


def to_all(
    fair: Fair, stalls: Sequence[Stall], asks: Sequence[StallAsk], about: About, *, at: datetime
) -> None:
    for stall in stalls:
        if stall.is_given:
            to_one(stall, about, at=at)
    for asked in asks:
        if asked.stall_id is None:
            _to_shop(asked.shop, fair, about, at=at)


def to_one(stall: Stall, about: About, *, at: datetime) -> None:
    if stall.shop is not None:
        _to_shop(stall.shop, stall.fair, about, stall=stall.name, at=at)
    elif stall.keeper_phone:
        words = _said(stall.fair, about, "vi", stall=stall.name)
        notifications.write(words, to=stall.keeper_phone, at=at)


def refused(asked: StallAsk, *, at: datetime) -> None:
    _to_shop(asked.shop, asked.fair, About.REFUSED, why=asked.why, at=at)


def handed(fair: Fair, *, at: datetime) -> None:
    """To whoever planned it."""
    planner = fair.made_by
    if planner.phone:
        words = _HANDED.get(planner.language, _HANDED["vi"])
        said = words.format(name=fair.name, day=_day(fair), place=fair.place.full_name)
        notifications.write(said, to=planner.phone, person=planner, at=at)


def fee_line(stall: Stall) -> str:
    """What a bill's only line says."""
    language = stall.shop.household.keeper.language if stall.shop else "vi"
    words = _FEE.get(language, _FEE["vi"])
    return words.format(stall=stall.name, name=stall.fair.name, day=_day(stall.fair))


def _to_shop(
    shop: Shop, fair: Fair, about: About, *, stall: str = "", why: str = "", at: datetime
) -> None:
    keeper = shop.household.keeper
    if keeper.phone:
        words = _said(fair, about, keeper.language, stall=stall, why=why)
        notifications.write(words, to=keeper.phone, person=keeper, at=at)


def _said(fair: Fair, about: About, language: str, *, stall: str, why: str = "") -> str:
    return (
        _WORDS.get(language, _WORDS["vi"])[about]
        .format(
            name=fair.name,
            day=_day(fair),
            hour=f"{clock.village_time(fair.opens_at):%H:%M}",
            spot=fair.spot,
            stall=stall,
            why=why or fair.cancelled_why,
        )
        .strip()
    )


def _day(fair: Fair) -> str:
    return f"{fair.day.day}/{fair.day.month}/{fair.day.year}"
