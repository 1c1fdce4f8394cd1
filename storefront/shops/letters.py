"""What a keeper is told by message when something important changes, in the keeper's language."""

from datetime import datetime

from storefront import banks
from storefront.accounts.models import Person
from storefront.notifications import actions as notifications
from storefront.shops.models import Certificate, Household, PaymentAccount, Product, Shop

_ACCOUNT = {
    "vi": "Chợ Bản: {by} vừa ghi tài khoản nhận tiền của nhà mình: {bank}, số cuối {tail}, "
    "tên {holder}. Không đúng thì gọi tổ bản ngay.",
    "en": "Chợ Bản: {by} has just written down where your household is paid: {bank}, "
    "ending {tail}, in the name of {holder}. If that is wrong, call your team now.",
}

_PHONE = {
    "vi": "Chợ Bản: {by} vừa đổi số điện thoại của nhà mình. Số này không còn vào chợ được. "
    "Không đúng thì gọi tổ bản ngay.",
    "en": "Chợ Bản: {by} has just changed your household's phone number. This one no longer "
    "signs in. If that is wrong, call your team now.",
}


def phone_changed(household: Household, *, to: str | None, by: Person, at: datetime) -> None:
    """Told to the old number."""
    keeper = household.keeper
    if keeper.phone and keeper.phone != to:
        body = _PHONE.get(keeper.language, _PHONE["vi"]).format(by=by.name)
        notifications.write(body, to=keeper.phone, person=keeper, at=at)


def account_declared(account: PaymentAccount, *, by: Person, at: datetime) -> None:
    """Told when somebody else pressed. Of a change the keeper hears at every step (payouts/)."""
    keeper = account.household.keeper
    if keeper.phone is None or by is keeper or len(account.household.accounts) > 1:
        return
    body = _ACCOUNT.get(keeper.language, _ACCOUNT["vi"]).format(
        by=by.name,
        bank=banks.name_of(account.bank_bin),
        tail=account.tail,
        holder=account.holder,
    )
    notifications.write(body, to=keeper.phone, person=keeper, at=at)


_LOOKED_AT = {
    ("vi", True): "Chợ Bản: {by} đã xem {name}. Bán được, khách đã thấy.",
    ("vi", False): "Chợ Bản: {by} đã xem {name}. Chợ không bán được hàng này. Hỏi tổ bản.",
    ("en", True): "Chợ Bản: {by} has looked at {name}. It may be sold, buyers see it.",
    ("en", False): "Chợ Bản: {by} has looked at {name}. It cannot be sold here. Ask your team.",
}


def goods_looked_at(product: Product, *, passed: bool, by: Person, at: datetime) -> None:
    keeper = product.shop.household.keeper
    if keeper.phone:
        words = _LOOKED_AT.get((keeper.language, passed)) or _LOOKED_AT["vi", passed]
        body = words.format(by=by.name, name=product.full_name)
        notifications.write(body, to=keeper.phone, person=keeper, at=at)


_PAPER_ENDS = {
    "vi": "Chợ Bản: giấy {number} hết hạn ngày {day}. Từ hôm đó không còn dấu chứng nhận. "
    "Hỏi xã để làm lại sớm.",
    "en": "Chợ Bản: certificate {number} ends on {day}. From then on its badge is gone. "
    "Ask the commune early how to renew it.",
}


def paper_ends(shop: Shop, paper: Certificate, *, at: datetime) -> None:
    keeper, day = shop.household.keeper, paper.expires_on
    if keeper.phone:
        words = _PAPER_ENDS.get(keeper.language, _PAPER_ENDS["vi"])
        body = words.format(number=paper.number, day=f"{day.day}/{day.month}/{day.year}")
        notifications.write(body, to=keeper.phone, person=keeper, at=at)
