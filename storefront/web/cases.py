"""Money that somebody must look at: what is odd, what is suggested, and one press to do it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, codes
from storefront.accounts.permissions import Permission
from storefront.bills import queries as bills
from storefront.db import deed
from storefront.orders import queries as orders
from storefront.orders.refusals import NotNow, ProductRefused
from storefront.payments import deciding, undoing, unsettled
from storefront.payments.models import CaseAction, PaymentCase
from storefront.payments.owed import Owed
from storefront.payments.refusals import AlreadyDone, MoreThanCame, UsedMeanwhile
from storefront.web import case_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.codes import typed_code
from storefront.web.people import me

bp = Blueprint("cases", __name__, url_prefix="/cases")

LATELY = timedelta(days=1)


@bp.get("")
@door(SIGNED_IN)
def index() -> str:
    now = clock.now()
    today = clock.village_date(now)
    return render_template(
        "cases/index.html",
        waiting=[
            (case, case_words.told(case), case_words.deeds_for(case))
            for case in deciding.waiting_for(me(), on=today)
        ],
        done=[
            (case, case_words.told(case), undoing.may_be_undone(case))
            for case in deciding.decided_lately(me(), on=today, since=now - LATELY)
        ],
        now=now,
        keeps_shop=not me().held_on(today),
        leads=bool(me().places_where(Permission.ORDER_HANDLE, on=today)),
    )


@bp.post("/<int:number>/decision")
@door(SIGNED_IN)
def decide(number: int) -> ResponseReturnValue:
    how = request.form.get("how", "")
    if how not in case_words.PRESSED:
        abort(400)
    try:
        with deed():
            case = _case(number)
            said = _do(case, CaseAction(how), at=clock.now())
    except AlreadyDone:
        flash(_("Somebody has seen to it meanwhile."), "wait")
    except ProductRefused as refusal:
        flash(_("%(name)s is sold out. Give the money back.", name=refusal.name), "bad")
    except MoreThanCame:
        flash(_("There is not so much money left to use."), "bad")
    except NotNow:
        flash(_("That order or bill takes no money any more."), "bad")
    except UsedMeanwhile as refusal:
        flash(_moved_on(refusal), "bad")
    else:
        flash(said)
    return redirect(url_for(".index"))


@bp.post("/<int:number>/reopening")
@door(SIGNED_IN)
def reopen(number: int) -> ResponseReturnValue:
    try:
        with deed():
            undoing.undo(_case(number), by=me(), at=clock.now())
    except UsedMeanwhile as refusal:
        flash(_moved_on(refusal), "bad")
    except AlreadyDone:
        flash(_("This can no longer be taken back."), "wait")
    else:
        flash(_("Taken back. It waits here again."))
    return redirect(url_for(".index"))


def _moved_on(refusal: UsedMeanwhile) -> str:
    words = _("%(code)s has moved on since: more money came or went, or the goods did. "
              "Put it right there.", code=refusal.args[0])  # fmt: skip
    return str(words)


def _do(case: PaymentCase, how: CaseAction, *, at: datetime) -> str:
    """What was done, in words."""
    if how is CaseAction.ASK_THE_REST:
        deciding.ask_the_rest(case, by=me(), at=at)
        return str(_("A message with a QR for the rest is on its way."))
    if how is CaseAction.REVIVE:
        deciding.revive(case, by=me(), at=at)
        return str(_("The order is open again. The buyer has been told."))
    if how is CaseAction.ACCEPT:
        deciding.accept(case, by=me(), at=at)
        return str(_("Written down with the sum that came."))
    if how is CaseAction.APPLY:
        to = _other()
        deciding.apply(case, to, by=me(), at=at)
        return str(_("Written down for %(code)s.", code=to.code))
    if how is CaseAction.TRY_AGAIN:
        unsettled.ask_again(case, by=me(), at=at)
        return str(_("It is tried again within a minute."))
    if how is CaseAction.WITHDRAW:
        deciding.withdraw(case, by=me(), at=at)
        return str(_("Taken back. %(amount)s is to be paid again.", amount=case.amount))
    deciding.close(case, how, by=me(), at=at)
    return str(_("Put aside. It can be taken back for a day."))


def _other() -> Owed:
    """One this person may handle: nobody moves money to where they have nothing to say."""
    typed, today = request.form.get("code", "")[:40], clock.village_date(clock.now())
    found: Owed | None = None
    if code := typed_code(typed):
        found = orders.to_handle(code, me(), on=today)
    elif code := typed_code(typed, codes.BILL):
        found = bills.to_handle(code, me(), on=today)
    if found is None:
        raise NotNow(code)
    return found


def _case(number: int) -> PaymentCase:
    return deciding.to_decide(number, me(), on=clock.village_date(clock.now())) or abort(404)
