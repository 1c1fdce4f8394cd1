"""Gateway money of a household: collected, kept, paid out, owed; and handing it over."""

from __future__ import annotations

from csv import writer
from io import StringIO

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, codes
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.reconciliation import daily, payouts
from storefront.reconciliation.payouts import AlreadyLooked, MoreThanOwed, NoAccount, SameHand
from storefront.shops.models import Household
from storefront.spreadsheets.harmless import harmless
from storefront.web import statement_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import number
from storefront.web.forms.draft import Draft
from storefront.web.forms.gateway_money import LookForm, PayoutForm
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("gateway_money", __name__, url_prefix="/reconciliation")


@bp.get("/households/<code>/payouts")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    household = _household(code)
    left = payouts.standing(household).can_be_paid
    typed = {"amount": number(left.dong) if left else "", "once": codes.secret()}
    return _page(household, Draft(PayoutForm, typed), 200)


@bp.get("/households/<code>/payouts.csv")
@door(SIGNED_IN)
def file(code: str) -> Response:
    household = _household(code)
    out = StringIO()
    sheet = writer(out)
    sheet.writerow([_("Day"), _("What it is"), _("Order code"), _("Held"), _("Fee")])
    for it in payouts.standing(household).entries:
        day = clock.village_date(it.at)
        what = statement_words.gateway_event(it)
        sheet.writerow(map(harmless, [day, what, it.code, it.held.dong, it.fee.dong]))
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    name = f"payouts-{household.code}-{asked_on()}.csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return private(answer)


@bp.post("/households/<code>/payouts")
@door(Permission.MONEY_WATCH)
def write(code: str) -> ResponseReturnValue:
    draft = Draft.read(PayoutForm)
    if not draft.ok:
        return _page(_to_pay(code), draft, 422)
    try:
        with deed():
            _write(_to_pay(code), draft.data)
    except MoreThanOwed:
        household = _to_pay(code)
        most = payouts.standing(household).can_be_paid
        draft.refuse("amount", _("At most %(most)s with its fee: that much is owed.", most=most))
        return _page(household, draft, 422)
    except NoAccount:
        draft.refuse("amount", _("The household has no account to be paid at."))
        return _page(_to_pay(code), draft, 422)
    flash(_("Written down. A second officer must look before it is booked."), "wait")
    return redirect(url_for("gateway_money.show", code=code))


@bp.post("/payouts/<code>/second-look")
@door(Permission.MONEY_WATCH)
def look(code: str) -> ResponseReturnValue:
    draft = Draft.read(LookForm)
    agree = draft.data.agree == "yes" if draft.ok else abort(422)
    try:
        with deed():
            payout = payouts.to_look_at(code, me(), on=asked_on()) or abort(404)
            household = payout.household.code
            payouts.look(payout, agree=agree, note=draft.data.note, by=me(), at=clock.now())
    except SameHand:
        flash(_("You wrote it yourself. Somebody else must look."), "wait")
    except AlreadyLooked:
        flash(_("Somebody has looked meanwhile."), "wait")
    else:
        flash(_("Booked as paid out.") if agree else _("Set aside. Nothing was booked."))
    return redirect(url_for("gateway_money.show", code=household))


def _write(household: Household, form: PayoutForm) -> None:
    payouts.write(
        household,
        form.amount,
        fee=form.fee,
        reference=form.reference,
        once=form.once,
        by=me(),
        at=clock.now(),
    )


def _household(code: str) -> Household:
    return daily.household_to_read(code, me(), on=asked_on()) or abort(404)


def _to_pay(code: str) -> Household:
    return payouts.household_for(code, me(), on=asked_on()) or abort(404)


def _page(household: Household, draft: Draft[PayoutForm], status: int) -> ResponseReturnValue:
    page = render_template(
        "reconciliation/gateway_money.html",
        household=household,
        standing=payouts.standing(household),
        payouts=payouts.of_household(household),
        may_pay=payouts.household_for(household.code, me(), on=asked_on()) is not None,
        may_press=household.allows(me(), Permission.ORDER_HANDLE, on=asked_on()),
        today=asked_on(),
        draft=draft,
        words=statement_words,
    )
    return private(make_response(page, status))
