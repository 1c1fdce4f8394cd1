"""A buyer complains, by the order's secret link, and follows what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.complaints import actions, clocks, queries
from storefront.complaints.models import Complaint, Trouble, Wants
from storefront.complaints.refusals import Enough, NotTheirTurn, NotYet, OneAtATime, TooLate
from storefront.db import deed
from storefront.errors import MarketError
from storefront.money import Money
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.payments.refusals import MoreThanCame
from storefront.shops import photos
from storefront.shops.photos import Developed
from storefront.tills import at_hand
from storefront.web import complaint_words, uploads
from storefront.web.doors import SECRET_LINK, door
from storefront.web.filters import number
from storefront.web.forms.complaints import AppealForm, ComplaintForm
from storefront.web.forms.draft import Draft
from storefront.web.private import private

bp = Blueprint("complaining", __name__, url_prefix="/follow/<secret>/<code>/complaint")

PICTURES = ("photo", "photo2")


@bp.get("")
@door(SECRET_LINK)
def show(secret: str, code: str) -> ResponseReturnValue:
    order = _order(secret, code)
    most = queries.most(order)
    typed = {"amount": number(most.dong) if most else ""}
    if order.done_at is None:
        typed["trouble"] = Trouble.NOT_COME
    return _page(order, Draft(ComplaintForm, typed), 200)


@bp.post("")
@door(SECRET_LINK)
def complain(secret: str, code: str) -> ResponseReturnValue:
    draft = Draft.read(ComplaintForm)
    order = _order(secret, code)
    if draft.ok and draft.data.wants is Wants.MONEY and draft.data.amount is None:
        draft.refuse("amount", _("Fill this in."))
    pictures = [it for it in (uploads.photo(draft, name) for name in PICTURES) if it]
    if not draft.ok:
        return _page(order, draft, 422)
    try:
        with deed():
            _complain(_order(secret, code), draft.data, pictures, at=clock.now())
    except (NotYet, TooLate, OneAtATime, Enough) as refusal:
        draft.refuse("form", _why(refusal))
        return _page(_order(secret, code), draft, 422)
    except MoreThanCame:
        most = queries.most(_order(secret, code))
        draft.refuse("amount", _("At most %(most)s: that much has come.", most=most))
        return _page(_order(secret, code), draft, 422)
    flash(_("The household has been told. You read its answer here, and get a message."))
    return redirect(url_for(".show", secret=secret, code=code))


def _complain(
    order: Order, form: ComplaintForm, pictures: Sequence[Developed], *, at: datetime
) -> None:
    actions.complain(
        order,
        form.trouble,
        form.words,
        wants=form.wants,
        asked=form.amount or Money(0),
        photos=[photos.keep(it, at=at) for it in pictures],
        at=at,
    )


@bp.post("/<int:number>/answer")
@door(SECRET_LINK)
def answer(secret: str, code: str, number: int) -> ResponseReturnValue:
    """The buyer agrees, or withdraws."""
    how = request.form.get("how", "")
    if how not in ("agree", "withdraw"):
        abort(400)
    now = clock.now()
    try:
        with deed():
            complaint = _complaint(secret, code, number)
            if how == "agree":
                actions.agree(complaint, at_hand(), at=now)
            else:
                actions.withdraw(complaint, at=now)
    except NotTheirTurn:
        flash(_("It has moved on meanwhile. Look again."), "wait")
    except MoreThanCame:
        flash(_("There is not so much money left to give back. Ask the commune."), "bad")
    else:
        flash(_("Written down. The household has been told."))
    return redirect(url_for(".show", secret=secret, code=code))


@bp.post("/<int:number>/appeal")
@door(SECRET_LINK)
def appeal(secret: str, code: str, number: int) -> ResponseReturnValue:
    draft = Draft.read(AppealForm)
    if not draft.ok:
        return _page(_order(secret, code), Draft(ComplaintForm), 422, appealing=draft)
    try:
        with deed():
            complaint = _complaint(secret, code, number)
            actions.appeal(complaint, draft.data.words, at=clock.now())
    except NotTheirTurn:
        flash(_("It has moved on meanwhile. Look again."), "wait")
    else:
        flash(_("The commune looks at it now. What it decides is the end of it."))
    return redirect(url_for(".show", secret=secret, code=code))


def _why(refusal: MarketError) -> str:
    if isinstance(refusal, NotYet):
        return str(_("The goods are not on their way yet. Until then you may call, or cancel."))
    if isinstance(refusal, TooLate):
        return str(_("The time to complain about this is over. Call the household."))
    if isinstance(refusal, OneAtATime):
        return str(_("You have complained already. That one is answered first."))
    return str(_("This order has been complained about three times. Call the commune."))


def _page(
    order: Order,
    draft: Draft[ComplaintForm],
    status: int,
    appealing: Draft[AppealForm] | None = None,
) -> ResponseReturnValue:
    now, told = clock.now(), queries.of_order(order)
    live = any(it.is_live for it in told)
    page = render_template(
        "complaints/mine.html",
        order=order,
        here=url_for("tracking.show", secret=order.checkout.secret, code=order.code),
        told=list(reversed(told)),
        words=complaint_words,
        draft=draft,
        appealing=appealing or Draft(AppealForm),
        may_complain=not live and len(told) < actions.MOST_OFTEN and _is_time(order, at=now),
        begun=clocks.may_begin(order, at=now),
        troubles=[(it, complaint_words.trouble(it)) for it in _troubles(order, at=now)],
        until=clocks.until(order, Trouble.OTHER),
        fresh=clocks.is_fresh(order),
        most=queries.most(order),
    )
    return private(make_response(page, status))


def _is_time(order: Order, *, at: datetime) -> bool:
    return clocks.may_begin(order, at=at) and bool(_troubles(order, at=at))


def _troubles(order: Order, *, at: datetime) -> list[Trouble]:
    """What may still be complained about."""
    if order.sent_at is None and order.done_at is None:
        return [Trouble.NOT_COME]
    ends = {it: clocks.until(order, it) for it in Trouble}
    return [it for it, end in ends.items() if end is None or at <= end]


def _complaint(secret: str, code: str, number: int) -> Complaint:
    told = queries.of_order(_order(secret, code))
    return next((it for it in told if it.id == number), None) or abort(404)


def _order(secret: str, code: str) -> Order:
    return orders.by_link(secret, code) or abort(404)
