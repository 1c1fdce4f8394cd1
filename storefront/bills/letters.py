"""What a payer and a keeper are told about a bill: short enough for an SMS, in their language."""

import enum
from datetime import datetime

from storefront import addresses
from storefront.bills.models import Bill
from storefront.money import Money
from storefront.notifications import actions as notifications


class About(enum.StrEnum):
    ISSUED = "issued"
    REMINDER = "reminder"
    BANK_SAID = "bank_said"
    KEEPER_SAID = "keeper_said"
    VOIDED = "voided"
    REFUNDED = "refunded"
    TAKEN_OFF = "taken_off"
    NOT_COME = "not_come"


_TO_PAYER = {
    "vi": {
        About.ISSUED: "{shop} gửi {payer} phiếu thu {code}: {total}, trả trước {day}. "
        "Xem từng khoản và trả: {link}",
        About.REMINDER: "{shop} nhắc: phiếu thu {code} còn {due}, hạn {day}. {link}",
        About.BANK_SAID: "{shop} đã nhận {amount} cho phiếu thu {code}, ngân hàng báo. "
        "Biên nhận: {link}",
        About.KEEPER_SAID: "{shop} báo đã nhận {amount} cho phiếu thu {code}. Biên nhận: {link}",
        About.VOIDED: "{shop} đã hủy phiếu thu {code}. Bạn không phải trả nữa. {link}",
        About.TAKEN_OFF: "{shop} sửa lại: {amount} không phải của phiếu thu {code}. {link}",
        About.NOT_COME: "{shop} sửa lại: chưa nhận {amount} của phiếu thu {code}. {link}",
        About.REFUNDED: "{shop} ghi đã trả lại bạn {amount} của phiếu thu {code}. {link}",
    },
    "en": {
        About.ISSUED: "{shop} sends {payer} bill {code}: {total:,}, to be paid by {day}. "
        "See every line and pay: {link}",
        About.REMINDER: "{shop} reminds you: {due:,} of bill {code} is open, due {day}. {link}",
        About.BANK_SAID: "{shop} received {amount:,} for bill {code}, says the bank. "
        "Receipt: {link}",
        About.KEEPER_SAID: "{shop} says {amount:,} arrived for bill {code}. Receipt: {link}",
        About.VOIDED: "{shop} has voided bill {code}. You owe nothing. {link}",
        About.TAKEN_OFF: "{shop} corrects: {amount:,} was not for bill {code}. {link}",
        About.NOT_COME: "{shop} corrects: {amount:,} for bill {code} has not come. {link}",
        About.REFUNDED: "{shop} noted that {amount:,} of bill {code} was given back. {link}",
    },
}
_TO_KEEPER = {
    "vi": "Đã vào {amount} cho phiếu thu {code} của {payer}. Ngân hàng báo.",
    "en": "{amount:,} came in for bill {code} of {payer}. The bank says so.",
}


def to_payer(bill: Bill, about: About, *, amount: Money | None = None, at: datetime) -> None:
    if bill.payer_phone is None:
        return
    words = _TO_PAYER.get(bill.language, _TO_PAYER["vi"])[about]
    body = words.format(
        shop=bill.shop.name,
        payer=bill.payer_name,
        code=bill.code,
        total=bill.total,
        due=bill.due,
        amount=amount,
        day=f"{bill.due_on.day}/{bill.due_on.month}/{bill.due_on.year}",
        link=addresses.bill(bill.secret),
    )
    notifications.write(body, to=bill.payer_phone, at=at)


def to_keeper(bill: Bill, amount: Money, *, at: datetime) -> None:
    """Of what a bank told; of what was pressed the trace tells."""
    keeper = bill.shop.household.keeper
    if keeper.phone:
        words = _TO_KEEPER.get(keeper.language, _TO_KEEPER["vi"])
        body = words.format(amount=amount, code=bill.code, payer=bill.payer_name)
        notifications.write(body, to=keeper.phone, person=keeper, at=at)
