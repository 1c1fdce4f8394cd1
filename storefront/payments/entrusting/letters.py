"""What a keeper is told when somebody brings credentials by which the household is to be paid."""

from __future__ import annotations

from datetime import datetime

from storefront import clock
from storefront.notifications import actions as notifications
from storefront.payments.models import MerchantCredential
from storefront.payments.registry import KINDS

_ASKED = {
    "vi": "Chợ Bản: {by} xin cho người mua nhà mình trả qua {way}, tiền vào {holder}, từ {when}. "
    "Đúng ý mình thì đọc mã {code} khi tổ gọi lại. Không phải thì đừng đọc mã, vào chợ bấm Dừng.",
    "en": "Chợ Bản: {by} asks that your buyers pay by {way}, the money going to {holder}, from "
    "{when}. If you want it, tell code {code} when the team calls you back. If not, tell nobody "
    "and press Stop on your page.",
}
_APPROVED = {
    "vi": "Chợ Bản: {by} cũng đồng ý cho người mua trả qua {way}, tiền vào {holder}, từ {when}. "
    "Không đúng thì vào chợ bấm Dừng trước lúc đó.",
    "en": "Chợ Bản: {by} also agrees that buyers pay by {way} to {holder}, from {when}. If that is "
    "wrong, press Stop on your page before then.",
}
_STOPPED = {
    "vi": "Chợ Bản: việc trả qua {way} vào {holder} đã dừng. Không có gì thay đổi.",
    "en": "Chợ Bản: paying by {way} to {holder} was stopped. Nothing has changed.",
}
_DONE = {
    "vi": "Chợ Bản: từ nay người mua nhà mình trả qua {way} thì tiền vào {holder}.",
    "en": "Chợ Bản: from now on what your buyers pay by {way} goes to {holder}.",
}
_RETIRED = {
    "vi": "Chợ Bản: {by} đã thôi dùng {way} của {holder}. Đơn mới không trả vào đó nữa.",
    "en": "Chợ Bản: {by} has retired {way} of {holder}. New orders are no longer paid there.",
}


def asked(kept: MerchantCredential, code: str, *, at: datetime) -> None:
    _tell(kept, _ASKED, by=kept.added_by.name, code=code, at=at)


def approved(kept: MerchantCredential, *, at: datetime) -> None:
    _tell(kept, _APPROVED, by=kept.approved_by.name if kept.approved_by else "", at=at)


def stopped(kept: MerchantCredential, *, at: datetime) -> None:
    _tell(kept, _STOPPED, at=at)


def done(kept: MerchantCredential, *, at: datetime) -> None:
    _tell(kept, _DONE, at=at)


def retired(kept: MerchantCredential, *, at: datetime) -> None:
    _tell(kept, _RETIRED, by=kept.retired_by.name if kept.retired_by else "", at=at)


def _tell(
    kept: MerchantCredential, words: dict[str, str], *, at: datetime, by: str = "", code: str = ""
) -> None:
    """To the number of the day it was asked. A co-operative's officers look at their page."""
    keeper = kept.household.keeper if kept.household else None
    to = kept.phone or (keeper.phone if keeper else None)
    if keeper is None or not to:
        return
    there = clock.village_time(kept.effective_at or at)
    body = words.get(keeper.language, words["vi"]).format(
        by=by,
        code=code,
        way=KINDS[kept.provider].title,
        holder=kept.holder,
        when=f"{there:%H:%M} {there.day}/{there.month}",
    )
    notifications.write(body, to=to, person=keeper, at=at)
