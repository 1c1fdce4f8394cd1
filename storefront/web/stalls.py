"""A household's stall on a market day: asked for, and signed for. Its till is in `stall_till`."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.closings import actions as closings
from storefront.closings import queries as closed
from storefront.closings.refusals import NotYours, Signed
from storefront.db import deed
from storefront.fairs import actions, queries
from storefront.fairs.models import Fair, Stall
from storefront.fairs.refusals import NotHeld
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.web import fair_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.fairs import AskForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("stalls", __name__, url_prefix="/shops/<code>/market-days")


@bp.get("")
@door(SIGNED_IN)
def index(code: str) -> ResponseReturnValue:
    return _list(_shop(code), Draft(AskForm), 200)


@bp.post("/<fair>/asking")
@door(SIGNED_IN)
def ask(code: str, fair: str) -> ResponseReturnValue:
    draft = Draft.read(AskForm)
    if not draft.ok:
        return _list(_shop(code), draft, 422, wrong=fair)
    try:
        with deed():
            shop = _shop(code)
            actions.ask(_fair(shop, fair), shop, sells=draft.data.sells, by=me(), at=clock.now())
    except NotHeld:
        flash(_("The market day is over or called off."), "wait")
    else:
        flash(_("Asked. The commune answers by message."))
    return redirect(url_for("stalls.index", code=code))


@bp.post("/<fair>/signature")
@door(SIGNED_IN)
def sign(code: str, fair: str) -> ResponseReturnValue:
    try:
        with deed():
            found = closed.of_stall(my_stall(code, fair)) or abort(404)
            closings.agree(found, by=me(), on_paper=False, at=clock.now())
    except NotYours:
        abort(404)
    flash(_("Signed. The sums stay as they are."))
    return redirect(url_for("stall_till.show", code=code, fair=fair))


@bp.post("/<fair>/reopening")
@door(SIGNED_IN)
def reopen(code: str, fair: str) -> ResponseReturnValue:
    """The keeper does not agree with the sums: both count again."""
    try:
        with deed():
            found = closed.of_stall(my_stall(code, fair)) or abort(404)
            closings.reopen(found, by=me(), at=clock.now())
    except Signed:
        abort(404)
    flash(_("Open again. Count once more together."), "wait")
    return redirect(url_for("stall_till.show", code=code, fair=fair))


def my_stall(code: str, fair: str) -> Stall:
    shop = _shop(code)
    return queries.of_shop(_fair(shop, fair), shop) or abort(404)


def _shop(code: str) -> Shop:
    on, handle = clock.village_date(clock.now()), Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=on, permission=handle) or abort(404)


def _fair(shop: Shop, code: str) -> Fair:
    return queries.for_shop(code, shop, at=clock.now()) or abort(404)


def _list(
    shop: Shop, draft: Draft[AskForm], status: int, *, wrong: str = ""
) -> ResponseReturnValue:
    at = clock.now()
    fairs = queries.open_to(shop, at=at)
    page = render_template(
        "fairs/for_shop.html",
        shop=shop,
        fairs=fairs,
        mine={it.id: queries.of_shop(it, shop) for it in fairs},
        asked={it.id: queries.ask_of(it, shop) for it in fairs},
        draft=draft,
        wrong=wrong,
        now=at,
        words=fair_words,
        for_somebody=shop.household.keeper_id != me().id,
    )
    return private(make_response(page, status))
