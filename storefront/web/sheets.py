"""A QR on paper: what stands around it, and how it is sent."""

from flask import Response, make_response, request
from flask_babel import gettext as _

from storefront import addresses, banks
from storefront.bills.models import Bill
from storefront.posters import press
from storefront.posters.press import Sheet, Size
from storefront.shops.models import PaymentAccount, Shop
from storefront.web.filters import code as spaced
from storefront.web.filters import day, in_words, number
from storefront.web.languages import language

RECEIPT = press.TEMPLATE.with_name("receipt.typ")
SIZES: dict[str, Size] = {"a4": "a4", "a5": "a5"}


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
        "total": [_("Together"), str(bill.total), in_words(bill.total)],
        "came": came,
        "came_words": _("What has come"),
        "due": [_("Still to pay"), str(bill.due)] if bill.due else [],
        "void": _("This bill is void. Nobody owes it.") if bill.is_void else "",
        "check": _check(bill.code),
        "mark_words": _("The pattern of this shop"),
    }
    return press.typeset(RECEIPT, said, {"mark": press.mark(bill.shop.code), "band": press.band()})


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
    bare = addresses.market().removeprefix("https://").removeprefix("http://")
    spoken = {"address": f"{bare}/check", "serial": spaced(serial)}
    return str(_("Is this QR real? %(address)s · %(serial)s", **spoken))
