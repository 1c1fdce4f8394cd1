"""Giving money back: by hand, by the way it came, or to an account the buyer names."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import banks, clock, codes, qr
from storefront.db import deed
from storefront.orders import queries
from storefront.orders.models import Order
from storefront.payments import attempts, giving_back, refunding, vietqr
from storefront.payments.models import PaymentAttempt, PaymentRefund, RefundWay
from storefront.payments.refusals import AlreadyDone, MoreThanCame
from storefront.payments.registry import KINDS
from storefront.payments.states import COLLECTED, UNDER_WAY
from storefront.payments.vietqr import Transfer
from storefront.tills import at_hand
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import number
from storefront.web.forms.draft import Draft
from storefront.web.forms.refunds import RefundForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("refunds", __name__, url_prefix="/orders/<code>/refund")


@bp.get("")
@door(SIGNED_IN)
def new(code: str) -> ResponseReturnValue:
    order = _order(code)
    suggested = order.over or order.paid
    typed = {"amount": number(suggested.dong) if suggested else "", "once": codes.secret()}
    typed["by"] = "gateway" if _collected(order) else "bank" if order.account_id else "cash"
    return _page(order, Draft(RefundForm, typed), 200)


@bp.post("")
@door(SIGNED_IN)
def give_back(code: str) -> ResponseReturnValue:
    draft = Draft.read(RefundForm)
    if not draft.ok:
        return _page(_order(code), draft, 422)
    try:
        promised = _given_back(code, draft.data)
    except MoreThanCame:
        order = _order(code)
        draft.refuse("amount", _("At most %(most)s: that much has come.", most=order.paid))
        return _page(order, draft, 422)
    if promised is None:
        amount = draft.data.amount
        flash(_("Written down: %(amount)s given back. The buyer has been told.", amount=amount))
        return redirect(url_for("order_desk.show", code=code))
    return _on_its_way(code, promised)


@bp.get("/<int:number>")
@door(SIGNED_IN)
def show(code: str, number: int) -> ResponseReturnValue:
    order = _order(code)
    refund = refunding.one_of(order, number) or abort(404)
    drawing = qr.draw(_payload(refund)) if refund.to_number and refund.state in UNDER_WAY else None
    page = render_template(
        "refunds/show.html",
        order=order,
        refund=refund,
        drawing=drawing,
        bank=banks.name_of(refund.to_bank_bin) if refund.to_bank_bin else "",
        under_way=refund.state in UNDER_WAY,
    )
    return private(make_response(page))


@bp.post("/<int:number>/transfer")
@door(SIGNED_IN)
def transferred(code: str, number: int) -> ResponseReturnValue:
    try:
        with deed():
            refund = refunding.one_of(_order(code), number) or abort(404)
            refunding.transferred(refund, by=me(), at=clock.now())
    except AlreadyDone:
        flash(_("It is decided already."), "wait")
    else:
        flash(_("Written down: transferred back. The buyer has been told."))
    return redirect(url_for("order_desk.show", code=code))


@bp.post("/<int:number>/withdrawal")
@door(SIGNED_IN)
def withdraw(code: str, number: int) -> ResponseReturnValue:
    try:
        with deed():
            refund = refunding.one_of(_order(code), number) or abort(404)
            refunding.take_back(refund, at=clock.now())
    except AlreadyDone:
        flash(_("It is decided already."), "wait")
    else:
        flash(_("Withdrawn. Nothing was given back."), "wait")
    return redirect(url_for("order_desk.show", code=code))


def _given_back(code: str, form: RefundForm) -> PaymentRefund | None:
    """A promise, or nothing when it went back by hand already. Raises MoreThanCame."""
    now = clock.now()
    with deed():
        order = _order(code)
        if form.by == "transfer":
            return refunding.by_bank(order, form.amount, by=me(), once=form.once, at=now)
        if form.by == "gateway":
            attempt = next(iter(_collected(order)), None)
            till = at_hand().find(attempt.provider, attempt.merchant) if attempt else None
            if attempt is None or till is None:
                raise MoreThanCame(code)
            return refunding.by_gateway(order, attempt, form.amount, till, by=me(), at=now)
        cash = form.by == "cash"
        giving_back.refund(order, form.amount, by=me(), cash=cash, once=form.once, at=now)
    return None


def _on_its_way(code: str, promised: PaymentRefund) -> ResponseReturnValue:
    if promised.way is RefundWay.BANK:
        flash(_("The buyer is asked for an account. You then transfer by QR."))
        return redirect(url_for(".show", code=code, number=promised.id))
    flash(_("Asked for. It is on its way back to the buyer."))
    return redirect(url_for("order_desk.show", code=code))


def _payload(refund: PaymentRefund) -> str:
    memo = f"Tra lai {refund.order.code}"
    to = Transfer(refund.to_bank_bin, refund.to_number, amount=refund.amount, memo=memo)
    return vietqr.payload(to)


def _collected(order: Order) -> list[PaymentAttempt]:
    """What gateways collected for it, the newest first."""
    return [it for it in reversed(attempts.of_order(order.id)) if it.state in COLLECTED]


def _order(code: str) -> Order:
    today = clock.village_date(clock.now())
    return queries.to_handle(code, me(), on=today) or abort(404)


def _page(order: Order, draft: Draft[RefundForm], status: int) -> ResponseReturnValue:
    page = render_template("refunds/new.html", order=order, draft=draft, **_around(order))
    return private(make_response(page, status))


def _around(order: Order) -> dict[str, Any]:
    collected = _collected(order)
    return {
        "way": KINDS[collected[0].provider].title if collected else None,
        "under_way": [it for it in refunding.of_order(order.id) if it.state in UNDER_WAY],
    }
