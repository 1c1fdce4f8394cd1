"""Who sells: declared by the keeper or the team that presses; the number given to who presses."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import knocks
from storefront.accounts.models import KnockKind
from storefront.db import deed
from storefront.shops import queries, sellers
from storefront.shops.models import Shop
from storefront.web import devices, seller_words
from storefront.web.doors import PUBLIC, SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.sellers import SellerForm, typed
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("sellers", __name__, url_prefix="/shops/<shop>/seller")


@bp.get("")
@door(SIGNED_IN)
def show(shop: str) -> str:
    found = _shop(shop)
    return _page(found, Draft(SellerForm, typed(sellers.of(found))))


@bp.post("")
@door(SIGNED_IN)
def declare(shop: str) -> ResponseReturnValue:
    draft = Draft.read(SellerForm)
    if not draft.ok:
        return _page(_shop(shop), draft), 422
    with deed():
        found = _shop(shop)
        said = draft.data.declared(sellers.of(found))
        sellers.declare(found, said, by=me(), at=clock.now())
    flash(_("Saved. Buyers read it on the shop's page."))
    return redirect(url_for(".show", shop=shop))


@bp.post("/removal")
@door(SIGNED_IN)
def take_back(shop: str) -> ResponseReturnValue:
    with deed():
        sellers.take_back(_shop(shop), by=me(), at=clock.now())
    flash(_("Taken back. Buyers read that nothing is declared."))
    return redirect(url_for(".show", shop=shop))


@bp.get("/phone")
@door(PUBLIC)
def ask(shop: str) -> ResponseReturnValue:
    """Somebody looks at the number's page again: it is pressed for anew."""
    return redirect(url_for("shops.show", code=shop) + "#seller")


@bp.post("/phone")
@door(PUBLIC)
def phone(shop: str) -> ResponseReturnValue:
    """The number, for whoever presses: few from one address, so that nobody gathers them."""
    found = sellers.whom_to_ring(shop) or abort(404)
    number = found.phone or abort(404)
    at, caller = clock.now(), devices.caller(number)
    with deed():
        too_many = knocks.too_many(KnockKind.RING, caller, at=at)
        if not too_many:
            knocks.remember(KnockKind.RING, caller, at=at)
    shown = None if too_many else number
    page = render_template("shops/phone.html", code=shop, name=found.name, number=shown)
    answer: Response = private(make_response(page))
    answer.status_code = 429 if too_many else 200
    return answer


def _shop(code: str) -> Shop:
    today = clock.village_date(clock.now())
    return queries.to_edit(code, me(), on=today) or abort(404)


def _page(shop: Shop, draft: Draft[SellerForm]) -> str:
    return render_template(
        "shop_desk/seller.html",
        shop=shop,
        draft=draft,
        known=sellers.of(shop),
        kinds=list(seller_words.kinds().items()),
        tax_code=seller_words.tax_code,
    )
