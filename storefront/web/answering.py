"""A household answers a new order by the link in its message: no signing in, one press."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.answers import actions, queries
from storefront.answers.models import Why
from storefront.answers.words import Answer
from storefront.db import deed
from storefront.orders.models import Order, OrderState
from storefront.orders.refusals import NotNow
from storefront.web.doors import SECRET_LINK, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.orders import WhyNotForm
from storefront.web.private import private

bp = Blueprint("answering", __name__, url_prefix="/a/<code>/<key>")


@bp.get("")
@door(SECRET_LINK)
def show(code: str, key: str) -> ResponseReturnValue:
    """Opening it answers nothing: messengers open links by themselves to draw previews."""
    return _page(_order(code, key), Draft(WhyNotForm))


@bp.post("")
@door(SECRET_LINK)
def answer(code: str, key: str) -> ResponseReturnValue:
    said = _said()
    draft = Draft.read(WhyNotForm) if said is Answer.NO else Draft(WhyNotForm)
    if not draft.ok:
        return _page(_order(code, key), draft, 422)
    why = draft.data.reason() if said is Answer.NO else ""
    try:
        with deed():
            actions.by_link(_order(code, key), said, reason=why, at=clock.now())
    except NotNow:
        pass  # the page says what became of it
    return redirect(url_for(".show", code=code, key=key))


def _said() -> Answer:
    said = request.form.get("answer", "")
    return Answer(said) if said in set(Answer) else abort(400)


def _order(code: str, key: str) -> Order:
    if not (code + key).isascii() or not (code + key).isalnum():
        abort(404)
    return queries.by_link(code.upper(), key.lower()) or abort(404)


def _page(order: Order, draft: Draft[WhyNotForm], status: int = 200) -> ResponseReturnValue:
    waits = order.state is OrderState.PLACED
    call = queries.call_about(order) if waits else None
    page = render_template(
        "answers/show.html" if waits else "answers/ended.html",
        order=order,
        household=order.shop.household,
        draft=draft,
        will_be_rung=call is not None and call.why is Why.ASKED,
        reasons=_reasons(),
        ended=_ended().get(order.state, ""),
    )
    return private(make_response(page, status))


def _reasons() -> list[tuple[str, str]]:
    return [(words, words) for words in (_("No goods left"), _("Not ripe yet"), _("We are away"))]


def _ended() -> dict[OrderState, str]:
    return {
        OrderState.CONFIRMED: _("You accepted this order"),
        OrderState.SENT: _("This order is on its way"),
        OrderState.DONE: _("This order is handed over"),
        OrderState.CANCELLED: _("This order is cancelled"),
        OrderState.EXPIRED: _("This order ran out of time"),
    }
