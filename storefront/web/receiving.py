"""A buyer says that what was sent has come, and for a short time that it was a mistake."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.db import deed
from storefront.orders import actions, queries, receiving
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.ratings import queries as ratings
from storefront.web.doors import SECRET_LINK, door

bp = Blueprint("receiving", __name__, url_prefix="/follow/<secret>/<code>/delivery")


@bp.post("")
@door(SECRET_LINK)
def receive(secret: str, code: str) -> ResponseReturnValue:
    try:
        with deed():
            actions.hand_over(_order(secret, code), by=None, at=clock.now())
    except NotNow:
        flash(_("It is not on its way. Look at how far it is."), "wait")
    else:
        flash(_("Written down: you have the goods. The household has been told."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


@bp.post("/undo")
@door(SECRET_LINK)
def take_back(secret: str, code: str) -> ResponseReturnValue:
    try:
        with deed():
            _take_back(_order(secret, code))
    except NotNow:
        flash(_("It cannot be taken back any more. Complain, or write to the household."), "wait")
    else:
        flash(_("Taken back: it is on its way as before. The household has been told."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


def _take_back(order: Order) -> None:
    """Not by whoever has rated what came: ratings are written under the order's lock."""
    actions.lock(order)
    if ratings.of_order(order):
        raise NotNow(order.code)
    receiving.take_back(order, at=clock.now())


def _order(secret: str, code: str) -> Order:
    return queries.by_link(secret, code) or abort(404)
