"""An order taken by telephone where there is no signal, with the prices the phone knew."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from storefront.accounts.permissions import Permission
from storefront.errors import MarketError
from storefront.field import queries as errands
from storefront.field.actions import Outcome, Told
from storefront.money import Money
from storefront.orders import actions, placing
from storefront.orders.models import Order, Origin
from storefront.places.models import Place
from storefront.shops.models import Product, Shop
from storefront.web import errand_words, ordering
from storefront.web.errand_answers import (
    Asks,
    Refused,
    Waits,
    agreed,
    is_client_id,
    known,
    whole,
    writer,
)
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import PhoneOrderErrand
from storefront.web.people import me

QUANTITY = "quantity-"


def phone_order(told: Told) -> Outcome:
    """At the sum that the buyer was told; if it comes to another, somebody must ring again."""
    draft = Draft.read(PhoneOrderErrand)
    commune = ordering.where_to(draft)
    if draft.choices.get("commune"):
        raise Asks(*errand_words.which_commune(draft.choices["commune"]))
    form = whole(draft)

    def act(at: datetime) -> Outcome:
        found = known(form.household, Permission.ORDER_HANDLE)
        if found.shop is None:
            raise Waits("shop")
        order = _placed(found.shop, form, commune, once=_once(told), at=at)
        actions.promise(order, by=me(), at=at)
        return {"household": found.code, "order": order.code}

    try:
        return agreed(told, act)
    except (Asks, Refused, Waits):
        raise
    except MarketError as refusal:
        ordering.blame(draft, refusal)
        raise Refused(**draft.errors) from None


def _placed(
    shop: Shop, form: PhoneOrderErrand, commune: Place | None, *, once: str, at: datetime
) -> Order:
    goods = _wanted(shop)
    if not goods:
        raise Refused(form=_("Say how many of what the buyer would like."))
    buyer = ordering.buyer(form, commune, origin=Origin.PHONE, entered_by=me())
    checkout = placing.place(goods, buyer=buyer, pay_by=form.pay_by, once=once, at=at)
    order = checkout.orders[0]
    if (order.total, order.deposit) != (Money(form.seen), Money(form.seen_deposit)):
        raise Asks(*errand_words.another_sum(order))
    return order


def _wanted(shop: Shop) -> dict[int, int]:
    """By product id. What there is too little of is asked about, one after another."""
    goods: dict[int, int] = {}
    for box, typed in request.form.items():
        if box.startswith(QUANTITY) and re.fullmatch(r"0*[1-9]\d{0,2}", typed, re.ASCII):
            product = _product(shop, box.removeprefix(QUANTITY))
            if product.stock < int(typed):
                raise Asks(*errand_words.too_few(product, box))
            goods[product.id] = int(typed)
    return goods


def _product(shop: Shop, reference: str) -> Product:
    """By its code, or by the errand that listed it."""
    code: str | None = reference
    if is_client_id(reference):
        code = errands.outcome_of(reference, writer()).get("product")
        if code is None:
            raise Waits("goods")
    found = next((it for it in shop.products if it.code == code), None)
    if found is None:
        raise Refused(form=_("Some of the goods are no longer in this shop. Choose again."))
    return found


def _once(told: Told) -> str:
    """The errand's own id, as an order knows the page it was pressed on."""
    return base64.urlsafe_b64encode(UUID(told.client_id).bytes).decode().rstrip("=")
