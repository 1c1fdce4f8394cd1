"""The page behind a link that is passed on: goods, steppers, an address, one press."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import addresses
from storefront.catalogue import queries
from storefront.catalogue.rows import Card
from storefront.db import deed
from storefront.errors import MarketError
from storefront.orders import queries as orders
from storefront.orders.models import Delivery, Origin
from storefront.orders.refusals import PriceChanged
from storefront.places.models import Place
from storefront.web import checkout, going, ordering
from storefront.web.doors import PUBLIC, door
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.draft import Draft
from storefront.web.picking import Picked, picked
from storefront.web.private import private

bp = Blueprint("links", __name__)


@bp.get("/shops/<code>/order")
@door(PUBLIC)
def shop(code: str) -> ResponseReturnValue:
    return _page(_of_shop(code), checkout.begun(), 200)


@bp.post("/shops/<code>/order")
@door(PUBLIC)
def order_from_shop(code: str) -> ResponseReturnValue:
    return _placed(_of_shop(code))


@bp.get("/products/<code>/order")
@door(PUBLIC)
def product(code: str) -> ResponseReturnValue:
    return _page(_of_product(code), checkout.begun(), 200)


@bp.post("/products/<code>/order")
@door(PUBLIC)
def order_product(code: str) -> ResponseReturnValue:
    return _placed(_of_product(code))


def _of_shop(code: str) -> Picked:
    return picked(queries.orderable(code)) or abort(404)


def _of_product(code: str) -> Picked:
    card: Card | None = queries.orderable_product(code)
    return (picked([card], alone=True) if card else None) or abort(404)


def _placed(goods: Picked) -> ResponseReturnValue:
    """Like the basket's checkout: the same deed, and the order's page is the answer."""
    draft = Draft.read(CheckoutForm)
    if request.form.get("only") == "fees":
        only_place, commune = ordering.only_where_to(draft)
        return _page(goods, only_place, 200, to=commune)
    commune = ordering.where_to(draft)
    ordering.for_whom(draft)
    if not goods.contents:
        draft.refuse("form", _("Say how many of what you would like."))
    if not draft.ok:
        return _page(goods, draft, 422, to=commune)
    buyer = ordering.buyer(draft.data, commune, origin=Origin.LINK)
    try:
        with deed():
            found = ordering.place(goods.contents, buyer, draft.data)
    except PriceChanged:
        flash(_("This is what it comes to. Look at the sum, then press once more."), "wait")
        return _page(goods, draft, 409, to=commune)
    except MarketError as refusal:
        ordering.blame(draft, refusal)
        return _page(goods, draft, 422, to=commune)
    return checkout.placed(found)


def _page(
    goods: Picked,
    draft: Draft[CheckoutForm],
    status: int,
    *,
    to: Place | None = None,
) -> ResponseReturnValue:
    card = goods.card
    cash_only = orders.cash_only([card.shop_code])
    wallets = checkout.payable(draft, cash_only)
    fetched = draft.typed.get("delivery") == Delivery.PICK_UP
    page = render_template(
        "links/order.html",
        goods=goods,
        draft=draft,
        going=going.of([goods.parcel], to=to, fetched=fetched)[0],
        cash_only=cash_only,
        wallets=wallets,
        market=addresses.market(),
    )
    return private(Response(page, status))
