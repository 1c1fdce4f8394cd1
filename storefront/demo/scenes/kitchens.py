"""Several eat from one order: a canteen that has ordered, and neighbours who are still choosing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from storefront import clock
from storefront.demo.scenes.stage import DAY, HOUR, Guest, Stage
from storefront.groups import actions as groups
from storefront.groups.actions import Closing, Plan
from storefront.groups.models import GroupOrder
from storefront.orders.models import Delivery, Institution, PayBy
from storefront.orders.placing import OnBehalf
from storefront.shops.models import Product

_COOK = Guest("Nguyễn Thị Thơm", 11)
_NEIGHBOUR = Guest("Bế Thị Hồng", 12)

Wishes = Mapping[str, Mapping[Product, int]]


def canteen(stage: Stage) -> None:
    """Closed yesterday: two houses bring what three classes asked for."""
    at = stage.now - 2 * DAY
    school = OnBehalf(Institution.CANTEEN, "Bếp ăn Trường tiểu học Chi Lăng", None)
    shops = [stage.valley.shop, stage.mountain.shop]
    group = groups.begin(_plan(stage, "Bếp ăn tuần này", _COOK), shops, on_behalf=school, at=at)
    wishes: Wishes = {
        "Lớp 1A": {stage.box: 2, stage.eggs: 3},
        "Lớp 2B": {stage.box: 1, stage.shoots: 4},
        "Bếp cô Thơm": {stage.eggs: 5, stage.shoots: 6},
    }
    _choose(group, wishes, at=at + HOUR)
    groups.close(group.secret, Closing(PayBy.CASH), at=stage.now - DAY)


def neighbours(stage: Stage) -> None:
    """Open until the evening after tomorrow."""
    plan = _plan(stage, "Tổ 4 đặt rau cuối tuần", _NEIGHBOUR)
    at = stage.now - 5 * HOUR
    group = groups.begin(plan, [stage.valley.shop], at=at)
    _choose(group, {"Hồng": {stage.box: 1}, "Cô Tâm": {stage.box: 1, stage.eggs: 1}}, at=at + HOUR)


def _plan(stage: Stage, title: str, who: Guest) -> Plan:
    wanted = stage.today + 4 * DAY
    return Plan(
        title=title,
        organiser=who.name,
        phone=who.phone,
        language="vi",
        delivery=Delivery.PICK_UP,
        address="",
        commune_id=None,
        wanted_on=wanted,
        closes_at=clock.start_of(wanted - DAY) - 4 * HOUR,
    )


def _choose(group: GroupOrder, wishes: Wishes, *, at: datetime) -> None:
    for name, goods in wishes.items():
        member = groups.join(group.id, name, at=at)
        wanted = {product.id: many for product, many in goods.items()}
        groups.choose(member.secret, wanted, at=at)
