"""What we write about a complaint: short enough for an SMS, in its reader's language."""

from collections.abc import Mapping

from storefront.complaints.models import Trouble
from storefront.money import Money
from storefront.orders.models import Order

TROUBLES: Mapping[str, Mapping[Trouble, str]] = {
    "vi": {
        Trouble.NOT_COME: "hàng chưa tới",
        Trouble.SPOILED: "hàng hỏng",
        Trouble.WRONG: "sai hàng",
        Trouble.SHORT: "thiếu hàng",
        Trouble.OTHER: "chuyện khác",
    },
    "en": {
        Trouble.NOT_COME: "not come",
        Trouble.SPOILED: "spoiled",
        Trouble.WRONG: "wrong goods",
        Trouble.SHORT: "too little",
        Trouble.OTHER: "something else",
    },
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "opened": "Khách khiếu nại đơn {code}: {trouble}. Trả lời trước {until}: {link}",
        "passed_on": "Khiếu nại đơn {code} của {shop} quá giờ chưa ai trả lời. Giờ tới lượt bạn: "
        "{link}",
        "taken_over": "Khiếu nại đơn {code}: {shop} chưa trả lời kịp, nay tổ công nghệ và xã lo "
        "tiếp. {link}",
        "accepted_money": "{shop} nhận lỗi đơn {code}, trả lại bạn {amount}. {link}",
        "accepted_again": "{shop} nhận lỗi đơn {code} và sẽ gửi lại hàng. {link}",
        "offered": "{shop} xin trả lại {amount} cho đơn {code}. Đồng ý hay nhờ xã xét, chọn ở đây: "
        "{link}",
        "refused": "{shop} không nhận khiếu nại đơn {code}: {reason}. Bạn nhờ xã xét được: {link}",
        "decided": "Xã đã quyết về đơn {code}: trả lại bạn {amount}. {reason}. {link}",
        "decided_keeper": "Xã đã quyết về đơn {code}: trả khách {amount}. {reason}. {link}",
        "appealed": "Khách đơn {code} nhờ xã xét. Xã sẽ quyết trước {until}. {link}",
        "asked_to_decide": "Khách mua của {shop} nhờ xã xét đơn {code}: {trouble}. Quyết trước "
        "{until}: {link}",
        "taken": "Khách đồng ý về đơn {code}: {amount}. {link}",
        "withdrawn": "Khách đã rút khiếu nại đơn {code}.",
    },
    "en": {
        "opened": "Complaint about order {code}: {trouble}. Answer before {until}: {link}",
        "passed_on": "Nobody answered the complaint about order {code}, {shop}. Your turn: {link}",
        "taken_over": "Order {code}: {shop} has not answered in time. Team and commune see to it "
        "now. {link}",
        "accepted_money": "{shop} accepts it: {amount:,} of order {code} goes back to you. {link}",
        "accepted_again": "{shop} accepts it and sends order {code} again. {link}",
        "offered": "{shop} offers {amount:,} back for order {code}. Agree or ask the "
        "commune: {link}",
        "refused": "{shop} refuses the complaint about {code}: {reason}. Ask the commune: {link}",
        "decided": "The commune decided about order {code}: {amount:,} goes back. {reason}. {link}",
        "decided_keeper": "The commune decided about {code}: {amount:,} goes back. {reason}. "
        "{link}",
        "appealed": "The buyer of order {code} asks the commune, which decides by {until}. {link}",
        "asked_to_decide": "A buyer of {shop} asks you to decide about {code}: {trouble}. By "
        "{until}: {link}",
        "taken": "The buyer agrees about order {code}: {amount:,}. {link}",
        "withdrawn": "The buyer withdrew the complaint about order {code}.",
    },
}


def say(
    what: str,
    order: Order,
    *,
    language: str,
    link: str,
    trouble: Trouble = Trouble.OTHER,
    amount: Money | None = None,
    reason: str = "",
    until: str = "",
) -> str:
    language = language if language in _WORDS else "vi"
    return _WORDS[language][what].format(
        code=order.code,
        shop=order.shop.name,
        trouble=TROUBLES[language][trouble],
        amount=amount,
        reason=reason.rstrip("."),
        until=until,
        link=link,
    )
