"""What we write back to a household that answers, and to those who should ring one up."""

from collections.abc import Iterable, Mapping
from typing import Any

from storefront.answers.models import Why
from storefront.orders.models import Order, OrderState

_REPLIES = {
    "vi": {
        "yes": "Đã nhận đơn {code}: {goods}. Khách đã được báo.",
        "no": "Đã hủy đơn {code}: {goods}. Khách đã được báo.",
        "call": "Đã báo tổ công nghệ số gọi cho mình về đơn {code}.",
        "how": "Chợ Bản chưa hiểu. Nhắn 1 là nhận, 2 là không, 3 là gọi cho tôi.",
        "which": "Đơn nào? Nhắn thêm số đơn, ví dụ {digit} {code}.",
        "none": "Nhà mình không có đơn nào chờ trả lời.",
        "not_that": "Không có đơn nào số đó đang chờ.",
        "stranger": "Chợ Bản: số này không có gian hàng nào.",
        "left": "Còn chờ: {list}.",
        "late": {
            OrderState.CONFIRMED: "Đơn {code} đã nhận rồi.",
            OrderState.SENT: "Đơn {code} đã gửi rồi.",
            OrderState.DONE: "Đơn {code} đã giao xong.",
            OrderState.CANCELLED: "Đơn {code} đã hủy, không cần trả lời nữa.",
            OrderState.EXPIRED: "Đơn {code} đã hết giờ, không cần trả lời nữa.",
        },
    },
    "en": {
        "yes": "Order {code} accepted: {goods}. The buyer has been told.",
        "no": "Order {code} cancelled: {goods}. The buyer has been told.",
        "call": "The team has been asked to ring you about order {code}.",
        "how": "Not understood. Send 1 for yes, 2 for no, 3 to be called.",
        "which": "Which order? Add its number, such as {digit} {code}.",
        "none": "No order of yours waits for an answer.",
        "not_that": "No order of that number is waiting.",
        "stranger": "Chợ Bản: no shop has this phone number.",
        "left": "Still waiting: {list}.",
        "late": {
            OrderState.CONFIRMED: "Order {code} is accepted already.",
            OrderState.SENT: "Order {code} is sent already.",
            OrderState.DONE: "Order {code} is handed over already.",
            OrderState.CANCELLED: "Order {code} is cancelled; no answer is needed.",
            OrderState.EXPIRED: "Order {code} ran out of time; no answer is needed.",
        },
    },
}
_DEFAULT_REASON = {"vi": "Hết hàng", "en": "No goods left"}
_RING = {
    "vi": {
        "asked": "Nhà {keeper} nhờ gọi về đơn {code} ({goods}). Danh sách gọi: {link}",
        "silent": "Nhà {keeper} chưa trả lời đơn {code} ({goods}) đặt lúc {since}. "
        "Danh sách gọi: {link}",
    },
    "en": {
        "asked": "{keeper} asks to be called about order {code} ({goods}). Call list: {link}",
        "silent": "{keeper} has not answered order {code} ({goods}) of {since}. Call list: {link}",
    },
}
LONGEST = 3
"""Orders named in one SMS."""


def reply(name: str, language: str, **words: str) -> str:
    return str(_in(language)[name]).format(**words)


def done(name: str, order: Order, language: str, *, left: Iterable[Order]) -> str:
    """What was done with which order, and which still wait."""
    said = reply(name, language, code=order.short_code, goods=goods(order))
    waiting = _listed(left)
    return f"{said} {reply('left', language, list=waiting)}" if waiting else said


def which(digit: str, orders: list[Order], language: str) -> str:
    asked = reply("which", language, digit=digit, code=orders[0].short_code)
    return f"{asked} {reply('left', language, list=_listed(orders))}"


def late(order: Order, language: str) -> str:
    words: str = _in(language)["late"][order.state]
    return words.format(code=order.short_code)


def default_reason(language: str) -> str:
    """For the buyer to read, where the household gave none."""
    return _DEFAULT_REASON.get(language) or _DEFAULT_REASON["vi"]


def ring(why: Why, order: Order, *, since: str, link: str, language: str) -> str:
    """To whoever is to ring them."""
    words = (_RING.get(language) or _RING["vi"])[why.value]
    household = order.shop.household
    return words.format(
        keeper=household.called, code=order.short_code, goods=goods(order), since=since, link=link
    )


def goods(order: Order) -> str:
    first, *more = [f"{line.quantity} {line.unit} {line.name}" for line in order.lines]
    return f"{first} +{len(more)}" if more else first


def _listed(orders: Iterable[Order]) -> str:
    waiting = list(orders)
    named = [f"{order.short_code} {goods(order)}" for order in waiting[:LONGEST]]
    return "; ".join([*named, "…"] if len(waiting) > LONGEST else named)


def _in(language: str) -> Mapping[str, Any]:
    return _REPLIES.get(language) or _REPLIES["vi"]
