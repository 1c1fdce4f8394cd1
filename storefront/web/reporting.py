"""Goods and shops are reported by anyone; what was taken down says so, to whoever comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import knocks
from storefront.accounts.models import KnockKind
from storefront.db import deed
from storefront.shops.models import Product, Shop
from storefront.takedowns import actions, queries
from storefront.takedowns.models import Wrong
from storefront.web import devices, takedown_words
from storefront.web.doors import PUBLIC, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.takedowns import ReportForm

bp = Blueprint("reporting", __name__)

Listing = tuple[Shop, Product | None]


@bp.get("/products/<code>/report")
@door(PUBLIC)
def product(code: str) -> str:
    return _page(_of_product(code), Draft(ReportForm))


@bp.post("/products/<code>/report")
@door(PUBLIC)
def report_product(code: str) -> ResponseReturnValue:
    return _report(_of_product, code)


@bp.get("/shops/<code>/report")
@door(PUBLIC)
def shop(code: str) -> str:
    return _page(_of_shop(code), Draft(ReportForm))


@bp.post("/shops/<code>/report")
@door(PUBLIC)
def report_shop(code: str) -> ResponseReturnValue:
    return _report(_of_shop, code)


def say_if_down(found: Any) -> None:
    """Ends the request with a page of its own when this was taken down."""
    if found:
        why = takedown_words.reason(found.why, found.down_at)
        page = render_template("takedowns/gone.html", found=found, why=why)
        answer = make_response(page, 410)
        answer.headers["Cache-Control"] = "no-store"  # it may be put back
        abort(answer)


def _of_product(code: str) -> Listing:
    found = queries.product_to_report(code) or abort(404)
    return found.shop, found


def _of_shop(code: str) -> Listing:
    return queries.shop_to_report(code) or abort(404), None


def _report(find: Callable[[str], Listing], code: str) -> ResponseReturnValue:
    """By anyone; a person looks at it."""
    draft, listing = Draft.read(ReportForm), find(code)
    if not draft.ok:
        return _page(listing, draft), 422
    if not _taken_in(find, code, draft.data):
        draft.refuse("form", _("Tried often enough for now. Wait a quarter of an hour."))
        return _page(find(code), draft), 429
    flash(_("Thank you. Somebody of the commune looks at it within 24 hours."))
    return redirect(_back(find(code)))


def _taken_in(find: Callable[[str], Listing], code: str, said: ReportForm) -> bool:
    """Not when the same listing was reported from here again and again."""
    at = clock.now()
    with deed():
        shop, product = find(code)
        caller = devices.caller(f"{shop.id}/{product.id if product else 0}"[:16])
        if knocks.too_many(KnockKind.REPORT, caller, at=at):
            return False
        knocks.remember(KnockKind.REPORT, caller, at=at)
        actions.report(shop, product, said.wrong, said.words, contact=said.contact, at=at)
        return True


def _back(listing: Listing) -> str:
    shop, product = listing
    return f"/products/{product.code}" if product else f"/shops/{shop.code}"


def _page(listing: Listing, draft: Draft[ReportForm]) -> str:
    shop, product = listing
    return render_template(
        "takedowns/report.html",
        shop=shop,
        product=product,
        back=_back(listing),
        draft=draft,
        wrongs=takedown_words.lawful(Wrong, on=clock.village_date(clock.now())),
    )
