"""From basket to orders: one page to fill in, one press, and the QR is there."""

from __future__ import annotations

from collections.abc import Mapping

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

from storefront import clock, codes
from storefront.db import deed
from storefront.delivery.choosing import Trouble
from storefront.delivery.ways import Way
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import placing, queries
from storefront.orders.models import Checkout, Delivery, PayBy
from storefront.orders.placing import Buyer
from storefront.orders.refusals import (
    CannotGo,
    EmptyBasket,
    NothingToPayWith,
    OffSeason,
    OutOfStock,
    Paused,
    PriceChanged,
    ProductRefused,
    TooLate,
    TooMuch,
)
from storefront.places.models import Place
from storefront.screening import marks
from storefront.tills import at_hand
from storefront.web import basket, devices, going, order_page, place_picker
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
    if request.form.get("only") == "fees":
        return _fees(draft)
    commune = _commune(draft)
    if not draft.ok:
        return _page(draft, 422, to=commune)
    try:
        with deed():
            checkout = _place(draft.data, commune, going.wanted())
    except MarketError as refusal:
        return _refused(refusal, draft, commune)
    basket.sold()
    answer = make_response(order_page.page(checkout, checkout.orders[0]), 201)
    answer.headers["Content-Location"] = url_for("tracking.checkout", secret=checkout.secret)
    basket.clear(answer)
    devices.keep_mark(answer)
    return private(answer)


def _fees(draft: Draft[CheckoutForm]) -> ResponseReturnValue:
    """Only what delivery comes to: nothing else need be filled in yet."""
    only_place = Draft(CheckoutForm, draft.typed)
    commune = place_picker.pick(only_place, "commune", on=clock.village_date(clock.now()))
    return _page(only_place, 200, to=commune)


def _commune(draft: Draft[CheckoutForm]) -> Place | None:
    """Where to send it; asked only of those who want something sent."""
    if not going.needs_address(draft.typed.get("delivery")):
        return None
    if not draft.typed.get("address"):
        draft.refuse("address", _("The house number is missing. Example: 12 Ngọc Lâm, lane 34."))
    return place_picker.pick(draft, "commune", on=clock.village_date(clock.now()))


def _place(form: CheckoutForm, commune: Place | None, ways: Mapping[str, Way]) -> Checkout:
    me = me_or_none()
    buyer = Buyer(
        name=form.name,
        phone=form.phone,
        delivery=Delivery.SEND if commune else Delivery.PICK_UP,
        address=form.address if commune else "",
        commune_id=commune.id if commune else None,
        note=form.note,
        language=language(),
        person_id=me.id if me else None,
        ways=ways,
    )
    checkout = placing.place(
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


def _refused(
    refusal: MarketError, draft: Draft[CheckoutForm], commune: Place | None
) -> ResponseReturnValue:
    if isinstance(refusal, ProductRefused):
        flash(_why(refusal), "wait")
        return redirect(url_for("basket.show"))
    if isinstance(refusal, EmptyBasket):
        return redirect(url_for("basket.show"))
    if isinstance(refusal, PriceChanged):
        flash(_("The sum is another one now. Look at it again, then press."), "wait")
        return _page(draft, 409, to=commune)
    if isinstance(refusal, NothingToPayWith):
        draft.refuse("pay_by", _("%(shop)s takes cash only.", shop=refusal.shop))
    elif isinstance(refusal, CannotGo):
        draft.refuse("form", _cannot_go(refusal))
    elif isinstance(refusal, TooMuch):
        draft.refuse("form", _("One transfer carries less than 500 million. Order in two parts."))
    else:
        raise refusal
    return _page(draft, 422, to=commune)


def _cannot_go(refusal: CannotGo) -> str:
    if refusal.trouble is Trouble.TOO_SLOW:
        return str(
            _(
                "%(shop)s: these goods would not arrive fresh. Choose another way.",
                shop=refusal.shop,
            )
        )
    if refusal.trouble is Trouble.WHERE_TO:
        return str(_("%(shop)s: say where to, so that the fee is known.", shop=refusal.shop))
    return str(_("%(shop)s does not send that way. Choose another.", shop=refusal.shop))


def _why(refusal: ProductRefused) -> str:
    name = refusal.name
    if isinstance(refusal, OutOfStock):
        return str(_("%(name)s: only %(left)s left now.", name=name, left=refusal.left))
    if isinstance(refusal, Paused):
        return str(_("%(name)s: the house is resting and does not sell now.", name=name))
    if isinstance(refusal, TooLate):
        return str(_("%(name)s: the time to order this harvest is over.", name=name))
    if isinstance(refusal, OffSeason):
        return str(_("%(name)s is no longer in season.", name=name))
    return str(_("%(name)s is no longer on the stall.", name=name or "?"))


def _page(
    draft: Draft[CheckoutForm], status: int, *, to: Place | None = None
) -> ResponseReturnValue:
    parcels = basket.parcels()
    if not parcels or not all(parcel.is_ready for parcel in parcels):
        return basket.show()  # it says what is in the way
    cash_only = queries.cash_only([parcel.code for parcel in parcels])
    wallets = at_hand().titles()
    if cash_only and draft.typed["pay_by"] == PayBy.VIETQR:
        draft.typed["pay_by"] = PayBy.GATEWAY if wallets else PayBy.CASH
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
