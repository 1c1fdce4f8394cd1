"""A buyer rates what was bought, by the order's secret link."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.db import deed
from storefront.errors import MarketError
from storefront.orders import queries as orders
from storefront.orders.models import Order, OrderLine
from storefront.ratings import actions, queries
from storefront.ratings.refusals import AlreadySaid, NotBought, OwnGoods, TooLate
from storefront.web.doors import SECRET_LINK, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.ratings import RatingForm
from storefront.web.private import private

bp = Blueprint("rating", __name__, url_prefix="/follow/<secret>/<code>/ratings")


@bp.get("")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    return _page(_order(secret, code), Draft(RatingForm), None, 200)


@bp.post("/<int:number>")
@door(SECRET_LINK)
def rate(secret: str, code: str, number: int) -> ResponseReturnValue:
    order = _order(secret, code)
    line = _line(order, number)
    draft = Draft.read(RatingForm)
    if not draft.ok:
        return _page(order, draft, line, 422)
    try:
        with deed():
            order = _order(secret, code)
            said = draft.data
            actions.rate(order, _line(order, number), int(said.stars), said.words, at=clock.now())
    except AlreadySaid:
        flash(_("You have rated this already."), "wait")
    except (NotBought, TooLate, OwnGoods) as refusal:
        flash(_why(refusal), "wait")
    else:
        flash(_("Thank you. Others read it now."))
    return redirect(url_for(".show", secret=secret, code=code))


def _why(refusal: MarketError) -> str:
    if isinstance(refusal, NotBought):
        return str(_("You rate goods once you have them."))
    if isinstance(refusal, TooLate):
        return str(_("The time to rate this order is over."))
    return str(_("Households and their helpers do not rate their own goods."))


def _page(
    order: Order, draft: Draft[RatingForm], wrong: OrderLine | None, status: int
) -> ResponseReturnValue:
    closed = ""
    try:
        actions.must_be_open(order, at=clock.now())
    except MarketError as refusal:
        closed = _why(refusal)
    page = render_template(
        "ratings/mine.html",
        order=order,
        here=url_for("tracking.show", secret=order.checkout.secret, code=order.code),
        said=queries.of_order(order),
        drafts={line.id: draft if line is wrong else Draft(RatingForm) for line in order.lines},
        closed=closed,
    )
    return private(make_response(page, status))


def _line(order: Order, number: int) -> OrderLine:
    return next((it for it in order.lines if it.id == number), None) or abort(404)


def _order(secret: str, code: str) -> Order:
    return orders.by_link(secret, code) or abort(404)
