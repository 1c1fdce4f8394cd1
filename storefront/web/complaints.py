"""Complaints to answer: for the household, the team that presses for it, and the commune."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.complaints import actions, bearing, queries
from storefront.complaints.models import Complaint, ComplaintState, Desk
from storefront.complaints.refusals import NotTheirTurn
from storefront.db import deed
from storefront.payments.models import RefundState
from storefront.payments.refusals import MoreThanCame
from storefront.tills import at_hand
from storefront.web import complaint_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import number as grouped
from storefront.web.forms.complaints import AnswerForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("complaints", __name__, url_prefix="/complaints")


@bp.get("")
@door(SIGNED_IN)
def index() -> ResponseReturnValue:
    now = clock.now()
    today = clock.village_date(now)
    page = render_template(
        "complaints/index.html",
        waiting=queries.waiting(me(), on=today),
        words=complaint_words,
        now=now,
        keeps_shop=not me().held_on(today),
        leads=bool(me().places_where(Permission.ORDER_HANDLE, on=today)),
    )
    return private(make_response(page))


@bp.get("/<int:number>")
@door(SIGNED_IN)
def show(number: int) -> ResponseReturnValue:
    complaint = _complaint(number)
    sums = [bearing.proposal(complaint.order, complaint.trouble), queries.most(complaint.order)]
    if complaint.asked:
        sums.append(complaint.asked)
    typed = {"amount": grouped(min(sums).dong)}
    return _page(complaint, Draft(AnswerForm, typed), 200)


@bp.post("/<int:number>/acceptance")
@door(SIGNED_IN)
def accept(number: int) -> ResponseReturnValue:
    def do(complaint: Complaint, *, at: datetime) -> None:
        _must_answer(complaint)
        actions.accept(complaint, at_hand(), by=me(), at=at)

    return _done(number, do, _("Accepted. The buyer has been told."))


@bp.post("/<int:number>/answer")
@door(SIGNED_IN)
def answer(number: int) -> ResponseReturnValue:
    """Part of it, or nothing, with a reason."""
    draft = Draft.read(AnswerForm)
    if not draft.ok:
        return _page(_complaint(number), draft, 422)
    form = draft.data

    def do(complaint: Complaint, *, at: datetime) -> None:
        _must_answer(complaint)
        actions.answer(complaint, form.amount, form.reason, by=me(), at=at)

    return _done(number, do, _("Answered. The buyer agrees, or asks the commune."))


@bp.post("/<int:number>/decision")
@door(Permission.COMPLAINTS_DECIDE)
def decide(number: int) -> ResponseReturnValue:
    draft = Draft.read(AnswerForm)
    if not draft.ok:
        return _page(_complaint(number), draft, 422)
    form = draft.data

    def do(complaint: Complaint, *, at: datetime) -> None:
        if not queries.may_decide(complaint, me(), on=clock.village_date(at)):
            abort(404)
        actions.decide(complaint, form.amount, form.reason, at_hand(), by=me(), at=at)

    return _done(number, do, _("Decided. Both sides have been told."))


@bp.post("/<int:number>/cash")
@door(SIGNED_IN)
def gave_cash(number: int) -> ResponseReturnValue:
    def do(complaint: Complaint, *, at: datetime) -> None:
        _must_answer(complaint)
        actions.gave_cash(complaint, by=me(), at=at)

    return _done(number, do, _("Written down: given back. The buyer has been told."))


def _must_answer(complaint: Complaint) -> None:
    if not queries.may_answer(complaint, me(), on=clock.village_date(clock.now())):
        abort(404)


def _done(number: int, do: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with deed():
            do(_complaint(number), at=clock.now())
    except NotTheirTurn:
        flash(_("It has moved on meanwhile. Look again."), "wait")
    except MoreThanCame:
        flash(_("There is not so much money left to give back."), "bad")
    else:
        flash(said)
    return redirect(url_for(".show", number=number))


def _complaint(number: int) -> Complaint:
    today = clock.village_date(clock.now())
    return queries.to_see(number, me(), on=today) or abort(404)


def _page(complaint: Complaint, draft: Draft[AnswerForm], status: int) -> ResponseReturnValue:
    now = clock.now()
    today = clock.village_date(now)
    refund = complaint.refund
    answers = queries.may_answer(complaint, me(), on=today)
    decides = queries.may_decide(complaint, me(), on=today)
    at_commune = complaint.state is ComplaintState.APPEALED or (
        complaint.state is ComplaintState.OPEN and complaint.desk is Desk.COMMUNE
    )
    waits = refund is None or refund.state is RefundState.REFUSED
    page = render_template(
        "complaints/show.html",
        complaint=complaint,
        order=complaint.order,
        words=complaint_words,
        draft=draft,
        now=now,
        may_answer=answers and complaint.state is ComplaintState.OPEN,
        may_decide=decides and at_commune,
        may_give=answers and bool(complaint.given) and complaint.cash_at is None and waits,
        may_open_order=answers,
        proposed=bearing.proposal(complaint.order, complaint.trouble),
        most=queries.most(complaint.order),
    )
    return private(make_response(page, status))
