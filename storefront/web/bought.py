"""The buyer's receipt: what was bought, what came for it by which way, what went back."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.orders import queries
from storefront.orders.models import Order
from storefront.payments import queries as receipts
from storefront.web import bill_words, sheets, terms
from storefront.web.doors import SECRET_LINK, door
from storefront.web.private import private

bp = Blueprint("bought", __name__, url_prefix="/follow/<secret>/<code>")


@bp.get("/receipt")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    order = _order(secret, code)
    page = render_template(
        "tracking/receipt.html",
        order=order,
        here=url_for("tracking.show", secret=secret, code=code),
        came=_came(order),
        no_invoice=sheets.no_invoice(),
        conditions=terms.conditions_told(order.placed_at),
    )
    return private(make_response(page))


@bp.get("/receipt.pdf")
@door(SECRET_LINK)
def paper(secret: str, code: str) -> Response:
    order = _order(secret, code)
    pdf = sheets.receipt_of_order(order, _came(order))
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{order.code}.pdf"'
    return private(answer)


def _came(order: Order) -> list[tuple[str, str, str]]:
    return bill_words.came(receipts.of_order(order.id))


def _order(secret: str, code: str) -> Order:
    """One for which money has come; there is no receipt for a promise."""
    order = queries.by_link(secret, code)
    if order is None or not (order.paid or order.refunded):
        abort(404)
    return order
