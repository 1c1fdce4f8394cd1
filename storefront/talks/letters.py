"""The one line that tells somebody of an unread message, in their language, without its words."""

from storefront.orders.models import Order

_UNREAD = {
    "vi": "Chợ Bản: có tin nhắn mới về đơn {code}. Đọc và trả lời: {link}",
    "en": "Chợ Bản: a new message about order {code}. Read and answer: {link}",
}


def unread(order: Order, *, link: str, language: str) -> str:
    return _UNREAD.get(language, _UNREAD["vi"]).format(code=order.code, link=link)
