"""What a household and its helpers are told by message, each in their language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storefront import addresses, clock
from storefront.accounts import texts
from storefront.accounts.models import Consent, Person, Purpose
from storefront.helping.models import Objection, Ruling
from storefront.notifications import actions as notifications
from storefront.shops.models import Household

_AGREED = {
    "vi": "Chợ Bản: ngày {day} nhà mình đồng ý: {what}. {by} ghi. Thôi lúc nào cũng được, bấm ở "
    "{address} hoặc bảo tổ bản.",
    "en": "Chợ Bản: on {day} your household agreed to: {what}. Written down by {by}. You may stop "
    "at any time at {address}, or tell your team.",
}
_WITHDRAWN = {
    "vi": "Chợ Bản: ngày {day} nhà mình thôi: {what}. {by} bấm. Không phải ý nhà mình thì xem ở "
    "{address}.",
    "en": "Chợ Bản: on {day} your household took back: {what}. {by} pressed. If that was not your "
    "wish, look at {address}.",
}
_TAKEN_OVER = {
    "vi": "Chợ Bản: từ giờ nhà mình tự làm lấy, tổ bản không bấm nữa. Cần giúp lại thì bấm ở "
    "{address}.",
    "en": "Chợ Bản: from now on your household acts by itself, the team presses no more. To be "
    "helped again, press at {address}.",
}
_RULED = {
    ("vi", Ruling.NOT_ASKED): "Chợ Bản: xã đã xem việc nhà mình nói không nhờ. Nhà mình đúng. "
    "{words}",
    ("vi", Ruling.ASKED): "Chợ Bản: xã đã xem việc nhà mình nói không nhờ. Xã thấy nhà có nhờ. "
    "{words}",
    ("en", Ruling.NOT_ASKED): "Chợ Bản: the commune looked at what you said no to. You are right. "
    "{words}",
    ("en", Ruling.ASKED): "Chợ Bản: the commune looked at what you said no to. It finds that you "
    "had asked for it. {words}",
}


def agreed(household: Household, given: Iterable[Consent], *, by: Person, at: datetime) -> None:
    what = [it.purpose for it in given]
    if what:
        _write(household, _AGREED, what, by=by, at=at)


def withdrawn(household: Household, purpose: Purpose, *, by: Person, at: datetime) -> None:
    _write(household, _WITHDRAWN, [purpose], by=by, at=at)


def taken_over(household: Household, *, at: datetime) -> None:
    keeper = household.keeper
    if keeper.phone:
        words = _TAKEN_OVER.get(keeper.language) or _TAKEN_OVER["vi"]
        body = words.format(address=addresses.consents(household.code))
        notifications.write(body, to=keeper.phone, person=keeper, at=at)


def ruled(objection: Objection, *, at: datetime) -> None:
    """To the keeper, and to whoever had pressed."""
    for person in (objection.household.keeper, objection.trace.actor):
        if person and person.phone and objection.ruling:
            words = (
                _RULED.get((person.language, objection.ruling)) or _RULED["vi", objection.ruling]
            )
            body = words.format(words=objection.words).strip()
            notifications.write(body, to=person.phone, person=person, at=at)


def _write(
    household: Household,
    words: dict[str, str],
    purposes: list[Purpose],
    *,
    by: Person,
    at: datetime,
) -> None:
    keeper = household.keeper
    if keeper.phone is None:
        return
    said = [texts.words(it, keeper.language).short.lower() for it in purposes]
    body = (words.get(keeper.language) or words["vi"]).format(
        day=f"{clock.village_date(at):%-d/%-m/%Y}",
        what=", ".join(said),
        by=by.name,
        address=addresses.consents(household.code),
    )
    notifications.write(body, to=keeper.phone, person=keeper, at=at)
