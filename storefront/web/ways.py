"""How a shop sends its goods: chosen by its keeper, or by the team that presses for it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from storefront import clock
from storefront.db import deed
from storefront.delivery import actions
from storefront.delivery.hours import read as read_hours
from storefront.delivery.ways import COURIERS, FEE_LATER, FETCHED, Offer, Way, offered
from storefront.shops import queries
from storefront.shops.models import Shop
from storefront.web import delivery_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import day, number
from storefront.web.forms.delivery import HoursForm, OfferForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me

bp = Blueprint("ways", __name__, url_prefix="/shops/<shop>/delivery")


class Nothing(BaseModel):
    """What is asked for hangs on which ways are ticked."""


@bp.get("")
@door(SIGNED_IN)
def show(shop: str) -> str:
    found = _shop(shop)
    return _page(found, Draft(Nothing, _typed(found)))


@bp.post("")
@door(SIGNED_IN)
def choose(shop: str) -> ResponseReturnValue:
    draft = Draft(Nothing, {name: words[:200] for name, words in request.form.items()})
    offers = {way: _read(draft, way) for way in Way if draft.typed.get(f"offer-{way}")}
    if not offers:
        draft.refuse("form", _("Choose at least one way, else nobody can order."))
    if draft.errors:
        return _page(_shop(shop), draft), 422
    with deed():
        ready = {way: offer for way, offer in offers.items() if offer}
        actions.choose(_shop(shop), ready, by=me(), at=clock.now())
    flash(_("Saved. Buyers see these ways from now on; earlier orders keep theirs."))
    return redirect(url_for("ways.show", shop=shop))


@bp.route("/hours", methods=["GET", "POST"])
@door(SIGNED_IN)
def hours(shop: str) -> ResponseReturnValue:
    """Days and hours on which goods leave."""
    found = _shop(shop)
    if request.method != "POST":
        return _hours_page(found, Draft(HoursForm, _hours_typed(found)))
    draft = Draft.read(HoursForm)
    if not draft.ok:
        return _hours_page(found, draft), 422
    with deed():
        actions.keep_hours(_shop(shop), draft.data.hours(), by=me(), at=clock.now())
    flash(_("Saved. Buyers are told when goods leave."))
    return redirect(url_for("ways.hours", shop=shop))


def _hours_page(shop: Shop, draft: Draft[HoursForm]) -> str:
    days = [(number, delivery_words.weekday_name(number)) for number in range(7)]
    return render_template("shop_desk/hours.html", shop=shop, draft=draft, days=days)


def _hours_typed(shop: Shop) -> dict[str, Any]:
    when, today = read_hours(shop.hours), clock.village_date(clock.now())
    typed = {"closed": sorted(when.closed), "until": when.until, "a_day": when.a_day}
    rest = next((it for it in when.rests if it.last >= today), None)
    if rest is None:
        return typed
    return typed | {"first": day(rest.first), "last": day(rest.last), "reason": rest.reason}


def _read(draft: Draft[Any], way: Way) -> Offer | None:
    said = {name: draft.typed.get(f"{name}-{way}", "") for name in OfferForm.model_fields}
    try:
        form = OfferForm.model_validate({name: it for name, it in said.items() if it != ""})
    except ValidationError as error:
        wrong = Draft(OfferForm)
        wrong.blame(error)
        draft.errors |= {f"{name}-{way}": words for name, words in wrong.errors.items()}
        return None
    return form.offer(way)


def _typed(shop: Shop) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for way, offer in offered(shop.ways).items():
        typed |= {f"offer-{way}": "yes", f"note-{way}": offer.note}
        typed[f"fee-{way}"] = number(offer.fee.dong)
        typed[f"days-{way}"] = "" if offer.days is None else offer.days
    return typed


def _page(shop: Shop, draft: Draft[Any]) -> str:
    return render_template(
        "shop_desk/ways.html",
        shop=shop,
        draft=draft,
        ways=list(Way),
        couriers=COURIERS,
        fetched=FETCHED,
        fee_later=FEE_LATER,
    )


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)
