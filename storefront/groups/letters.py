"""What we write to an organiser: short enough for an SMS, in their language."""

from storefront.groups.models import GroupOrder

_OPENED = {
    "vi": "Chợ Bản: đơn chung {title} đã mở. Đường dẫn của người đứng ra, đừng gửi ai: {link}",
    "en": "Chợ Bản: the group order {title} is open. For the organiser only: {link}",
}


def opened(group: GroupOrder, *, link: str) -> str:
    words = _OPENED.get(group.language, _OPENED["vi"])
    return words.format(title=group.title, link=link)
