"""Shoots that are sold before they are picked, and rain; tea that asks for a deposit."""

from __future__ import annotations

from storefront import clock
from storefront.demo.scenes.stage import DAY, HOUR, Guest, Stage, place
from storefront.orders import actions as orders
from storefront.orders import harvest
from storefront.orders.models import PayBy
from storefront.payments import by_word
from storefront.shops import lots
from storefront.shops.lots import Harvest

_WAITS, _WAITS_TOO = Guest("Mai Thị Duyên", 41), Guest("Nông Văn Kiên", 42)
_PAID, _PAYS_SOON = Guest("Hoàng Thị Sen", 43), Guest("Vi Văn Lượng", 44)


def rain(stage: Stage) -> None:
    """Moved by a day: one buyer said that she waits, the other has not answered."""
    keeper, at = stage.mountain.keeper, stage.now - 2 * DAY
    ripe, plot = stage.today + 3 * DAY, "nương Khuổi Cấp"
    closes = clock.start_of(ripe) - 6 * HOUR
    coming = Harvest(on=ripe, expected=45, closes_at=closes, plot=plot, per_day=20)
    lot = lots.open_lot(stage.shoots, coming, by=keeper, at=at)
    waiting = [
        place({stage.shoots: many}, who.as_buyer(), once=f"demo:{who.phone}", at=at + HOUR)
        for who, many in ((_WAITS, 3), (_WAITS_TOO, 5))
    ]
    for order in waiting:
        orders.confirm(order, by=keeper, at=at + 2 * HOUR)
    because = "mưa dầm, ngọn còn ướt"
    harvest.move(
        lot, to=ripe + DAY, closes_at=closes + DAY, because=because, by=keeper, at=stage.now - DAY
    )
    harvest.keep(waiting[0], at=stage.now - DAY + HOUR)


def tea(stage: Stage) -> None:
    """With almost a third at once: the house has taken both orders; one buyer has paid it."""
    keeper, at = stage.mountain.keeper, stage.now - DAY
    taken = stage.today + 9 * DAY
    closes = clock.start_of(taken - 2 * DAY)
    coming = Harvest(
        taken, 40, closes, plot="nương chè trên núi", deposit_percent=30, deposit_kept=True
    )
    lots.open_lot(stage.tea, coming, by=keeper, at=at)
    for who, many, when in ((_PAID, 4, at + HOUR), (_PAYS_SOON, 2, stage.now - 2 * HOUR)):
        order = place(
            {stage.tea: many}, who.as_buyer(), once=f"demo:{who.phone}", at=when,
            pay_by=PayBy.VIETQR,
        )  # fmt: skip
        if who is _PAID:
            by_word.keeper_received(order, by=keeper, cash=False, at=when + HOUR / 2)
        orders.confirm(order, by=keeper, at=when + HOUR / 2)
