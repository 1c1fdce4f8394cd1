"""A buyer changes an order while the household has not promised it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from storefront.delivery.choosing import Choice
from storefront.delivery.ways import FETCHED, Way
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import changing, queries, rerouting
from storefront.orders.changing import Wish
from storefront.orders.models import Order
from storefront.orders.refusals import (
    AnotherSum,
    CannotGo,
    EmptyBasket,
    NotNow,
    OutOfStock,
    PriceChanged,
    ProductRefused,
    TooMuch,
)
from storefront.orders.rerouting import may_be_changed, may_be_rerouted
from storefront.payments import changing as paid_changing
from storefront.payments.refusals import MoneyUnderWay
from storefront.places.models import Place
from storefront.shops.models import Shop
from storefront.web import going, ordering, place_picker
from storefront.web.doors import SECRET_LINK, door
from storefront.web.filters import phone
from storefront.web.forms.changes import ChangeForm
from storefront.web.forms.draft import Draft
from storefront.web.private import private

bp = Blueprint("changing", __name__, url_prefix="/follow/<secret>/<code>/change")

MOST = 9_999


@dataclass(frozen=True, slots=True)
class Offered:
    """How the goods can go: the parcel's shop, its ways, and the one that is marked."""

    parcel: Shop
    choices: Sequence[Choice]
    chosen: Choice | None


@bp.get("")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    order = _order(secret, code)
    if not may_be_changed(order):
        flash(_("The household is already at work on it. Call them."), "wait")
        return redirect(url_for("tracking.show", secret=secret, code=code))
    found = order.checkout
    typed = {"phone": phone(found.buyer_phone), "address": found.address, "note": found.note}
    typed |= place_picker.typed("commune", found.commune) if found.commune else {}
    typed |= {f"quantity-{line.id}": str(line.quantity) for line in order.lines}
    return _page(order, Draft(ChangeForm, typed), 200)


@bp.post("")
@door(SECRET_LINK)
def change(secret: str, code: str) -> ResponseReturnValue:
    draft = Draft.read(ChangeForm)
    order = _order(secret, code)
    quantities, way = _quantities(draft, order), going.wanted().get(order.shop.code)
    commune = _where_to(draft, order, way or order.way)
    if not draft.ok:
        return _page(order, draft, 422, to=commune)
    said = draft.data
    to = commune.id if commune else None
    wish = Wish(quantities, said.address, said.phone, said.note, way=way, commune_id=to)
    try:
        with deed():
            changed = _changed(_order(secret, code), wish, seen=said.seen)
    except NotNow:
        flash(_("The household is already at work on it. Call them."), "wait")
    except AnotherSum as other:
        return _page(_order(secret, code), draft, 409, to=commune, sums=other.sums)
    except MarketError as refusal:
        draft.refuse("form", _why(refusal))
        return _page(_order(secret, code), draft, 422, to=commune)
    else:
        flash(_("Changed. The household has been told.") if changed else _("Nothing was changed."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


def _changed(order: Order, wish: Wish, *, seen: int) -> bool:
    """At the sum that was on the page, whatever it was; else raises, and nothing is changed."""
    before = _sums(order)
    changed = paid_changing.change(order, wish, at=clock.now())
    after = _sums(order)
    if Money.sum(after.values()) != (Money(seen) if seen else Money.sum(before.values())):
        raise AnotherSum(after)
    return changed


def _sums(order: Order) -> dict[str, Money]:
    return {it.code: it.total for it in order.checkout.orders if not it.has_ended_unsold}


def _where_to(draft: Draft[ChangeForm], order: Order, way: Way) -> Place | None:
    """The commune that was typed, whichever it is. Whatever is brought needs an address."""
    if way not in FETCHED and not draft.typed.get("address"):
        draft.refuse("address", _("The house number is missing. Example: 12 Ngọc Lâm, lane 34."))
    if not draft.typed.get("commune") or not may_be_rerouted(order):
        return None
    return place_picker.pick(draft, "commune", on=clock.village_date(clock.now()))


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
    if isinstance(refusal, CannotGo):
        return ordering.cannot_go(refusal)
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


def _page(
    order: Order,
    draft: Draft[ChangeForm],
    status: int,
    *,
    to: Place | None = None,
    sums: Mapping[str, Money] | None = None,
) -> ResponseReturnValue:
    """With `sums` it tells what the change comes to, and asks to press once more."""
    page = render_template(
        "tracking/change.html",
        order=order,
        draft=draft,
        here=url_for("tracking.show", secret=order.checkout.secret, code=order.code),
        may_move=changing.same_house(order.checkout),
        offered=_offered(order, to or order.checkout.commune),
        sums=[(it, sums[it.code]) for it in order.checkout.orders if it.code in sums]
        if sums
        else [],
        seen=Money.sum(sums.values()).dong if sums else "",
    )
    return private(make_response(page, status))


def _offered(order: Order, to: Place | None) -> Offered | None:
    """Nothing where its way was agreed elsewhere, or where there is nothing to choose."""
    if not may_be_rerouted(order):
        return None
    choices = rerouting.choices(order, to=to.id if to else None, at=clock.now())
    way = going.wanted().get(order.shop.code, order.way)
    chosen = next((it for it in choices if it.way is way), None)
    return Offered(order.shop, choices, chosen)


def _order(secret: str, code: str) -> Order:
    return queries.by_link(secret, code) or abort(404)
