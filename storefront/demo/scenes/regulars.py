"""A school has its box every week, and a neighbour orders by telephone."""

from __future__ import annotations

from datetime import timedelta

from storefront.db import session
from storefront.demo.scenes.stage import HOUR, Guest, Stage, hand_over, place
from storefront.orders import actions as orders
from storefront.orders.models import Checkout, Institution, Order, Origin
from storefront.orders.placing import OnBehalf
from storefront.standing import actions as standing

_SCHOOL = Guest("Hoàng Thị Liễu", 1)
_NEIGHBOUR = Guest("Lý Văn Sình", 2)


def weekly_box(stage: Stage) -> None:
    """Begun nine days ago: one has come since, and the next is due in three days."""
    first = _first_box(stage)
    weekday = (stage.today + timedelta(days=3)).weekday()
    it = standing.begin(first, weekday=weekday, weeks=1, by=None, at=stage.morning(ago=8, hour=15))
    turn = standing.tell(it.id, at=stage.morning(ago=6))
    assert turn is not None  # noqa: S101  it is two days ahead
    standing.place_turn(it.id, turn.id, at=stage.morning(ago=5))
    box = session.get_one(Checkout, turn.checkout_id).orders[0]
    hand_over(box, stage.valley, at=stage.morning(ago=4, hour=10))


def _first_box(stage: Stage) -> Order:
    school = OnBehalf(Institution.SCHOOL, "Trường mầm non Chi Lăng", None)
    buyer = _SCHOOL.as_buyer(on_behalf=school, note="Giao trước giờ nấu bữa trưa.")
    wanted = {stage.box: 4, stage.eggs: 6}
    order = place(wanted, buyer, once="demo:box", at=stage.morning(ago=9))
    hand_over(order, stage.valley, at=stage.morning(ago=8, hour=10))
    return order


def by_telephone(stage: Stage) -> None:
    """The team's head enters it for bà Nhình, and it is promised there and then."""
    helper, at = stage.valley.helper, stage.now - 3 * HOUR
    buyer = _NEIGHBOUR.as_buyer(origin=Origin.PHONE, entered_by=helper)
    order = place({stage.eggs: 2}, buyer, once="demo:phone", at=at)
    orders.promise(order, by=helper, at=at)
