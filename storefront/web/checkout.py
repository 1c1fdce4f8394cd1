"""From basket to orders: one page to fill in, one press, and the QR is there."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, codes
from storefront.db import deed
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders import queries
from storefront.orders.actions import Buyer
from storefront.orders.models import Checkout, Delivery, PayBy
from storefront.orders.refusals import (
    EmptyBasket,
    NothingToPayWith,
    OffSeason,
    OutOfStock,
    Paused,
    PriceChanged,
    ProductRefused,
    TooMuch,
)
from storefront.places.models import Place
from storefront.screening import marks
from storefront.tills import at_hand
from storefront.web import basket, devices, order_page, place_picker
from storefront.web.doors import PUBLIC, door
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.draft import Draft
from storefront.web.languages import language
from storefront.web.people import me_or_none
from storefront.web.private import private

bp = Blueprint("checkout", __name__, url_prefix="/checkout")


@bp.get("")
@door(PUBLIC)
def show() -> ResponseReturnValue:
    me = me_or_none()
    typed = {"name": me.name, "phone": me.phone or ""} if me else {}
    typed |= {"delivery": Delivery.SEND, "pay_by": PayBy.VIETQR, "once": codes.secret()}
    return _page(Draft(CheckoutForm, typed), 200)


@bp.post("")
@door(PUBLIC)
def place() -> ResponseReturnValue:
    """The page with the QR is the answer itself: on a thin line every request counts.

    Sent again, by a second press or by reloading, it shows the same orders.
    """
    draft = Draft.read(CheckoutForm)
    commune = _commune(draft)
    if not draft.ok:
        return _page(draft, 422)
    try:
        with deed():
            checkout = _place(draft.data, commune)
    except MarketError as refusal:
        return _refused(refusal, draft)
    basket.sold()
    answer = make_response(order_page.page(checkout, checkout.orders[0]), 201)
    answer.headers["Content-Location"] = url_for("tracking.checkout", secret=checkout.secret)
    basket.clear(answer)
    devices.keep_mark(answer)
    return private(answer)


def _commune(draft: Draft[CheckoutForm]) -> Place | None:
    """Where to send it; asked only of those who want it sent."""
    if draft.typed.get("delivery") != Delivery.SEND:
        return None
    if not draft.typed.get("address"):
        draft.refuse("address", _("The house number is missing. Example: 12 Ngọc Lâm, lane 34."))
    return place_picker.pick(draft, "commune", on=clock.village_date(clock.now()))


def _place(form: CheckoutForm, commune: Place | None) -> Checkout:
    me = me_or_none()
    buyer = Buyer(
        name=form.name,
        phone=form.phone,
        delivery=form.delivery,
        address=form.address if commune else "",
        commune_id=commune.id if commune else None,
        note=form.note,
        language=language(),
        person_id=me.id if me else None,
    )
    checkout = orders.place(
        basket.contents(), buyer=buyer, pay_by=form.pay_by, once=form.once, at=clock.now()
    )
    marks.ordered(checkout.id, devices.mark(), at=clock.now())
    if form.pay_by is PayBy.GATEWAY:
        _must_have_ways(checkout)
    if Money.sum(order.total for order in checkout.orders) != Money(form.seen):
        raise PriceChanged
    return checkout


def _must_have_ways(checkout: Checkout) -> None:
    for order in checkout.orders:
        if order.account_id is None and not order_page.ways(order):
            raise NothingToPayWith(order.shop.name)


def _refused(refusal: MarketError, draft: Draft[CheckoutForm]) -> ResponseReturnValue:
    if isinstance(refusal, ProductRefused):
        flash(_why(refusal), "wait")
        return redirect(url_for("basket.show"))
    if isinstance(refusal, EmptyBasket):
        return redirect(url_for("basket.show"))
    if isinstance(refusal, PriceChanged):
        flash(_("A price changed while you were writing. Look at the sums again."), "wait")
        return _page(draft, 409)
    if isinstance(refusal, NothingToPayWith):
        draft.refuse("pay_by", _("%(shop)s takes cash only.", shop=refusal.shop))
    elif isinstance(refusal, TooMuch):
        draft.refuse("form", _("One transfer carries less than 500 million. Order in two parts."))
    else:
        raise refusal
    return _page(draft, 422)


def _why(refusal: ProductRefused) -> str:
    name = refusal.name
    if isinstance(refusal, OutOfStock):
        return str(_("%(name)s: only %(left)s left now.", name=name, left=refusal.left))
    if isinstance(refusal, Paused):
        return str(_("%(name)s: the house is resting and does not sell now.", name=name))
    if isinstance(refusal, OffSeason):
        return str(_("%(name)s is no longer in season.", name=name))
    return str(_("%(name)s is no longer on the stall.", name=name or "?"))


def _page(draft: Draft[CheckoutForm], status: int) -> ResponseReturnValue:
    parcels = basket.parcels()
    if not parcels or not all(parcel.is_ready for parcel in parcels):
        return basket.show()  # it says what is in the way
    cash_only = queries.cash_only([parcel.code for parcel in parcels])
    wallets = at_hand().titles()
    if cash_only and draft.typed["pay_by"] == PayBy.VIETQR:
        draft.typed["pay_by"] = PayBy.GATEWAY if wallets else PayBy.CASH
    page = render_template(
        "checkout/show.html",
        draft=draft,
        parcels=parcels,
        total=Money.sum(parcel.amount for parcel in parcels),
        cash_only=cash_only,
        wallets=wallets,
    )
    return private(Response(page, status))
