"""What we write to buyers and keepers about an order: short enough for an SMS, in their language.

They are sent from jobs and banks' notices as well as from pages, so no page's language applies.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from storefront import digits, units
from storefront.delivery.ways import Way
from storefront.money import Money
from storefront.notifications.actions import Form
from storefront.orders.models import Checkout, Happened, Order

Words = TypeVar("Words")

FIELD = 100
"""Letters that Zalo takes in one field of a notice."""

_NEW_FOR_KEEPER = {
    "vi": "Đơn mới {code}: {goods}. {total}, {paying}{whom}. Bấm để trả lời: {link} Hoặc nhắn lại "
    "1 nhận, 2 không, 3 gọi tôi.",
    "en": "New order {code}: {goods}. {total:,}, {paying}{whom}. Tap to answer: {link} Or send "
    "back 1 yes, 2 no, 3 call me.",
}
_PAYING = {
    "vi": {
        "vietqr": "khách chuyển khoản",
        "gateway": "khách trả qua ví hoặc thẻ",
        "cash": "khách trả tiền mặt",
    },
    "en": {
        "vietqr": "buyer pays by transfer",
        "gateway": "buyer pays by wallet or card",
        "cash": "buyer pays cash",
    },
}
_DEPOSIT = {"vi": ", cọc {sum}", "en": ", deposit {sum:,}"}
_PLACED = {
    "vi": "Bạn đã đặt hàng ở Chợ Bản, tất cả {total}. Xem đơn và trả tiền: {link}",
    "en": "You ordered at Chợ Bản, {total:,} in all. See the order and pay: {link}",
}
_TAKEN = {
    "vi": "{shop} đã ghi đơn bạn đặt qua điện thoại, tất cả {total}. Xem đơn và trả tiền: {link}",
    "en": "{shop} wrote down what you ordered by phone, {total:,} in all. See it and pay: {link}",
}
_REST = {
    "vi": "Đơn {code} của {shop} còn thiếu {due}. Quét mã ở đây để trả nốt: {link}",
    "en": "Order {code} from {shop} still lacks {due:,}. The QR for the rest: {link}",
}
_HARVEST = {
    "vi": "{shop} dời ngày hái của đơn {code} sang {day}: {why}. Giữ hay hủy đơn, chọn ở đây: "
    "{link}",
    "en": "{shop} picks order {code} on {day} instead: {why}. Keep it or cancel it here: {link}",
}
_CHANGED = {
    "vi": "Khách đã sửa đơn {code}: {what}. Bây giờ {total}. Mở Chợ Bản để nhận đơn.",
    "en": "The buyer changed order {code}: {what}. Now {total:,}. Open Chợ Bản to accept.",
}
WAY = "way:"
"""Before a way in what a change is noted as: each reader has it in their own language."""
_COURIERS = {
    Way.VNPOST: "VNPost",
    Way.VIETTEL_POST: "Viettel Post",
    Way.GHN: "GHN",
    Way.GHTK: "GHTK",
}
_WAYS: dict[str, dict[Way, str]] = {
    "vi": _COURIERS
    | {
        Way.SEND: "gửi, trả cước khi nhận",
        Way.PICK_UP: "tới nhà lấy",
        Way.POST_OFFICE: "lấy ở bưu điện",
        Way.MARKET_DAY: "lấy ở chợ phiên",
        Way.RUNNER: "người bản mang tới",
        Way.COACH: "gửi xe khách",
    },
    "en": _COURIERS
    | {
        Way.SEND: "sent, carrier paid on arrival",
        Way.PICK_UP: "fetched at the house",
        Way.POST_OFFICE: "fetched at the post office",
        Way.MARKET_DAY: "fetched on market day",
        Way.RUNNER: "brought by the village",
        Way.COACH: "by coach",
    },
}
_DIFFERENCE = {
    "vi": {"due": "Còn thiếu {sum}", "over": "Nhà trả lại bạn {sum}"},
    "en": {"due": "Still to pay: {sum:,}", "over": "Given back to you: {sum:,}"},
}
_ACCOUNT_WANTED = {
    "vi": "{shop} trả lại bạn {amount} của đơn {code}. Cho biết số tài khoản ở đây: {link}",
    "en": "{shop} gives back {amount:,} of order {code}. Say to which account here: {link}",
}
_LINK = {
    "vi": "Chợ Bản: đường dẫn theo đơn {code}: {link}",
    "en": "Chợ Bản: the link to follow order {code}: {link}",
}
_TO_BUYER: dict[str, dict[Happened, str]] = {
    "vi": {
        Happened.CONFIRMED: "{shop} đã nhận đơn {code} và đang chuẩn bị hàng. {link}",
        Happened.SENT: "{shop} đã gửi đơn {code}.{more} {link}",
        Happened.CANCELLED: "Đơn {code} của {shop} đã hủy. {link}",
        Happened.EXPIRED: "Đơn {code} của {shop} đã hết giờ giữ hàng. Đặt lại khi bạn muốn.",
        Happened.BANK_SAID: "{shop} đã nhận {amount} cho đơn {code}, ngân hàng báo. {link}",
        Happened.GATEWAY_SAID: "Đã nhận {amount} cho đơn {code} của {shop} qua ví hoặc thẻ. {link}",
        Happened.MONEY_FOUND: "Khoản {amount} bạn chuyển đã được ghi cho đơn {code}. {link}",
        Happened.MONEY_TAKEN_OFF: "{shop} sửa lại: {amount} không phải của đơn {code}. {link}",
        Happened.WORD_WITHDRAWN: "{shop} sửa lại: chưa nhận {amount} của đơn {code}. {link}",
        Happened.REVIVED: "Đơn {code} của {shop} được mở lại: tiền đã vào, hàng vẫn còn. {link}",
        Happened.KEEPER_SAID_BANK: "{shop} báo đã nhận {amount} cho đơn {code}. {link}",
        Happened.KEEPER_SAID_CASH: "{shop} báo đã nhận {amount} tiền mặt cho đơn {code}. {link}",
        Happened.REFUNDED: "{shop} ghi đã trả lại bạn {amount} của đơn {code}. {link}",
        Happened.WEIGHED: "{shop} đã cân đơn {code}, tất cả {amount}.{more} {link}",
        Happened.WEIGHT_ASKED: "{shop} cân đơn {code} thấy khác lúc đặt:{more} Thành {amount}. "
        "Lấy hay thôi, chọn ở đây: {link}",
        Happened.REST_ASKED: "Đơn {code} của {shop} tới ngày hái. Còn phải trả {amount}: {link}",
        Happened.LET_GO: "{shop} bớt cho bạn {amount} của đơn {code}. {link}",
    },
    "en": {
        Happened.CONFIRMED: "{shop} accepted order {code} and is preparing it. {link}",
        Happened.SENT: "{shop} has sent order {code}.{more} {link}",
        Happened.CANCELLED: "Order {code} from {shop} is cancelled. {link}",
        Happened.EXPIRED: "Order {code} from {shop} ran out of time. Order again when you like.",
        Happened.BANK_SAID: "{shop} received {amount:,} for order {code}, says the bank. {link}",
        Happened.GATEWAY_SAID: "{amount:,} came by wallet or card for order {code}, {shop}. {link}",
        Happened.MONEY_FOUND: "The {amount:,} you sent is written down for order {code}. {link}",
        Happened.MONEY_TAKEN_OFF: "{shop} corrects: {amount:,} was not for order {code}. {link}",
        Happened.WORD_WITHDRAWN: "{shop} corrects: {amount:,} for order {code} has not come. "
        "{link}",
        Happened.REVIVED: "Order {code} from {shop} is open again: paid, goods are left. {link}",
        Happened.KEEPER_SAID_BANK: "{shop} says {amount:,} arrived for order {code}. {link}",
        Happened.KEEPER_SAID_CASH: "{shop} says it got {amount:,} in cash for order {code}. {link}",
        Happened.REFUNDED: "{shop} noted that {amount:,} of order {code} was given back. {link}",
        Happened.WEIGHED: "{shop} weighed order {code}: {amount:,} in all.{more} {link}",
        Happened.WEIGHT_ASKED: "Order {code} from {shop} weighs other than said:{more} "
        "It comes to {amount:,}. Take it or not, choose here: {link}",
        Happened.REST_ASKED: "Order {code} from {shop} is picked. Still to pay {amount:,}: {link}",
        Happened.LET_GO: "{shop} lets {amount:,} of order {code} go. {link}",
    },
}
_TO_KEEPER: dict[str, dict[Happened, str]] = {
    "vi": {
        Happened.CANCELLED: "Khách đã hủy đơn {code}. Hàng đã về lại quầy.",
        Happened.EXPIRED: "Đơn {code} hết giờ, chưa có tiền. Hàng đã về lại quầy.",
        Happened.BANK_SAID: "Đã vào {amount} cho đơn {code}. Ngân hàng báo.",
        Happened.GATEWAY_SAID: "Khách đã trả {amount} cho đơn {code} qua ví hoặc thẻ.",
        Happened.REVIVED: "Đơn {code} mở lại: tiền đã vào, hàng vẫn còn.",
        Happened.DONE: "Khách báo đã nhận hàng của đơn {code}.",
        Happened.NOT_COME: "Khách báo lại: chưa nhận được hàng của đơn {code}, lúc nãy bấm nhầm.",
        Happened.HARVEST_KEPT: "Khách vẫn chờ đơn {code} tới ngày hái mới.",
        Happened.WEIGHED: "Khách lấy đơn {code} như đã cân: {amount}.",
    },
    "en": {
        Happened.CANCELLED: "The buyer cancelled order {code}. The goods are back on the shelf.",
        Happened.EXPIRED: "Order {code} ran out of time unpaid. The goods are back on the shelf.",
        Happened.BANK_SAID: "{amount:,} came in for order {code}. The bank says so.",
        Happened.GATEWAY_SAID: "The buyer paid {amount:,} for order {code} by wallet or card.",
        Happened.REVIVED: "Order {code} is open again: the money is in, the goods are left.",
        Happened.DONE: "The buyer says that the goods of order {code} have come.",
        Happened.NOT_COME: "The buyer corrects: the goods of order {code} have not come.",
        Happened.HARVEST_KEPT: "The buyer of order {code} waits for the new day.",
        Happened.WEIGHED: "The buyer takes order {code} as weighed: {amount:,}.",
    },
}


def new_order(order: Order, *, link: str, language: str) -> str:
    """To the keeper: what to pick, for how much, and how to answer. For whom, the pages tell."""
    return _in(_NEW_FOR_KEEPER, language).format(**_of_new(order, link, language))


def new_order_form(order: Order, *, link: str, language: str) -> Form:
    """The same as a notice on Zalo."""
    said = _of_new(order, link, language)
    total = digits.dong(order.total.dong, language)
    return Form("new_order", said | {"goods": said["goods"][:FIELD], "total": total})


def _of_new(order: Order, link: str, language: str) -> dict[str, Any]:
    return {
        "code": order.short_code,
        "goods": ", ".join(f"{line.quantity} {line.unit} {line.name}" for line in order.lines),
        "total": order.total,
        "paying": _in(_PAYING, language)[order.pay_by] + _at_once(order, language),
        "whom": _whom(order.checkout),
        "link": link,
    }


def _at_once(order: Order, language: str) -> str:
    return _in(_DEPOSIT, language).format(sum=order.deposit) if order.deposit else ""


def _whom(checkout: Checkout) -> str:
    """A school is no secret; a person is not named."""
    return f", {checkout.institution_name}" if checkout.institution_name else ""


def placed(orders: Sequence[Order], *, link: str, language: str) -> str:
    """To the buyer, once for all households: the secret link."""
    total = Money.sum(order.total for order in orders)
    return _in(_PLACED, language).format(total=total, link=link)


def taken(orders: Sequence[Order], *, link: str, language: str) -> str:
    """To a buyer who called: what the household wrote down."""
    total = Money.sum(order.total for order in orders)
    return _in(_TAKEN, language).format(shop=orders[0].shop.name, total=total, link=link)


def rest_due(order: Order, *, link: str) -> str:
    """To a buyer who paid too little."""
    return _in(_REST, order.checkout.language).format(
        code=order.code, shop=order.shop.name, due=order.asked, link=link
    )


def harvest_moved(order: Order, day: date, why: str, *, link: str) -> str:
    """To a buyer who waits for it."""
    return _in(_HARVEST, order.checkout.language).format(
        code=order.code,
        shop=order.shop.name,
        day=f"{day.day}/{day.month}/{day.year}",
        why=why,
        link=link,
    )


def weights(order: Order, grams: Mapping[int, int]) -> str:
    """Gà mái 2,3 kg, Vịt 1,8 kg."""
    language = order.checkout.language
    weighed = (line for line in order.lines if line.id in grams)
    return ", ".join(f"{line.name} {units.kilos(grams[line.id], language)} kg" for line in weighed)


def weighed(order: Order) -> str:
    """What each weighs; and for those who have paid before, what of it is missing or too much."""
    said = weights(order, {line.id: line.grams for line in order.lines if line.grams})
    words = _in(_DIFFERENCE, order.checkout.language)
    if order.over:
        said += ". " + words["over"].format(sum=order.over)
    elif order.paid and order.due:
        said += ". " + words["due"].format(sum=order.due)
    return said


def account_wanted(order: Order, amount: Money, *, link: str) -> str:
    """To a buyer who is owed money by transfer."""
    return _in(_ACCOUNT_WANTED, order.checkout.language).format(
        code=order.code, shop=order.shop.name, amount=amount, link=link
    )


def changed(order: Order, what: str, *, language: str) -> str:
    """To the keeper, before anything is promised."""
    ways = _in(_WAYS, language)
    what = digits.sums_in(what, language)
    what = re.sub(rf"{WAY}(\w+)", lambda named: ways[Way(named[1])], what)
    return _in(_CHANGED, language).format(code=order.code, what=what, total=order.total)


def link_again(order: Order, *, link: str) -> str:
    """To a buyer who lost the first message."""
    return _in(_LINK, order.checkout.language).format(code=order.code, link=link)


def to_buyer(
    order: Order, happened: Happened, *, link: str, amount: Money | None, more: str = ""
) -> str | None:
    """Nothing when there is nothing the buyer need be told."""
    words = _in(_TO_BUYER, order.checkout.language).get(happened)
    shop = order.shop.name
    more = f" {more}." if more else ""
    return words and words.format(code=order.code, shop=shop, amount=amount, link=link, more=more)


def to_keeper(
    order: Order, happened: Happened, *, language: str, amount: Money | None
) -> str | None:
    words = _in(_TO_KEEPER, language).get(happened)
    return words and words.format(code=order.code, amount=amount)


def _in(words: Mapping[str, Words], language: str) -> Words:
    return words.get(language) or words["vi"]
