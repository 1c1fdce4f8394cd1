"""What a keeper is told when somebody wants the household to be paid elsewhere."""

from datetime import datetime

from storefront import clock
from storefront.notifications import actions as notifications
from storefront.payouts.models import AccountChange

_ASKED = {
    "vi": "Chợ Bản: {by} xin đổi tài khoản nhận tiền của nhà mình sang {bank}, số cuối {tail}, "
    "tên {holder}, từ {when}. Đúng ý mình thì đọc mã {code} khi tổ gọi lại. "
    "Không phải thì đừng đọc mã, vào chợ bấm Dừng.",
    "en": "Chợ Bản: {by} asks to change where your household is paid to {bank}, ending {tail}, "
    "in the name of {holder}, from {when}. If you want it, tell code {code} when the team calls "
    "you back. If not, tell nobody and press Stop on your page.",
}
_APPROVED = {
    "vi": "Chợ Bản: {by} cũng đồng ý đổi tài khoản của nhà mình sang {bank}, số cuối {tail}, "
    "từ {when}. Không đúng thì vào chợ bấm Dừng trước lúc đó.",
    "en": "Chợ Bản: {by} also agrees that your household is paid to {bank}, ending {tail}, "
    "from {when}. If that is wrong, press Stop on your page before then.",
}
_STOPPED = {
    "vi": "Chợ Bản: việc đổi tài khoản sang số cuối {tail} đã dừng. Tiền vẫn vào tài khoản cũ.",
    "en": "Chợ Bản: the change to the account ending {tail} was stopped. Money still goes to the "
    "old one.",
}
_DONE = {
    "vi": "Chợ Bản: từ nay đơn mới của nhà mình trả vào {bank}, số cuối {tail}, tên {holder}. "
    "Tờ treo mã cũ không dùng được nữa, in tờ mới ở chợ.",
    "en": "Chợ Bản: new orders are now paid to {bank}, ending {tail}, in the name of {holder}. "
    "Old posters are no longer good; print new ones.",
}


def asked(change: AccountChange, code: str, *, at: datetime) -> None:
    _tell(change, _ASKED, by=change.asked_by.name, code=code, at=at)


def approved(change: AccountChange, *, at: datetime) -> None:
    by = change.approved_by
    _tell(change, _APPROVED, by=by.name if by else "", at=at)


def stopped(change: AccountChange, *, at: datetime) -> None:
    _tell(change, _STOPPED, at=at)


def done(change: AccountChange, *, at: datetime) -> None:
    _tell(change, _DONE, at=at)


def _tell(
    change: AccountChange, words: dict[str, str], *, at: datetime, by: str = "", code: str = ""
) -> None:
    """To the number of that day: a number changed since is not the one that was asked."""
    keeper = change.household.keeper
    there = clock.village_time(change.effective_at)
    body = words.get(keeper.language, words["vi"]).format(
        by=by,
        code=code,
        bank=change.bank,
        tail=change.tail,
        holder=change.holder,
        when=f"{there:%H:%M} {there.day}/{there.month}",
    )
    notifications.write(body, to=change.phone, person=keeper, at=at)
