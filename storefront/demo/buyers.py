"""Those who buy: some come once, some again and again. None has an account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from storefront.db import session
from storefront.demo.chance import Chance
from storefront.demo.names import a_buyer
from storefront.places.models import Level, Place

COMES_AGAIN = 0.42
_NAMES, _HOMES = 1_500, 400
_FIRST_PHONE = 305_000_000
_MOST = 4_999_999
"""Phone numbers from 0305 000 000 to 0309 999 999, which nobody has."""
_STREETS = (
    "ngõ 34 Ngọc Lâm", "đường Trần Đăng Ninh", "phố Lê Lợi", "ngách 12/5 Kim Ngưu", "tổ 4",
    "đường Bà Triệu", "chung cư Sông Hồng, tầng 7", "phố Hàng Buồm", "khu tập thể Thành Công",
)  # fmt: skip
_NOTES = ("Gọi trước khi giao.", "Chọn quả vừa ăn giúp mình.", "Giao buổi chiều.", "Gói kỹ giúp.")
_AWAY = ("01", "24", "31", "19", "22")
"""Provinces most buyers order from: Hà Nội and those on the road to it."""


@dataclass(slots=True)
class Buyer:
    name: str
    phone: str
    address: str
    commune_id: int
    is_from_here: bool
    first_basket: int
    reached_by: int | None = None
    """The first basket of which something reached them."""
    came_back: bool = False


class Buyers:
    def __init__(self, province: Place, chance: Chance) -> None:
        self._chance = chance
        self._names = [a_buyer(chance) for _ in range(_NAMES)]
        here = _communes(province.path, 40)
        communes, self._here = here + _away(160), frozenset(here)
        self._homes = [
            (f"Số {chance.between(1, 240)} {chance.pick(_STREETS)}", chance.pick(communes))
            for _ in range(_HOMES)
        ]
        self._known = 0
        self._met: dict[int, Buyer] = {}

    def next(self, basket: int) -> Buyer:
        number = self._number()
        address, commune = self._homes[number * 31 % _HOMES]
        name = self._names[number * 7 % _NAMES]
        known = self._met.get(number)
        if known is None:
            phone = f"+84{_FIRST_PHONE + number}"
            known = Buyer(name, phone, address, commune, commune in self._here, basket)
            self._met[number] = known
        return known

    def note(self) -> str:
        return self._chance.pick(_NOTES) if self._chance.of(0.06) else ""

    def _number(self) -> int:
        if self._known and (self._known > _MOST or self._chance.of(COMES_AGAIN)):
            return int(self._chance.roll() ** 2 * self._known)
        self._known += 1
        return self._known - 1


def _away(most: int) -> list[int]:
    provinces = select(Place).where(
        Place.level == Level.PROVINCE, Place.valid_to.is_(None), Place.code.in_(_AWAY)
    )
    found = session.scalars(provinces.order_by(Place.code)).all()
    return [number for province in found for number in _communes(province.path, most // len(found))]


def _communes(path: str, most: int) -> list[int]:
    inside = select(Place.id).where(
        Place.level == Level.COMMUNE, Place.valid_to.is_(None), Place.path.startswith(path)
    )
    return list(session.scalars(inside.order_by(Place.code).limit(most)))
