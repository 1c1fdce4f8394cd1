"""The practice bank's counter: pay an order as a bank would, rightly or not. Practice mode only."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.bills import queries as bills
from storefront.bills.models import Bill
from storefront.codes import BILL
from storefront.db import deed
from storefront.orders import queries
from storefront.orders.refusals import NotNow
from storefront.payments import practice
from storefront.payments.practice import Play
from storefront.payments.registry import KINDS
from storefront.tills import at_hand
from storefront.web.doors import PRACTICE, door
from storefront.web.forms import codes

bp = Blueprint("practice_bank", __name__, url_prefix="/practice/bank")

SHOWN = 20


@bp.get("")
@door(PRACTICE)
def show() -> str:
    typed = request.args.get("code", "")[:40]
    code = codes.typed_code(typed)
    order = queries.by_code(code) if code else None
    return render_template(
        "practice/bank.html",
        typed=typed,
        sought=bool(typed),
        order=order if order and order.account else None,
        bill=_bill(typed),
        bills=bills.waiting(limit=SHOWN),
        waiting=queries.to_be_paid(limit=SHOWN),
        plays=_plays(),
        tellers=_tellers(),
    )


@bp.post("/<code>")
@door(PRACTICE)
def pay(code: str) -> ResponseReturnValue:
    how, told_by = request.form.get("play", ""), request.form.get("told_by", "sepay")
    if how not in set(Play) or told_by not in _tellers():
        abort(400)
    try:
        with deed():
            order = queries.by_code(code) or bills.by_code(code) or abort(404)
            practice.play(order, Play(how), told_by=told_by, at=clock.now())
    except NotNow:
        flash(_("This order can no longer be played so."), "wait")
    else:
        flash(_("The practice bank has heard: %(what)s", what=_plays()[Play(how)][0]))
    return redirect(url_for("practice_bank.show", code=code))


def _tellers() -> dict[str, str]:
    """Whoever may tell the market of a transfer, by name and title."""
    return {name: KINDS[name].title for name in practice.TELLERS if at_hand().find(name, "")}


def _bill(typed: str) -> Bill | None:
    code = codes.typed_code(typed, prefix=BILL)
    bill = bills.by_code(code) if code else None
    return bill if bill and bill.account else None


def _plays() -> dict[Play, tuple[str, str]]:
    """What can be played, and what should come of it."""
    return {
        Play.RIGHT: (_("Pay rightly"), _("The order is paid within a second.")),
        Play.SHORT: (_("5,000 ₫ too little"), _("The rest stays due.")),
        Play.TWICE: (_("Pay twice"), _("The second payment is owed back.")),
        Play.REPEATED: (_("One payment, told three times"), _("It counts once.")),
        Play.GARBLED: (_("A garbled note"), _("The code is found all the same.")),
        Play.NO_CODE: (_("A note without the code"), _("Nobody guesses: a person must look.")),
        Play.LATE: (_("Pay too late"), _("The goods are back on the shelf, the money is kept.")),
        Play.FORGED: (_("A forged notice"), _("It is refused and kept as evidence.")),
        Play.NEVER: (_("Never pay"), _("Nothing happens until time is up.")),
    }
