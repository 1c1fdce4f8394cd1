"""A shop's certificates, for its keeper and for the team that presses for it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.db import deed
from storefront.shops import certificates, photos, queries
from storefront.shops.models import Certificate, CertificateKind, Product, Shop
from storefront.web import uploads
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.certificates import CertificateForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me

bp = Blueprint("certificates", __name__, url_prefix="/shops/<shop>/certificates")


@bp.get("")
@door(SIGNED_IN)
def index(shop: str) -> str:
    return _page(_shop(shop), Draft(CertificateForm))


@bp.post("")
@door(SIGNED_IN)
def enter(shop: str) -> ResponseReturnValue:
    found, draft = _shop(shop), Draft.read(CertificateForm)
    developed = uploads.photo(draft)
    if draft.ok:
        _look_at(draft, found, has_photo=developed is not None)
    if not draft.ok:
        return _page(found, draft), 422
    at = clock.now()
    with deed():
        found = _shop(shop)
        photo = photos.keep(developed, at=at) if developed else None
        paper = draft.data.paper(_product(found, draft.data.product))
        certificates.enter(found, paper, photo=photo, by=me(), at=at)
    flash(_("Written down. Buyers see it until its last day."))
    return redirect(url_for("certificates.index", shop=shop))


@bp.post("/<int:number>/removal")
@door(SIGNED_IN)
def take_off(shop: str, number: int) -> ResponseReturnValue:
    with deed():
        found = _shop(shop)
        one = next((it for it in found.certificates if it.id == number), None) or abort(404)
        certificates.take_off(found, one, by=me(), at=clock.now())
    flash(_("Taken off. Buyers do not see it any more."))
    return redirect(url_for("certificates.index", shop=shop))


def _look_at(draft: Draft[CertificateForm], shop: Shop, *, has_photo: bool) -> None:
    """What only the market knows: a badge that others rate is shown with its paper."""
    form = draft.data
    if form.kind is CertificateKind.OCOP and form.stars is None:
        draft.refuse("stars", _("How many stars does the decision say?"))
    if form.kind is not CertificateKind.SAFE_FOOD and not has_photo:
        draft.refuse("photo", _("Take a picture of the paper: buyers want to see it."))
    if form.product and _product(shop, form.product) is None:
        draft.refuse("product", _("Choose one from the list."))


def _product(shop: Shop, code: str) -> Product | None:
    return next((it for it in shop.products if it.code == code), None)


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)


def _page(shop: Shop, draft: Draft[CertificateForm]) -> str:
    today = clock.village_date(clock.now())
    known: list[Certificate] = sorted(shop.certificates, key=lambda it: it.expires_on, reverse=True)
    return render_template(
        "certificates/index.html",
        shop=shop,
        draft=draft,
        known=known,
        today=today,
        soon=today + certificates.SOON,
        kinds=[
            (CertificateKind.OCOP, "OCOP"),
            (CertificateKind.VIETGAP, "VietGAP"),
            (CertificateKind.SAFE_FOOD, _("Safe food promise")),
            (CertificateKind.LICENCE, _("Licence for restricted goods")),
        ],
        goods=[(it.code, it.full_name) for it in shop.products],
    )
