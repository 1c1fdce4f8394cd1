"""How the mountain house sends and when it rests, and who keeps both shops in mind."""

from __future__ import annotations

from storefront.delivery import actions as delivery
from storefront.delivery.hours import Hours, Rest
from storefront.delivery.ways import Offer, Way
from storefront.demo.scenes.stage import DAY, HOUR, Stage
from storefront.money import Money
from storefront.shops import saving


def sends(stage: Stage) -> None:
    offers = {
        Way.PICK_UP: Offer(),
        Way.MARKET_DAY: Offer(note="Chợ Lộc Bình, ngày 5 và 10"),
        Way.RUNNER: Offer(Money(20_000), 1),
        Way.COACH: Offer(Money(60_000), 1, "Bến xe Lộc Bình, 6 giờ sáng"),
        Way.VNPOST: Offer(Money(5_000)),
    }
    house = stage.mountain
    delivery.choose(house.shop, offers, by=house.keeper, at=stage.now - 2 * HOUR)


def rests(stage: Stage) -> None:
    """Closed on Sundays, and for a wedding next month."""
    house, first = stage.mountain, stage.today + 12 * DAY
    wedding = Rest(first, first + 2 * DAY, "Nhà có đám cưới")
    when = Hours(closed=frozenset({6}), until=15, rests=[wedding])
    delivery.keep_hours(house.shop, when, by=house.keeper, at=stage.now - 2 * HOUR)


def is_kept_in_mind(stage: Stage) -> None:
    shops = [stage.valley.shop.id, stage.mountain.shop.id]
    saving.save(stage.valley.helper, shops, at=stage.now - 4 * DAY)
