"""What a household is told about its stickers: short enough for an SMS, in its language."""

from datetime import datetime

from storefront import addresses
from storefront.notifications import actions as notifications
from storefront.posters.models import Poster, Scan, Sight

_ALARM = {
    "vi": {
        Sight.OTHER_ACCOUNT: "Coi chừng: mã QR {serial} ở {where} bị dán đè mã khác. "
        "Gỡ xuống, đừng nhận tiền qua mã ấy. {link}",
        Sight.ELSEWHERE: "Mã QR {serial} của nhà mình có người thấy ở {where}, "
        "không phải chỗ đã treo. {link}",
        Sight.WITHDRAWN: "Mã QR {serial} đã thu hồi mà vẫn treo ở {where}. Gỡ xuống. {link}",
    },
    "en": {
        Sight.OTHER_ACCOUNT: "Careful: another QR is pasted over {serial} at {where}. "
        "Take it down, take no money by it. {link}",
        Sight.ELSEWHERE: "Your QR {serial} was seen at {where}, not where you put it. {link}",
        Sight.WITHDRAWN: "QR {serial} is withdrawn and is still up at {where}. "
        "Take it down. {link}",
    },
}
_CHECK = {
    "vi": "Mã QR {serial} treo ở {where} một tuần chưa ai xem lại. "
    "Ra quét thử, xem có bị dán đè không. {link}",
    "en": "Nobody has looked at QR {serial} at {where} for a week. "
    "Scan it and see that nothing is pasted over it. {link}",
}
_SOMEWHERE = {"vi": "sạp", "en": "the stall"}


def alarm(poster: Poster, seen: Scan, *, at: datetime) -> None:
    _write(poster, _ALARM[_language(poster)][seen.sight], where=seen.spot or poster.spot, at=at)


def look_at_it(poster: Poster, *, at: datetime) -> None:
    _write(poster, _CHECK[_language(poster)], where=poster.spot, at=at)


def _write(poster: Poster, words: str, *, where: str, at: datetime) -> None:
    keeper = poster.shop.household.keeper
    if keeper.phone:
        place = where or _SOMEWHERE[_language(poster)]
        link = addresses.poster(poster.shop.code, poster.serial)
        body = words.format(serial=poster.serial, where=place, link=link)
        notifications.write(body, to=keeper.phone, person=keeper, at=at)


def _language(poster: Poster) -> str:
    spoken = poster.shop.household.keeper.language
    return spoken if spoken in _ALARM else "vi"
