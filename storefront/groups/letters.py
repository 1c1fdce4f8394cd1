"""What we write to an organiser: short enough for an SMS, in their language."""

from storefront.groups.models import GroupOrder

_OPENED = {
    "vi": "Chợ Bản: đơn chung {title} đã mở. Đường dẫn của người đứng ra, đừng gửi ai: {link}",
    "en": "Chợ Bản: the group order {title} is open. For the organiser only: {link}",
}
_OVER = {
    "vi": "Chợ Bản: đơn chung {title} đã hết giờ chọn, {many} người đã chọn. Xem và đặt: {link}",
    "en": "Chợ Bản: choosing for {title} is over, {many} have chosen. Look and order: {link}",
}


def opened(group: GroupOrder, *, link: str) -> str:
    words = _OPENED.get(group.language, _OPENED["vi"])
    return words.format(title=group.title, link=link)


def over(group: GroupOrder, *, link: str) -> str:
    words = _OVER.get(group.language, _OVER["vi"])
    many = sum(bool(member.wishes) for member in group.members)
    return words.format(title=group.title, many=many, link=link)
