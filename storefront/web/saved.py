"""Saved shops: on the phone, and with the person once somebody signs in."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.catalogue import saved as catalogue
from storefront.catalogue.rows import Card
from storefront.db import deed
from storefront.shops import saving
from storefront.web import cards, hearts
from storefront.web.catalogue import number
from storefront.web.display import back
from storefront.web.doors import PUBLIC, door
from storefront.web.people import is_signed_in, me
from storefront.web.private import private

bp = Blueprint("saved", __name__, url_prefix="/saved-shops")

NEW_FOR = timedelta(days=14)
EACH = 4
"""Goods shown of one shop."""


@bp.get("")
@door(PUBLIC)
def index() -> Response:
    ids = saving.of(me()) if is_signed_in() else hearts.ids(request.cookies)
    found = {shop.id: shop for shop in catalogue.shops(ids)}
    there = [shop_id for shop_id in ids if shop_id in found]
    removed = number(request.args.get("removed", ""), most=10**18)
    gone = catalogue.shops([removed]) if removed and removed not in there else ()
    page = render_template(
        "saved/index.html",
        shops=[found[shop_id] for shop_id in there],
        goods=_goods(there),
        removed=next(iter(gone), None),
    )
    answer = private(Response(page))
    hearts.put(answer, there)
    return answer


def _goods(ids: Sequence[int]) -> dict[int, Any]:
    """By shop: what is new or in season there, a few of each."""
    at = clock.now()
    today = clock.village_date(at)
    found = catalogue.worth_a_look(ids, month=today.month, since=at - NEW_FOR)
    by_shop = groupby(sorted(found, key=_whose), key=_whose)
    shown = {shop_id: list(of_one)[:EACH] for shop_id, of_one in by_shop}
    return {
        shop_id: list(map(_marked, cards.shown(few, on=today), few))
        for shop_id, few in shown.items()
    }


def _marked(shown: cards.Shown, card: Card) -> cards.Shown:
    return shown._replace(flag=shown.flag or _("New"), hot=True) if card.is_new else shown


def _whose(card: Card) -> int:
    return int(card.shop_id)


@bp.post("")
@door(PUBLIC)
def keep() -> ResponseReturnValue:
    """Save a shop, or take it out again."""
    shop_id = number(request.form.get("shop", ""), most=10**18) or abort(400)
    keeps = request.form.get("keep") == "yes"
    if keeps and not saving.exists(shop_id):
        abort(404)
    onward = url_for("saved.index", removed=None if keeps else shop_id)
    answer = redirect(onward if request.form.get("from") == "list" else back())
    hearts.put(answer, _kept(shop_id) if keeps else _without(shop_id))  # type: ignore[arg-type]
    return answer


def _kept(shop_id: int) -> Sequence[int]:
    if is_signed_in():
        with deed():
            return saving.save(me(), [shop_id], at=clock.now())
    return (shop_id, *(it for it in hearts.ids(request.cookies) if it != shop_id))


def _without(shop_id: int) -> Sequence[int]:
    if is_signed_in():
        with deed():
            return saving.forget(me(), shop_id)
    return [it for it in hearts.ids(request.cookies) if it != shop_id]
