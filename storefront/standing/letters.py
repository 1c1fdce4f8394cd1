"""What buyers and keepers read of standing orders: short enough for an SMS, in their language."""

from __future__ import annotations

from datetime import date

from storefront.standing.models import StandingOrder, StandingState, Turn, Why

_BEGUN = {
    "vi": "{shop} ghi {every}, từ {day}: {goods}. Bỏ một kỳ, sửa hay thôi ở đây: {link}",
    "en": "{shop} noted {every}, from {day}: {goods}. Skip, change or stop here: {link}",
}
_COMING = {
    "vi": "{day} {shop} gửi bạn {goods}, khoảng {sum}. Không lấy thì báo trước {until}: {link}",
    "en": "{day}: {goods} from {shop}, about {sum:,}. To skip it press before {until}: {link}",
}
_SKIPPED = {
    "vi": "Kỳ {day} của {shop} cho {buyer} bỏ qua: {why}. Kỳ sau vẫn giữ.",
    "en": "{day} from {shop} to {buyer} is skipped: {why}. The next one stays.",
}
_TURNED = {
    "vi": {
        StandingState.PAUSED: "{buyer} và {shop}: hàng {every} tạm nghỉ.",
        StandingState.STOPPED: "{buyer} và {shop}: hàng {every} đã thôi.",
        StandingState.ACTIVE: "{buyer} và {shop}: hàng {every} lại tiếp tục, từ {day}.",
    },
    "en": {
        StandingState.PAUSED: "{buyer} and {shop}: {every} rests for now.",
        StandingState.STOPPED: "{buyer} and {shop}: {every} has ended.",
        StandingState.ACTIVE: "{buyer} and {shop}: {every} goes on, from {day}.",
    },
}
_EVERY = {"vi": {1: "mỗi tuần", 2: "hai tuần một lần"}, "en": {1: "weekly", 2: "fortnightly"}}
_WHY = {
    "vi": {
        Why.BUYER: "người mua bỏ",
        Why.HOUSE: "nhà bán bỏ",
        Why.SHORT: "không đủ {about}",
        Why.OFF_SEASON: "{about} hết mùa",
        Why.GONE: "{about} không còn bán",
        Why.RESTING: "nhà đang nghỉ bán",
        Why.CLOSED: "hôm đó nhà không gửi hàng",
        Why.NO_WAY: "không còn gửi được cách này",
        Why.NOT_PAYABLE: "nhà chỉ nhận tiền mặt",
        Why.AWAY: "chợ không kịp đặt",
    },
    "en": {
        Why.BUYER: "the buyer skipped it",
        Why.HOUSE: "the house skipped it",
        Why.SHORT: "not enough {about}",
        Why.OFF_SEASON: "{about} is out of season",
        Why.GONE: "{about} is no longer sold",
        Why.RESTING: "the house is resting",
        Why.CLOSED: "nothing leaves on that day",
        Why.NO_WAY: "it can no longer go that way",
        Why.NOT_PAYABLE: "the house takes cash only",
        Why.AWAY: "the market did not order in time",
    },
}


def begun(it: StandingOrder, *, link: str) -> str:
    return _BEGUN[_known(it.language)].format(**_about(it, it.language), link=link)


def coming(it: StandingOrder, turn: Turn, until: str, *, link: str) -> str:
    words = _about(it, it.language) | {"day": _day(turn.on), "sum": it.sum_now}
    return _COMING[_known(it.language)].format(**words, until=until, link=link)


def skipped(it: StandingOrder, turn: Turn, *, language: str) -> str:
    words = _about(it, language) | {"day": _day(turn.on), "why": why(turn, language)}
    return _SKIPPED[_known(language)].format(**words)


def turned(it: StandingOrder, *, language: str) -> str:
    """It rests, goes on or has ended."""
    return _TURNED[_known(language)][it.state].format(**_about(it, language))


def why(turn: Turn, language: str) -> str:
    words = _WHY[_known(language)]
    return words[turn.why].format(about=turn.about) if turn.why else ""


def _about(it: StandingOrder, language: str) -> dict[str, object]:
    goods = (f"{x.quantity} {x.product.unit} {x.product.full_name}" for x in it.lines)
    return {
        "shop": it.shop.name,
        "buyer": it.buyer_name,
        "goods": ", ".join(goods),
        "every": _EVERY[_known(language)][it.weeks],
        "day": _day(it.next_on),
    }


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _known(language: str) -> str:
    return language if language in _EVERY else "vi"
