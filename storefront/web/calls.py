"""A buyer calls: the household or its helper writes the order down, and it is promised at once."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.catalogue import queries as catalogue
from storefront.db import deed
from storefront.errors import MarketError
from storefront.orders import actions, queries
from storefront.orders.models import Checkout, Delivery, Origin, PayBy
from storefront.orders.refusals import PriceChanged
from storefront.places.models import Place
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import checkout, devices, going, ordering, place_picker
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.picking import Picked, picked
from storefront.web.private import private

bp = Blueprint("calls", __name__, url_prefix="/shops/<code>/calls")


@bp.get("")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    shop = _shop(code)
    draft = checkout.begun()
    draft.typed |= {"name": "", "phone": "", "pay_by": PayBy.CASH}
    caller = _caller(shop)
    if caller:
        draft.typed |= _known(caller)
    return _page(shop, _goods(shop), draft, 200)


@bp.post("")
@door(SIGNED_IN)
def write_down(code: str) -> ResponseReturnValue:
    shop, draft = _shop(code), Draft.read(CheckoutForm)
    goods = _goods(shop)
    if request.form.get("only") == "fees":
        only_place, commune = ordering.only_where_to(draft)
        return _page(shop, goods, only_place, 200, to=commune)
    commune = ordering.where_to(draft)
    if goods is None or not goods.contents:
        draft.refuse("form", _("Say how many of what the buyer would like."))
    if draft.typed["pay_by"] == PayBy.GATEWAY:
        draft.refuse("pay_by", _("Choose one from the list."))
    if not draft.ok or goods is None:
        return _page(shop, goods, draft, 422, to=commune)
    try:
        return _written(code, goods, draft, commune)
    except PriceChanged:
        flash(_("This is what it comes to. Tell the buyer, then press once more."), "wait")
        return _page(shop, goods, draft, 409, to=commune)
    except MarketError as refusal:
        ordering.blame(draft, refusal)
        return _page(shop, goods, draft, 422, to=commune)


def _written(
    code: str, goods: Picked, draft: Draft[CheckoutForm], commune: Place | None
) -> ResponseReturnValue:
    with deed():
        _shop(code)  # it may have become somebody else's to press for
        buyer = ordering.buyer(draft.data, commune, origin=Origin.PHONE, entered_by=me())
        order = ordering.place(goods.contents, buyer, draft.data).orders[0]
        actions.promise(order, by=me(), at=clock.now())
    flash(_("Written down and accepted. The buyer gets the link by message."))
    answer = redirect(url_for("order_desk.show", code=order.code))
    devices.keep_mark(answer)  # type: ignore[arg-type]
    return answer


def _goods(shop: Shop) -> Picked | None:
    return picked(catalogue.orderable(shop.code))


def _shop(code: str) -> Shop:
    today, handle = clock.village_date(clock.now()), Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=today, permission=handle) or abort(404)


def _caller(shop: Shop) -> Checkout | None:
    """Somebody who has bought from this house before; nobody else's buyers are told of."""
    meant = request.args.get("who", "")
    is_number = re.fullmatch(r"\d{1,18}", meant, re.ASCII)
    return queries.buyer_of(shop.id, int(meant)) if is_number else None


def _known(caller: Checkout) -> dict[str, str]:
    known = {"name": caller.buyer_name, "phone": caller.buyer_phone, "address": caller.address}
    known["delivery"] = caller.delivery
    return known | (place_picker.typed("commune", caller.commune) if caller.commune else {})


def _ending() -> str:
    return re.sub(r"\D", "", request.args.get("ending", ""))[:12].removeprefix("0")


def _page(
    shop: Shop,
    goods: Picked | None,
    draft: Draft[CheckoutForm],
    status: int,
    *,
    to: Place | None = None,
) -> ResponseReturnValue:
    cash_only = queries.cash_only([shop.code])
    if cash_only:
        draft.typed["pay_by"] = PayBy.CASH
    fetched = draft.typed.get("delivery") == Delivery.PICK_UP
    page = render_template(
        "links/call.html",
        shop=shop,
        goods=goods,
        draft=draft,
        going=going.of([goods.parcel], to=to, fetched=fetched)[0] if goods else None,
        cash_only=cash_only,
        callers=queries.buyers_of(shop.id, ending=_ending()) if request.method == "GET" else [],
        ending=request.args.get("ending", "")[:20],
    )
    return private(Response(page, status))
