"""A QR on paper: what stands around it, and how it is sent."""

from flask import Response, make_response, request
from flask_babel import gettext as _

from storefront import addresses, banks
from storefront.bills.models import Bill
from storefront.orders.models import Order, OrderLine
from storefront.posters import press
from storefront.posters.press import Sheet, Size
from storefront.shops.models import PaymentAccount, Shop
from storefront.web.filters import code as spaced
from storefront.web.filters import day, in_digits, in_words, number
from storefront.web.languages import language
from storefront.web.terms import conditions_told
from storefront.web.unit_words import kilos

RECEIPT = press.TEMPLATE.with_name("receipt.typ")
SIZES: dict[str, Size] = {"a4": "a4", "a5": "a5", "a6": "a6"}


def to_shop(shop: Shop, content: str, *, serial: str, size: Size) -> Sheet:
    """Leads to the shop's page."""
    return Sheet(
        size=size,
        lang=language(),
        code=shop.code,
        content=content,
        name=shop.name,
        place=_place(shop),
        call=_("Scan to see what is picked this week"),
        compare=_("The phone must show this very pattern."),
        check=_check(serial),
        qr_words=_("QR to the shop"),
        mark_words=_("The pattern of this shop"),
    )


def to_account(
    shop: Shop, account: PaymentAccount, content: str, *, serial: str, size: Size, sum_: str = ""
) -> Sheet:
    """Asks for a transfer: the name and the last digits stand beside it."""
    bank = banks.name_of(account.bank_bin)
    return Sheet(
        size=size,
        lang=language(),
        code=shop.code,
        content=content,
        name=shop.name,
        place=_place(shop),
        call=_("Scan with your banking app"),
        compare=_("Your bank must show the name %(name)s. If not, stop.", name=account.holder),
        check=_check(serial),
        qr_words=_("VietQR: pays %(holder)s", holder=account.holder),
        mark_words=_("The pattern of this shop"),
        sum=sum_,
        holder=account.holder,
        account=f"{bank} · {_('last digits')} {account.tail}",
    )


def receipt(bill: Bill, came: list[tuple[str, str, str]]) -> bytes:
    """Every line, their sum, and what has come of it."""
    said = {
        "lang": language(),
        "title": _("Receipt %(code)s", code=bill.code)
        if bill.paid
        else _("Bill %(code)s", code=bill.code),
        "name": bill.shop.name,
        "place": _place(bill.shop),
        "facts": [
            [_("Payer"), bill.payer_name],
            [_("Written on"), day(bill.issued_at)],
            [_("Due on"), day(bill.due_on)],
            [_("Note"), bill.note],
        ],
        "heads": [_("What for"), _("How many"), _("Each"), _("Sum")],
        "lines": [
            [it.name, number(it.quantity), number(it.unit_price.dong), number(it.amount.dong)]
            for it in bill.lines
        ],
        "total": [_("Together"), in_digits(bill.total), in_words(bill.total)],
        "came": came,
        "came_words": _("What has come"),
        "due": [_("Still to pay"), in_digits(bill.due)] if bill.due else [],
        "void": _("This bill is void. Nobody owes it.") if bill.is_void else "",
        "check": _check(bill.code),
        "mark_words": _("The pattern of this shop"),
    }
    return press.typeset(RECEIPT, said, {"mark": press.mark(bill.shop.code), "band": press.band()})


def receipt_of_order(order: Order, came: list[tuple[str, str, str]]) -> bytes:
    """For the buyer to keep: what was bought, what was paid and how, what went back."""
    lines = [
        [_sold(it), *map(number, (it.quantity, it.unit_price.dong, it.amount.dong))]
        for it in order.lines
    ]
    fee = [[_("Delivery"), "1", number(order.fee.dong), number(order.fee.dong)]]
    said = {
        "lang": language(),
        "title": _("Receipt %(code)s", code=order.code),
        "name": order.shop.name,
        "place": _place(order.shop),
        "facts": [
            [_("Buyer"), order.checkout.buyer_name],
            [_("Ordered on"), day(order.placed_at)],
            [_("Handed over"), day(order.done_at) if order.done_at else ""],
            [_("Seller"), order.shop.household.keeper.name],
        ],
        "heads": [_("What for"), _("How many"), _("Each"), _("Sum")],
        "lines": lines + (fee if order.fee else []),
        "total": [_("Together"), in_digits(order.total), in_words(order.total)],
        "came": came,
        "came_words": _("What has come"),
        "due": [_("Still to pay"), in_digits(order.due)] if order.due else [],
        "void": _("This order was called off.") if order.has_ended_unsold else "",
        "check": f"{no_invoice()}\n{conditions_told(order.placed_at)}",
        "mark_words": _("The pattern of this shop"),
    }
    images = {"mark": press.mark(order.shop.code), "band": press.band()}
    return press.typeset(RECEIPT, said, images)


def _sold(line: OrderLine) -> str:
    """With what the scale said, where that made the price."""
    said = (line.name, line.unit, kilos(line.grams) if line.grams else "")
    return ", ".join(word for word in said if word)


def no_invoice() -> str:
    return str(
        _(
            "This is a receipt, not a VAT invoice. An e-invoice is written by the household "
            "itself, where the law asks for one."
        )
    )


def sent(sheet: Sheet, *, named: str) -> Response:
    """As PDF, and only once while nothing on it changes."""
    answer = make_response()
    answer.set_etag(sheet.tag)
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    if request.if_none_match.contains(sheet.tag):
        answer.status_code = 304
        return answer
    answer.data = press.pdf(sheet)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{named}-{sheet.size}.pdf"'
    return answer


def _place(shop: Shop) -> str:
    return f"{shop.household.village.full_name}, {shop.commune.full_name}"


def _check(serial: str) -> str:
    """cho.example/check · QR7K 2M9Q4"""
    spoken = {"address": addresses.bare("/check"), "serial": spaced(serial)}
    return str(_("Is this QR real? %(address)s · %(serial)s", **spoken))
