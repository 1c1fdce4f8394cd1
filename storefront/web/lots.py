"""Harvests: opened and moved for the house, and followed by whoever holds what was picked."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock, gs1
from storefront.catalogue import details, traces
from storefront.db import deed
from storefront.money import Money
from storefront.orders import harvest
from storefront.orders import queries as orders
from storefront.orders.deposits import MOST_PERCENT
from storefront.payments import deposits
from storefront.shops import lots, queries
from storefront.shops.errors import LotOpen
from storefront.shops.models import Lot, Product
from storefront.tills import at_hand
from storefront.web.doors import PUBLIC, SIGNED_IN, door
from storefront.web.forms import lots as forms
from storefront.web.forms.draft import Draft
from storefront.web.forms.lots import FailForm, LotForm, MoveForm
from storefront.web.people import me
from storefront.web.posters import drawing

bp = Blueprint("lots", __name__)

LABELS = 12
"""On a sheet of A4."""


@bp.route("/shops/<shop>/products/<code>/harvest", methods=["GET"])
@door(SIGNED_IN)
def show(shop: str, code: str) -> ResponseReturnValue:
    return _page(_product(shop, code))


@bp.post("/shops/<shop>/products/<code>/harvest")
@door(SIGNED_IN)
def enter(shop: str, code: str) -> ResponseReturnValue:
    draft = Draft.read(LotForm)
    if draft.ok and draft.data.asks_for_deposit:
        _may_ask(draft, _product(shop, code))
    if not draft.ok:
        return _page(_product(shop, code), opening=draft), 422
    try:
        with deed():
            product = _product(shop, code)
            lots.open_lot(product, draft.data.harvest(), by=me(), at=clock.now())
    except LotOpen:
        flash(_("A harvest is on sale already. End it first."), "wait")
    else:
        flash(_("The harvest is on sale. Buyers see its day and what is left."))
    return redirect(url_for("lots.show", shop=shop, code=code))


@bp.post("/shops/<shop>/products/<code>/harvest/day")
@door(SIGNED_IN)
def move(shop: str, code: str) -> ResponseReturnValue:
    draft = Draft.read(MoveForm)
    if not draft.ok:
        return _page(_product(shop, code), moving=draft), 422
    form, at = draft.data, clock.now()
    with deed():
        lot = _open_lot(_product(shop, code))
        asked = harvest.move(
            lot,
            to=form.harvest_on,
            closes_at=form.closes_at,
            because=form.because,
            by=me(),
            at=at,
        )
    words = ngettext(
        "Moved. %(num)s buyer was asked.", "Moved. %(num)s buyers were asked.", len(asked)
    )
    flash(words)
    return redirect(url_for("lots.show", shop=shop, code=code))


@bp.post("/shops/<shop>/products/<code>/harvest/end")
@door(SIGNED_IN)
def end(shop: str, code: str) -> ResponseReturnValue:
    with deed():
        lots.end(_open_lot(_product(shop, code)), by=me(), at=clock.now())
    flash(_("No more orders for this harvest."))
    return redirect(url_for("lots.show", shop=shop, code=code))


@bp.post("/shops/<shop>/products/<code>/harvest/<lot>/failure")
@door(SIGNED_IN)
def fail(shop: str, code: str, lot: str) -> ResponseReturnValue:
    """Nothing is picked: orders are called off, and what was paid goes back."""
    draft = Draft.read(FailForm)
    if not draft.ok:
        return _page(_product(shop, code), failing=draft), 422
    with deed():
        found = _known(_product(shop, code), lot)
        if found.failed_at is None:
            why = draft.data.reason
            deposits.harvest_failed(found, at_hand(), because=why, by=me(), at=clock.now())
    flash(_("Called off. The buyers have been told, and what they paid goes back."), "wait")
    return redirect(url_for("lots.show", shop=shop, code=code))


@bp.get("/shops/<shop>/products/<code>/harvest/<lot>/labels")
@door(SIGNED_IN)
def labels(shop: str, code: str, lot: str) -> str:
    """A sheet to print and cut."""
    product = _product(shop, code)
    found = _known(product, lot)
    address = _address(product.gtin, found.code)
    return render_template(
        "lots/labels.html",
        lot=found,
        product=product,
        shop=product.shop,
        address=address,
        drawing=drawing(address, _("QR of lot %(code)s", code=found.code.upper())),
        many=LABELS,
    )


@bp.get("/lots/<code>")
@door(PUBLIC)
def trace(code: str) -> str:
    """Who grew it, where, when it was picked, by which papers, and how far it went."""
    lot = traces.of_lot(code.lower()) or abort(404)
    today = clock.village_date(clock.now())
    papers = details.certificates(lot.shop_id, on=max(lot.harvest_on, today))
    done, many = orders.gone_forward(lot.lot_id)
    return render_template(
        "lots/trace.html",
        lot=lot,
        certificates=[it for it in papers if it.product_id in (None, lot.id)],
        orders=done,
        many=many,
        picked=lot.harvest_on <= today,
    )


@bp.get("/01/<gtin>/10/<lot>")
@door(PUBLIC)
def by_gtin(gtin: str, lot: str) -> ResponseReturnValue:
    """As a GS1 Digital Link names it."""
    found = traces.of_lot(lot.lower()) or abort(404)
    if not found.gtin or found.gtin.zfill(14) != gtin:
        abort(404)
    return redirect(url_for("lots.trace", code=found.lot))


def _address(gtin: str | None, lot: str) -> str:
    public: str = current_app.config["SETTINGS"].public_url
    return public + (gs1.digital_link(gtin, lot) if gtin else f"/lots/{lot}")


def _page(
    product: Product,
    *,
    opening: Draft[LotForm] | None = None,
    moving: Draft[MoveForm] | None = None,
    failing: Draft[FailForm] | None = None,
) -> str:
    lot, past = lots.current(product), lots.past(product)
    return render_template(
        "lots/show.html",
        product=product,
        shop=product.shop,
        lot=lot,
        past=past,
        waits=_still_waited_for(lot, past),
        failing=failing or Draft(FailForm),
        opening=opening or Draft(LotForm, {"closes_hour": forms.USUAL_HOUR}),
        moving=moving or Draft(MoveForm, forms.typed(lot) if lot else {}),
        asked=orders.promised(lot.id) if lot else 0,
    )


def _still_waited_for(lot: Lot | None, past: list[Lot]) -> Lot | None:
    """The newest harvest, while somebody has ordered of it and nobody has got it."""
    newest = lot or next(iter(past), None)
    is_open = newest is not None and newest.failed_at is None and orders.promised(newest.id)
    return newest if is_open else None


def _may_ask(draft: Draft[LotForm], product: Product) -> None:
    """For a deposit."""
    if orders.paid_at(product.shop.household) is None:
        words = _("Write down an account first: deposits come by transfer.")
        draft.refuse("deposit_percent", words)
    each, most = draft.data.deposit_each, Money(product.price.dong * MOST_PERCENT // 100)
    if each and each > most:
        draft.refuse("deposit_each", _("At most half of the price: %(most)s.", most=most))


def _known(product: Product, code: str) -> Lot:
    known = [*lots.past(product), lots.current(product)]
    return next((it for it in known if it and it.code == code), None) or abort(404)


def _product(shop: str, code: str) -> Product:
    today = clock.village_date(clock.now())
    return queries.product_to_edit(shop, code, me(), on=today) or abort(404)


def _open_lot(product: Product) -> Lot:
    return lots.current(product) or abort(404)
