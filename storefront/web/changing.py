"""A buyer changes an order while the household has not promised it."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.db import deed
from storefront.errors import MarketError
from storefront.orders import changing, queries
from storefront.orders.changing import Wish
from storefront.orders.models import Order
from storefront.orders.refusals import (
    EmptyBasket,
    NotNow,
    OutOfStock,
    PriceChanged,
    ProductRefused,
    TooMuch,
)
from storefront.payments import changing as paid_changing
from storefront.payments.refusals import MoneyUnderWay
from storefront.web.doors import SECRET_LINK, door
from storefront.web.filters import phone
from storefront.web.forms.changes import ChangeForm
from storefront.web.forms.draft import Draft
from storefront.web.private import private

bp = Blueprint("changing", __name__, url_prefix="/follow/<secret>/<code>/change")

MOST = 9_999


@bp.get("")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    order = _order(secret, code)
    if not changing.may_be_changed(order):
        flash(_("The household is already at work on it. Call them."), "wait")
        return redirect(url_for("tracking.show", secret=secret, code=code))
    found = order.checkout
    typed = {"phone": phone(found.buyer_phone), "address": found.address, "note": found.note}
    typed |= {f"quantity-{line.id}": str(line.quantity) for line in order.lines}
    return _page(order, Draft(ChangeForm, typed), 200)


@bp.post("")
@door(SECRET_LINK)
def change(secret: str, code: str) -> ResponseReturnValue:
    draft = Draft.read(ChangeForm)
    order = _order(secret, code)
    quantities = _quantities(draft, order)
    if order.checkout.address and not draft.typed["address"]:
        draft.refuse("address", _("The house number is missing. Example: 12 Ngọc Lâm, lane 34."))
    if not draft.ok:
        return _page(order, draft, 422)
    wish = Wish(quantities, draft.data.address, draft.data.phone, draft.data.note)
    try:
        with deed():
            changed = paid_changing.change(_order(secret, code), wish, at=clock.now())
    except NotNow:
        flash(_("The household is already at work on it. Call them."), "wait")
    except MarketError as refusal:
        draft.refuse("form", _why(refusal))
        return _page(_order(secret, code), draft, 422)
    else:
        flash(_("Changed. The household has been told.") if changed else _("Nothing was changed."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


def _quantities(draft: Draft[ChangeForm], order: Order) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for line in order.lines:
        name = f"quantity-{line.id}"
        said = request.form.get(name, "").strip()[:20] or str(line.quantity)
        draft.typed[name] = said
        if said.isascii() and said.isdigit() and int(said) <= MOST:
            wanted[line.id] = int(said)
        else:
            draft.refuse(name, _("Write a whole number."))
    return wanted


def _why(refusal: MarketError) -> str:
    if isinstance(refusal, EmptyBasket):
        return str(_("Nothing would be left. Cancel the order instead."))
    if isinstance(refusal, TooMuch):
        return str(_("One transfer carries less than 500 million. Order in two parts."))
    if isinstance(refusal, PriceChanged):
        return str(_("More of it costs another price by now. Order the rest apart."))
    if isinstance(refusal, MoneyUnderWay):
        return str(_("Money for this order is on its way. Change it when that has arrived."))
    if isinstance(refusal, OutOfStock):
        return str(_("%(name)s: only %(left)s more left.", name=refusal.name, left=refusal.left))
    if isinstance(refusal, ProductRefused):
        return str(_("%(name)s: there is no more of it to order.", name=refusal.name))
    raise refusal


def _page(order: Order, draft: Draft[ChangeForm], status: int) -> ResponseReturnValue:
    page = render_template(
        "tracking/change.html",
        order=order,
        draft=draft,
        here=url_for("tracking.show", secret=order.checkout.secret, code=order.code),
        may_move=changing.same_house(order.checkout),
    )
    return private(make_response(page, status))


def _order(secret: str, code: str) -> Order:
    found = queries.by_secret(secret) or abort(404)
    return next((it for it in found.orders if it.code == code), None) or abort(404)
