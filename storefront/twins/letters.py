"""What both keepers are told, each in their language, at the numbers they had before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from storefront import addresses, clock
from storefront.accounts.models import Person
from storefront.notifications import actions as notifications
from storefront.shops.models import Household, Twin

_JOINED = {
    "vi": "Chợ Bản: ngày {day} xã gộp hai mục ghi trùng của một nhà: {gone} vào {kept}. {by} bấm. "
    "Đơn, tiền, ngày tháng cũ giữ nguyên. Nếu là hai nhà khác nhau, báo tổ bản hoặc xã trong 7 "
    "ngày. Xem: {address}",
    "en": "Chợ Bản: on {day} the commune made one of two entries for one household: {gone} into "
    "{kept}. {by} pressed. Orders, money and dates stay. If these are two households, tell your "
    "team or the commune within 7 days. See {address}",
}
_UNDONE = {
    "vi": "Chợ Bản: ngày {day} xã tách lại hai mục {gone} và {kept} như trước khi gộp. {by} bấm. "
    "Xem: {address}",
    "en": "Chợ Bản: on {day} the commune made two entries again of {gone} and {kept}, as before. "
    "{by} pressed. See {address}",
}


class Told(NamedTuple):
    person: Person
    phone: str


def phones(*homes: Household) -> list[Told]:
    """Asked before anything moves."""
    return [Told(it.keeper, it.keeper.phone) for it in homes if it.keeper.phone]


def joined(twin: Twin, to: Collection[Told], *, by: Person, at: datetime) -> None:
    _tell(twin, _JOINED, to, by=by, at=at)


def undone(twin: Twin, to: Collection[Told], *, by: Person, at: datetime) -> None:
    _tell(twin, _UNDONE, to, by=by, at=at)


def _tell(
    twin: Twin, words: Mapping[str, str], to: Collection[Told], *, by: Person, at: datetime
) -> None:
    for person, phone in to:
        body = (words.get(person.language) or words["vi"]).format(
            day=f"{clock.village_date(at):%-d/%-m/%Y}",
            gone=_named(twin.gone),
            kept=_named(twin.kept),
            by=by.name,
            address=addresses.market(),
        )
        notifications.write(body, to=phone, person=person, at=at)


def _named(household: Household) -> str:
    return f"{household.keeper.name} ({household.code})"
