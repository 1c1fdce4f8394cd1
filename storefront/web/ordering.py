"""Placing an order, from whichever page: what was typed becomes a deed, a refusal becomes words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.delivery.choosing import Trouble
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import placing
from storefront.orders.models import Checkout, Delivery, Origin, PayBy
from storefront.orders.placing import Buyer
from storefront.orders.refusals import (
    CannotGo,
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
from storefront.web import devices, going, order_page, place_picker
from storefront.web.forms.checkout import CheckoutForm
from storefront.web.forms.draft import Draft
from storefront.web.languages import language
from storefront.web.people import me_or_none


def where_to(draft: Draft[Any]) -> Place | None:
    """Where to send it; asked only of those who want something sent."""
    if not going.needs_address(draft.typed.get("delivery")):
        return None
    commune = place_picker.pick(draft, "commune", on=clock.village_date(clock.now()))
    if not draft.typed.get("address"):
        draft.refuse("address", _("The house number is missing. Example: 12 Ngọc Lâm, lane 34."))
    return commune


def for_whom(draft: Draft[Any]) -> None:
    """Kind and name of a school or office belong together: neither is guessed."""
    said = {name for name in ("institution", "institution_name") if draft.typed.get(name)}
    if (draft.typed.get("tax_code") and not said) or said == {"institution_name"}:
        draft.errors.setdefault("institution", _("Say what kind it is."))
    if said == {"institution"}:
        draft.errors.setdefault("institution_name", _("Which one? Write its name."))


def only_where_to(draft: Draft[CheckoutForm]) -> tuple[Draft[CheckoutForm], Place | None]:
    """For whoever wants to know the fees: nothing else need be filled in yet."""
    only_place = Draft(CheckoutForm, draft.typed)
    return only_place, place_picker.pick(only_place, "commune", on=clock.village_date(clock.now()))


def buyer(
    form: CheckoutForm,
    commune: Place | None,
    *,
    origin: Origin = Origin.BASKET,
    entered_by: Person | None = None,
) -> Buyer:
    me = None if entered_by else me_or_none()
    return Buyer(
        name=form.name,
        phone=form.phone,
        delivery=Delivery.SEND if commune else Delivery.PICK_UP,
        address=form.address if commune else "",
        commune_id=commune.id if commune else None,
        note=form.note,
        language="vi" if entered_by else language(),
        person_id=me.id if me else None,
        mark=devices.mark(),
        ways=going.wanted(),
        origin=origin,
        entered_by=entered_by,
        on_behalf=form.on_behalf(),
    )


def place(goods: Mapping[int, int], buyer: Buyer, form: CheckoutForm) -> Checkout:
    """At the sum that was on the page. Raises a refusal, and then the deed must be given up."""
    at = clock.now()
    checkout = placing.place(goods, buyer=buyer, pay_by=form.pay_by, once=form.once, at=at)
    agree(checkout, pay_by=form.pay_by, seen=form.seen, deposit=form.seen_deposit)
    return checkout


def agree(checkout: Checkout, *, pay_by: PayBy, seen: int, deposit: int) -> None:
    """It must come to what was on the page, and be payable as was pressed; else raises."""
    if pay_by is PayBy.GATEWAY:
        _must_have_ways(checkout)
    costs = Money.sum(order.total for order in checkout.orders)
    at_once = Money.sum(order.deposit for order in checkout.orders)
    if (costs, at_once) != (Money(seen), Money(deposit)):
        raise PriceChanged


def _must_have_ways(checkout: Checkout) -> None:
    for order in checkout.orders:
        if order.account_id is None and not order_page.ways(order):
            raise NothingToPayWith(order.shop.name)


def blame(draft: Draft[Any], refusal: MarketError) -> None:
    """Say at its field why nothing was ordered. What is nobody's mistake goes on."""
    if isinstance(refusal, ProductRefused):
        draft.refuse("form", why(refusal))
    elif isinstance(refusal, NothingToPayWith):
        draft.refuse("pay_by", _("%(shop)s takes cash only.", shop=refusal.shop))
    elif isinstance(refusal, CannotGo):
        draft.refuse("form", cannot_go(refusal))
    elif isinstance(refusal, TooMuch):
        draft.refuse("form", _("One transfer carries less than 500 million. Order in two parts."))
    else:
        raise refusal


def cannot_go(refusal: CannotGo) -> str:
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


def why(refusal: ProductRefused) -> str:
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
