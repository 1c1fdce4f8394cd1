"""Noting that money was given back by hand."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, codes
from storefront.db import deed
from storefront.orders import queries
from storefront.orders.models import Order
from storefront.payments import actions as payments
from storefront.payments.refusals import MoreThanCame
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
    typed["by"] = "bank" if order.account_id else "cash"
    return _page(order, Draft(RefundForm, typed), 200)


@bp.post("")
@door(SIGNED_IN)
def give_back(code: str) -> ResponseReturnValue:
    draft = Draft.read(RefundForm)
    if not draft.ok:
        return _page(_order(code), draft, 422)
    form = draft.data
    try:
        with deed():
            order = _order(code)
            cash = form.by == "cash"
            payments.refund(order, form.amount, by=me(), cash=cash, once=form.once, at=clock.now())
    except MoreThanCame:
        order = _order(code)
        draft.refuse("amount", _("At most %(most)s: that much has come.", most=order.paid))
        return _page(order, draft, 422)
    flash(_("Written down: %(amount)s given back. The buyer has been told.", amount=form.amount))
    return redirect(url_for("order_desk.show", code=code))


def _order(code: str) -> Order:
    today = clock.village_date(clock.now())
    return queries.to_handle(code, me(), on=today) or abort(404)


def _page(order: Order, draft: Draft[RefundForm], status: int) -> ResponseReturnValue:
    page = render_template("refunds/new.html", order=order, draft=draft)
    return private(make_response(page, status))
