"""What a payer sees by the secret link: every line, the QR, and afterwards the receipt."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock, qr
from storefront.bills import queries
from storefront.bills.models import Bill
from storefront.payments import queries as receipts
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer
from storefront.web import bill_words, sheets
from storefront.web.described import Version, described
from storefront.web.doors import SECRET_LINK, door
from storefront.web.filters import in_digits
from storefront.web.posters import drawing
from storefront.web.private import private

bp = Blueprint("bill_page", __name__, url_prefix="/bill/<secret>")


@bp.get("")
@door(SECRET_LINK)
def show(secret: str) -> ResponseReturnValue:
    bill = _bill(secret)
    account = bill.account
    words = _("VietQR: pays %(amount)s to %(holder)s", amount=bill.due, holder=_holder(bill))
    page = render_template(
        "bills/show.html",
        bill=bill,
        shop=bill.shop,
        drawing=drawing(payload(bill), words) if _asks(bill) else None,
        bank=banks.name_of(account.bank_bin) if account else "",
        came=bill_words.came(receipts.of_bill(bill.id)),
        kind=bill_words.kinds()[bill.what_for],
        today=clock.village_date(clock.now()),
        words=bill_words,
        version=version(bill),
    )
    return private(make_response(page))


@bp.get("/qr.png")
@door(SECRET_LINK)
def picture(secret: str) -> Response:
    bill = _asking(secret)
    answer = Response(qr.png(payload(bill)), mimetype="image/png")
    answer.headers["Content-Disposition"] = f"attachment; filename={bill.code}.png"
    return private(answer)


@bp.get("/qr.pdf")
@door(SECRET_LINK)
def sheet(secret: str) -> Response:
    """The QR on paper, such as for a stall-holder without a phone at hand."""
    bill = _asking(secret)
    assert bill.account  # noqa: S101  see _asks
    paper = sheets.to_account(
        bill.shop,
        bill.account,
        payload(bill),
        serial=bill.code,
        size="a5",
        sum_=in_digits(bill.due),
    )
    return private(sheets.sent(paper, named=bill.code))


@bp.get("/receipt.pdf")
@door(SECRET_LINK)
def receipt(secret: str) -> Response:
    """Repeats every line, whatever has come so far."""
    bill = _bill(secret)
    paper = sheets.receipt(bill, bill_words.came(receipts.of_bill(bill.id)))
    answer = Response(paper, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{bill.code}.pdf"'
    return private(answer)


@bp.get("/state.json")
@door(SECRET_LINK)
@described("Whether its page has anything new to say.", {200: Version})
def state(secret: str) -> Response:
    """For the small script that turns the page over when something has happened."""
    told: Version = {"version": version(_bill(secret))}
    return private(make_response(told))


def payload(bill: Bill) -> str:
    """The bill's own VietQR: account, what is still due, and the code as note."""
    assert bill.account  # noqa: S101  see _asks
    account = bill.account
    return vietqr.payload(
        Transfer(account.bank_bin, account.number, amount=bill.due, memo=bill.code)
    )


def version(bill: Bill) -> str:
    """Changes whenever the payer should see another page."""
    return f"{bill.paid.dong}-{bill.refunded.dong}-{bill.is_void}"


def _bill(secret: str) -> Bill:
    return queries.by_secret(secret) or abort(404)


def _asks(bill: Bill) -> bool:
    return bill.account is not None and bool(bill.due)


def _asking(secret: str) -> Bill:
    bill = _bill(secret)
    return bill if _asks(bill) else abort(404)


def _holder(bill: Bill) -> str:
    return bill.account.holder if bill.account else ""
