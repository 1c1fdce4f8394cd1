"""From basket to orders: one page to fill in, one press, and the QR is there."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import codes
from storefront.db import deed
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import queries
from storefront.orders.models import Checkout, Delivery, PayBy
from storefront.orders.refusals import EmptyBasket, PriceChanged, ProductRefused
from storefront.places.models import Place
from storefront.tills import at_hand
from storefront.web import basket, devices, going, order_page, ordering
from storefront.web.doors import PUBLIC, door
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me_or_none
from storefront.web.private import private

bp = Blueprint("checkout", __name__, url_prefix="/checkout")


@bp.get("")
@door(PUBLIC)
def show() -> ResponseReturnValue:
    return _page(begun(), 200)


def begun() -> Draft[CheckoutForm]:
    """The form as somebody finds it who may be known already."""
    me = me_or_none()
    typed = {"name": me.name, "phone": me.phone or ""} if me else {}
    typed |= {"delivery": Delivery.SEND, "pay_by": PayBy.VIETQR, "once": codes.secret()}
    return Draft(CheckoutForm, typed)


@bp.post("")
@door(PUBLIC)
def place() -> ResponseReturnValue:
    """The page with the QR is the answer itself: on a thin line every request counts.

    Sent again, by a second press or by reloading, it shows the same orders.
    """
    draft = Draft.read(CheckoutForm)
    if request.form.get("only") == "fees":
        only_place, commune = ordering.only_where_to(draft)
        return _page(only_place, 200, to=commune)
    commune = ordering.where_to(draft)
    ordering.for_whom(draft)
    if not draft.ok:
        return _page(draft, 422, to=commune)
    buyer = ordering.buyer(draft.data, commune)
    try:
        with deed():
            checkout = ordering.place(basket.contents(), buyer, draft.data)
    except MarketError as refusal:
        return _refused(refusal, draft, commune)
    basket.sold()
    answer = placed(checkout)
    basket.clear(answer)
    return answer


def placed(checkout: Checkout) -> Response:
    """The order's page, at the address where it is found again."""
    answer = make_response(order_page.page(checkout, checkout.orders[0]), 201)
    answer.headers["Content-Location"] = url_for("tracking.checkout", secret=checkout.secret)
    devices.keep_mark(answer)
    return private(answer)


def _refused(
    refusal: MarketError, draft: Draft[CheckoutForm], commune: Place | None
) -> ResponseReturnValue:
    if isinstance(refusal, ProductRefused):
        flash(ordering.why(refusal), "wait")
        return redirect(url_for("basket.show"))
    if isinstance(refusal, EmptyBasket):
        return redirect(url_for("basket.show"))
    if isinstance(refusal, PriceChanged):
        flash(_("The sum is another one now. Look at it again, then press."), "wait")
        return _page(draft, 409, to=commune)
    ordering.blame(draft, refusal)
    return _page(draft, 422, to=commune)


def payable(draft: Draft[Any], cash_only: list[str]) -> list[str]:
    """The wallets and cards there are; what a house cannot take is not left chosen."""
    wallets = at_hand().titles()
    if cash_only and draft.typed["pay_by"] == PayBy.VIETQR:
        draft.typed["pay_by"] = PayBy.GATEWAY if wallets else PayBy.CASH
    return list(wallets)


def _page(
    draft: Draft[CheckoutForm], status: int, *, to: Place | None = None
) -> ResponseReturnValue:
    parcels = basket.parcels()
    if not parcels or not all(parcel.is_ready for parcel in parcels):
        return basket.show()  # it says what is in the way
    cash_only = queries.cash_only([parcel.code for parcel in parcels])
    wallets = payable(draft, cash_only)
    fetched = draft.typed.get("delivery") == Delivery.PICK_UP
    parcels_going = going.of(parcels, to=to, fetched=fetched)
    page = render_template(
        "checkout/show.html",
        draft=draft,
        goings=parcels_going,
        by_parcel=any(it.has_chosen for it in parcels_going),
        total=Money.sum(it.total for it in parcels_going),
        cash_only=cash_only,
        wallets=wallets,
    )
    return private(Response(page, status))
