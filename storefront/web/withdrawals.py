"""Taking back a press: the money that was said to have come has not."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.bills import queries as bills
from storefront.db import deed
from storefront.orders import queries as orders
from storefront.payments import withdrawing
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone, UsedMeanwhile
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me

bp = Blueprint("withdrawals", __name__)


@bp.post("/orders/<code>/receipt/withdrawal")
@door(SIGNED_IN)
def of_order(code: str) -> ResponseReturnValue:
    with deed():
        order = orders.to_handle(code, me(), on=clock.village_date(clock.now())) or abort(404)
        said, kind = _withdrawn(order)
    flash(said, kind)
    return redirect(url_for("order_desk.show", code=code))


@bp.post("/bills/<code>/receipt/withdrawal")
@door(SIGNED_IN)
def of_bill(code: str) -> ResponseReturnValue:
    with deed():
        bill = bills.to_handle(code, me(), on=clock.village_date(clock.now())) or abort(404)
        said, kind = _withdrawn(bill)
    flash(said, kind)
    return redirect(url_for("bills.show", code=code))


def _withdrawn(of: Owed) -> tuple[str, str]:
    """What to say. A refusal has changed nothing."""
    word = withdrawing.word_on(of)
    if word is None:
        return _("It was taken back already, or the bank has told of it since."), "wait"
    try:
        back = withdrawing.withdraw(word, by=me(), at=clock.now())
    except AlreadyDone:
        return _("It was taken back already, or the bank has told of it since."), "wait"
    except UsedMeanwhile:
        return _("That cannot be taken back any more: more has happened since. "
                 "Give the money back instead, or ask who holds the cash."), "bad"  # fmt: skip
    return _("Taken back. %(amount)s is to be paid again.", amount=-back.amount), "message"
