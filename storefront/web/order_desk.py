"""Orders, for the household and for the team that presses for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import deed
from storefront.delivery.ways import Way
from storefront.money import Money
from storefront.orders import actions, harvest, queries, weighing
from storefront.orders.models import Order, OrderState
from storefront.orders.refusals import NotNow, NotWeighed
from storefront.orders.states import NEXT
from storefront.payments import by_weight, by_word, withdrawing
from storefront.payments import cash as held_cash
from storefront.payments import queries as receipts
from storefront.shops import entries, photos
from storefront.talks import queries as talks
from storefront.talks.models import Side
from storefront.web import holding, order_words, uploads
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.orders import CancelForm, SlipForm
from storefront.web.people import me

bp = Blueprint("order_desk", __name__, url_prefix="/orders/<code>")


@bp.get("")
@door(SIGNED_IN)
def show(code: str) -> str:
    return _page(_order(code), Draft(CancelForm))


@bp.post("/confirmation")
@door(SIGNED_IN)
def confirm(code: str) -> ResponseReturnValue:
    return _done(code, actions.confirm, _("Order accepted. The buyer has been told."))


@bp.post("/dispatch")
@door(SIGNED_IN)
def send(code: str) -> ResponseReturnValue:
    """Handed over: with the coach's plate or the courier's number, and a photo as proof."""
    draft = Draft.read(SlipForm)
    if draft.ok and _order(code).way is Way.COACH:
        _ask_for_the_coach(draft)
    developed = uploads.photo(draft)
    if not draft.ok:
        return _page(_order(code), Draft(CancelForm), draft), 422

    def hand_over(order: Order, *, by: Person, at: datetime) -> None:
        photo = photos.keep(developed, at=at) if developed else None
        actions.send(order, slip=draft.data.slip(), photo=photo, by=by, at=at)

    return _done(code, hand_over, _("Marked as sent. The buyer has been told."))


def _ask_for_the_coach(draft: Draft[SlipForm]) -> None:
    if not draft.data.plate:
        draft.refuse("plate", _("The buyer finds the coach by its plate. Example: 12B-004.56."))
    if not draft.data.phone:
        draft.refuse("phone", _("The buyer calls the driver. Example: 0912 345 678."))


@bp.post("/delivery")
@door(SIGNED_IN)
def hand_over(code: str) -> ResponseReturnValue:
    return _done(code, actions.hand_over, _("The buyer has the goods. Well sold."))


@bp.post("/receipt")
@door(SIGNED_IN)
def receive(code: str) -> ResponseReturnValue:
    """The household says that the money has come."""
    means, at = request.form.get("means"), clock.now()
    cash = means in ("cash", "held")
    try:
        with deed():
            order = _order(code)
            seen = _seen()
            receipt = by_word.keeper_received(order, by=me(), cash=cash, seen=seen, at=at)
            if receipt and means == "held":
                holder = holding.meant(order.shop.household)
                held_cash.hold(receipt, order.shop.household, holder=holder, at=at)
    except NotNow:
        return _too_late(code)
    if receipt is None:
        flash(_("Nothing was due any more."), "wait")
        return redirect(_back(order))
    flash(
        _("Written down: cash received.") if cash else _("Written down: money is in the account.")
    )
    return redirect(_back(order))


@bp.post("/rest")
@door(SIGNED_IN)
def ask_rest(code: str) -> ResponseReturnValue:
    """It is picked: what the deposit left is asked for."""
    return _done(code, harvest.is_picked, _("The buyer has been asked for the rest."))


@bp.post("/cancellation")
@door(SIGNED_IN)
def cancel(code: str) -> ResponseReturnValue:
    draft = Draft.read(CancelForm)
    if not draft.ok:
        return _page(_order(code), draft), 422
    try:
        with deed():
            order = _order(code)
            actions.cancel(order, by=me(), reason=draft.data.reason, at=clock.now())
    except NotNow:
        return _too_late(code)
    flash(_("Order cancelled. The buyer has been told why."), "wait")
    return redirect(url_for("order_desk.show", code=code))


def _done(code: str, act: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with deed():
            order = _order(code)
            act(order, by=me(), at=clock.now())
    except NotWeighed:
        flash(_("Weigh it first: its sum is not settled."), "wait")
        return redirect(url_for("order_desk.show", code=code))
    except NotNow:
        return _too_late(code)
    flash(said)
    return redirect(_back(order))


def _seen() -> Money | None:
    """The sum that stood beside the button: a second press is not for the next one."""
    typed = request.form.get("seen", "")
    return Money(int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None


def _too_late(code: str) -> ResponseReturnValue:
    flash(_("The order has moved on meanwhile. Look again."), "wait")
    return redirect(url_for("order_desk.show", code=code))


def _order(code: str) -> Order:
    today = clock.village_date(clock.now())
    return queries.to_handle(code, me(), on=today) or abort(404)


def _back(order: Order) -> str:
    """To the list it was pressed from."""
    if request.form.get("from") == "home" and entries.is_kept_by(order.shop.household, me()):
        return url_for("keeper.home")
    return url_for("order_desk.show", code=order.code)


def _page(order: Order, draft: Draft[CancelForm], slip: Draft[SlipForm] | None = None) -> str:
    household = entries.standing(order.shop.household)
    return render_template(
        "orders_desk/show.html",
        order=order,
        household=household,
        draft=draft,
        slip=slip or Draft(SlipForm),
        sent=queries.handover_of(order),
        unread=talks.unread(order.id, by=Side.HOUSEHOLD),
        for_somebody=household.keeper_id != me().id,
        holders=holding.others(household),
        timeline=order_words.timeline(queries.timeline(order.id)),
        bank_said=bool(receipts.told_by_bank([order.id])),
        word=withdrawing.word_on(order),
        may_be_weighed=weighing.may_be_weighed(order),
        may_be_let_go=by_weight.may_be_let_go(order),
        can_cancel=OrderState.CANCELLED in NEXT[order.state],
    )
