"""Weighing and settling, for the household and the team; and what the buyer says to it."""

from __future__ import annotations

from typing import NamedTuple

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

from storefront import clock, units
from storefront.db import deed
from storefront.money import Money
from storefront.orders import queries, weighing
from storefront.orders.models import Answer, Order, OrderLine, Scale
from storefront.orders.refusals import NotNow, TooMuch
from storefront.payments import by_weight
from storefront.web.doors import SECRET_LINK, SIGNED_IN, door
from storefront.web.forms import weighing as forms
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("weighing", __name__)


class Plate(NamedTuple):
    """One line on the scale."""

    line: OrderLine
    typed: str
    problem: str
    amount: Money | None
    """What it comes to, once a weight is there."""

    @property
    def span(self) -> str:
        least, most = self.line.span
        return f"{units.kilos(least, language())}–{units.kilos(most, language())}\u00a0kg"


@bp.get("/orders/<code>/weighing")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    order = _order(code)
    return _page(order, {it.id: str(it.grams or "") for it in weighing.lines(order)})


@bp.post("/orders/<code>/weighing")
@door(SIGNED_IN)
def weigh(code: str) -> ResponseReturnValue:
    """With `look` the sums are only shown; without it they are settled, or the buyer is asked."""
    order = _order(code)
    typed = {it.id: request.form.get(f"grams-{it.id}", "")[:12] for it in weighing.lines(order)}
    problems = forms.problems(order, typed)
    if problems or "look" in request.form:
        return _page(order, typed, problems, status=422 if problems else 200)
    try:
        with deed():
            order = _order(code)
            by_weight.weigh(order, forms.grams(typed), by=me(), at=clock.now())
    except NotNow:
        flash(_("Not now: it has moved on, or money is on its way back. Look again."), "wait")
        return redirect(url_for("order_desk.show", code=code))
    except TooMuch:
        return _page(order, typed, {it: _("Far too much for one order.") for it in typed}, 422)
    flash(*_settled(order))
    return redirect(url_for("order_desk.show", code=code))


@bp.post("/orders/<code>/weighing/rest")
@door(SIGNED_IN)
def let_go(code: str) -> ResponseReturnValue:
    """The household does not ask for a small rest."""
    try:
        with deed():
            by_weight.let_go(_order(code), by=me(), at=clock.now())
    except NotNow:
        flash(_("The order has moved on meanwhile. Look again."), "wait")
    else:
        flash(_("Let go. The buyer has been told."))
    return redirect(url_for("order_desk.show", code=code))


@bp.post("/follow/<secret>/<code>/weight")
@door(SECRET_LINK)
def answer(secret: str, code: str) -> ResponseReturnValue:
    """The buyer takes it, takes it at the most that was said, or not."""
    said = _ANSWERS.get(request.form.get("answer", "")) or abort(400)
    try:
        with deed():
            order = queries.by_link(secret, code) or abort(404)
            by_weight.answer(order, said, at=clock.now())
    except NotNow:
        flash(_("This was answered already, or the goods are on their way."), "wait")
    else:
        flash(_("The household has been told."))
    return redirect(url_for("tracking.show", secret=secret, code=code))


_ANSWERS = {
    "take": Answer.TAKEN,
    "at-most": Answer.AT_MOST,
    "call-off": Answer.CALLED_OFF,
}


def _settled(order: Order) -> tuple[str, str]:
    if order.scale is Scale.ASKED:
        return _("It weighs other than was said. The buyer has been asked."), "wait"
    if order.over:
        return _("Settled. %(sum)s goes back to the buyer: choose how.", sum=order.over), "wait"
    if order.paid and order.due:
        return _("Settled. The buyer was asked for %(sum)s more.", sum=order.due), "wait"
    return _("Settled: %(sum)s. The buyer has been told.", sum=order.total), "message"


def _order(code: str) -> Order:
    today = clock.village_date(clock.now())
    order = queries.to_handle(code, me(), on=today) or abort(404)
    return order if order.scale else abort(404)


def _page(
    order: Order,
    typed: dict[int, str],
    problems: dict[int, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    said = forms.grams(typed)
    plates = [
        Plate(it, typed[it.id], (problems or {}).get(it.id, ""), _comes_to(it, said))
        for it in weighing.lines(order)
    ]
    known = all(it.amount is not None for it in plates)
    whole = weighing.comes_to(order, said) + order.fee if known else None
    page = render_template(
        "orders_desk/weighing.html",
        order=order,
        plates=plates,
        whole=whole,
        difference=whole - order.total if whole else None,
        as_said=known and weighing.is_as_said(order, said),
        fixed=order.total - Money.sum(it.line.amount for it in plates),
        for_somebody=order.shop.household.keeper_id != me().id,
        may_be_weighed=weighing.may_be_weighed(order),
    )
    return private(make_response(page, status))


def _comes_to(line: OrderLine, said: dict[int, int]) -> Money | None:
    return line.at(said[line.id]) if line.id in said else None
