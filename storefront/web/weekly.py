"""What comes every week: begun from an order, skipped, changed and stopped by its link; and the
keeper's list of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.catalogue import queries as catalogue
from storefront.db import deed
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.orders.refusals import EmptyBasket
from storefront.shops import queries as shops
from storefront.shops.models import Shop
from storefront.standing import actions, queries
from storefront.standing.models import StandingOrder, StandingState, TurnState
from storefront.standing.refusals import HasEnded
from storefront.web import weekly_words
from storefront.web.doors import SECRET_LINK, SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.weekly import WeeklyForm
from storefront.web.people import me
from storefront.web.picking import Picked, picked
from storefront.web.private import private

bp = Blueprint("weekly", __name__)

CHANGES = "<any(goods, skip, rest, 'go-on', stop):what>"
STATES = {
    "rest": StandingState.PAUSED,
    "go-on": StandingState.ACTIVE,
    "stop": StandingState.STOPPED,
}


@bp.get("/follow/<secret>/<code>/weekly")
@door(SECRET_LINK)
def ask(secret: str, code: str) -> ResponseReturnValue:
    order = _bought(secret, code)
    there = queries.made_from(order.id)
    return _to(there, None) if there else _form(order, Draft(WeeklyForm, _usual(order)), None)


@bp.post("/follow/<secret>/<code>/weekly")
@door(SECRET_LINK)
def begin(secret: str, code: str) -> ResponseReturnValue:
    return _begun(lambda: _bought(secret, code), None)


@bp.get("/orders/<code>/weekly")
@door(SIGNED_IN)
def ask_for_buyer(code: str) -> ResponseReturnValue:
    order = _sold(code)
    there = queries.made_from(order.id)
    return _to(there, me()) if there else _form(order, Draft(WeeklyForm, _usual(order)), me())


@bp.post("/orders/<code>/weekly")
@door(SIGNED_IN)
def begin_for_buyer(code: str) -> ResponseReturnValue:
    return _begun(lambda: _sold(code), me())


@bp.get("/weekly/<secret>")
@door(SECRET_LINK)
def show(secret: str) -> ResponseReturnValue:
    return _page(queries.by_secret(secret) or abort(404), None)


@bp.post(f"/weekly/<secret>/{CHANGES}")
@door(SECRET_LINK)
def change(secret: str, what: str) -> ResponseReturnValue:
    return _changed(lambda: queries.by_secret(secret), what, None)


@bp.get("/shops/<code>/weekly")
@door(SIGNED_IN)
def of_shop(code: str) -> str:
    shop = _shop(code)
    found, every = queries.all_of(shop.id), weekly_words.every
    return render_template("weekly/index.html", shop=shop, found=found, every=every)


@bp.get("/shops/<code>/weekly/<int:number>")
@door(SIGNED_IN)
def show_to_house(code: str, number: int) -> ResponseReturnValue:
    return _page(_kept(code, number), me())


@bp.post(f"/shops/<code>/weekly/<int:number>/{CHANGES}")
@door(SIGNED_IN)
def change_for_buyer(code: str, number: int, what: str) -> ResponseReturnValue:
    return _changed(lambda: _kept(code, number), what, me())


def _begun(find: Callable[[], Order], by: Person | None) -> ResponseReturnValue:
    draft = Draft.read(WeeklyForm)
    if not draft.ok:
        return _form(find(), draft, by, 422)
    form, at = draft.data, clock.now()
    with deed():
        it = actions.begin(find(), weekday=form.weekday, weeks=form.weeks, by=by, at=at)
    flash(_("Noted. Two days before each time the buyer gets a message and may skip it."))
    return _to(it, by)


def _changed(
    find: Callable[[], StandingOrder | None], what: str, by: Person | None
) -> ResponseReturnValue:
    at = clock.now()
    try:
        with deed():
            it = queries.locked((find() or abort(404)).id)
            _change(it, what, by=by, at=at)
    except EmptyBasket:
        flash(_("Nothing would be left. Stop it instead."), "wait")
        return _to(it, by)
    except HasEnded:
        flash(_("It has been stopped. Begin a new one from an order."), "wait")
        return _to(it, by)
    flash(weekly_words.done(what))
    return _to(it, by)


def _change(it: StandingOrder, what: str, *, by: Person | None, at: datetime) -> None:
    if what == "goods":
        goods = picked(catalogue.orderable(it.shop.code))
        wanted = {line.id: line.quantity for line in goods.lines} if goods else {}
        actions.set_goods(it, wanted, by=by, at=at)
    elif what == "skip":
        actions.skip(it, by=by, at=at)
    else:
        actions.turn_to(it, STATES[what], by=by, at=at)


def _usual(order: Order) -> dict[str, object]:
    """The day it leaves now, every week."""
    day = order.leaves_on or clock.village_date(order.placed_at)
    return {"weekday": day.weekday(), "weeks": 1}


def _form(
    order: Order, draft: Draft[WeeklyForm], by: Person | None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "weekly/begin.html",
        order=order,
        draft=draft,
        days=weekly_words.days(),
        house=by is not None,
    )
    return private(Response(page, status))


def _page(it: StandingOrder, by: Person | None) -> ResponseReturnValue:
    told = [turn for turn in it.turns if turn.state is TurnState.TOLD]
    page = render_template(
        "weekly/show.html",
        it=it,
        house=by is not None,
        here=_address(it, by),
        next_on=min((turn.on for turn in told), default=it.next_on),
        goods=_stepped(it),
        turns=it.turns[:12],
        why=weekly_words.why,
        every=weekly_words.every,
    )
    return private(Response(page))


def _stepped(it: StandingOrder) -> Picked | None:
    wanted = {line.product_id: line.quantity for line in it.lines}
    return picked(catalogue.orderable(it.shop.code), first=wanted)


def _to(it: StandingOrder, by: Person | None) -> ResponseReturnValue:
    return redirect(_address(it, by))


def _address(it: StandingOrder, by: Person | None) -> str:
    if by is None:
        return url_for("weekly.show", secret=it.secret)
    return url_for("weekly.show_to_house", code=it.shop.code, number=it.id)


def _bought(secret: str, code: str) -> Order:
    return orders.by_link(secret, code) or abort(404)


def _sold(code: str) -> Order:
    today = clock.village_date(clock.now())
    return orders.to_handle(code, me(), on=today) or abort(404)


def _kept(code: str, number: int) -> StandingOrder:
    return queries.of_shop(_shop(code).id, number) or abort(404)


def _shop(code: str) -> Shop:
    today, handle = clock.village_date(clock.now()), Permission.ORDER_HANDLE
    return shops.to_edit(code, me(), on=today, permission=handle) or abort(404)
