"""The access point of Nà Lìa: three mornings of help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.counters import actions, hours, points
from storefront.counters.actions import Said
from storefront.counters.models import AccessPoint, Outcome, Task
from storefront.counters.points import About
from storefront.db import session
from storefront.demo.scenes.stage import DAY, Stage
from storefront.places.models import Place
from storefront.shops.models import Household

HOMES = 4
_MORNING, _AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17))
_WEEK = hours.kept([[_MORNING, _AFTERNOON]] * 5 + [[_MORNING], []])
_ABOUT = About(
    "Điểm hỗ trợ số Nà Lìa",
    "Nhà văn hóa thôn, cạnh sân bóng",
    "+84300000003",
    _WEEK,
    "Chiều thứ Sáu cuối tháng họp thôn",
)
_CAME = (
    (3, Said(Task.PRODUCT, Outcome.DONE, "Chụp lại ảnh trứng, đổi giá."), 14),
    (3, Said(Task.LEARNING, Outcome.DONE), 22),
    (2, Said(Task.ORDER, Outcome.DONE, "Nhận hai đơn, in nhãn."), 9),
    (2, Said(Task.ACCOUNT, Outcome.AGAIN, "Chưa mang điện thoại có ứng dụng ngân hàng."), 6),
    (1, Said(Task.SHOP, Outcome.DONE), 31),
    (1, Said(Task.COMPLAINT, Outcome.SENT_ON, "Chuyển cán bộ xã xem."), 12),
)


def access_point(stage: Stage) -> None:
    house = stage.valley
    village = house.shop.household.village
    leader = people.posted_over(village, Role.LEADER, on=stage.today)[0]
    point = points.begin(village, _ABOUT, by=leader, at=stage.now - 40 * DAY)
    homes = _homes(village)
    for nth, (ago, said, minutes) in enumerate(_CAME):
        at = stage.morning(ago=ago, hour=8) + timedelta(minutes=45 * (nth % 2))
        _helped(point, leader, homes[nth % len(homes)], said, minutes=minutes, at=at)
    _left(point, leader, homes[0], at=stage.morning(ago=1, hour=10))


def _homes(village: Place) -> Sequence[Household]:
    wanted = select(Household).where(Household.village_id == village.id)
    return session.scalars(wanted.order_by(Household.id).limit(HOMES)).all()


def _helped(
    point: AccessPoint,
    by: Person,
    household: Household,
    said: Said,
    *,
    minutes: int,
    at: datetime,
) -> None:
    shift = actions.begin_shift(point, by=by, at=at)
    sitting = actions.begin(shift, household, at=at)
    actions.end(sitting, said, at=at + timedelta(minutes=minutes))
    actions.end_shift(shift, at=at + timedelta(minutes=minutes))


def _left(point: AccessPoint, by: Person, household: Household, *, at: datetime) -> None:
    shift = actions.begin_shift(point, by=by, at=at)
    actions.see(actions.begin(shift, household, at=at), at=at + timedelta(minutes=5))
    actions.end_shift(shift, at=at + timedelta(minutes=20))
