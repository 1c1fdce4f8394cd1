"""Who came to an access point, day by day, and what is put right on the same day."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.counters import actions, queries
from storefront.counters.actions import Said, TooLate
from storefront.counters.models import AccessPoint, Sitting
from storefront.db import deed
from storefront.web import counter_words, looking
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.counters import SaidForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.today import asked_on

bp = Blueprint("counter_log", __name__, url_prefix="/counters")

KEEP, EDIT = Permission.COUNTER_KEEP, Permission.COUNTER_EDIT
READS = (KEEP, Permission.CAMPAIGN_READ)
BACK = timedelta(days=60)


@bp.get("/<code>")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    """Today's log, and the days before."""
    return _log(code, asked_on(), "counters/show.html")


@bp.get("/<code>/days/<day>")
@door(SIGNED_IN)
def sheet(code: str, day: str) -> ResponseReturnValue:
    """One day on paper."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if not date(2020, 1, 1) < wanted <= asked_on():
        abort(404)
    return _log(code, wanted, "counters/sheet.html")


@bp.route("/<code>/log/<int:number>", methods=["GET", "POST"])
@door(KEEP)
def correct(code: str, number: int) -> ResponseReturnValue:
    """Put right on its own day; what was said before stays in the history."""
    point = _point(code)
    sitting = _sitting(point, number)
    if request.method != "POST":
        typed = {"task": sitting.task, "outcome": sitting.outcome, "note": sitting.note}
        return _correction(point, sitting, Draft(SaidForm, typed))
    draft = Draft.read(SaidForm)
    if not draft.ok:
        return _correction(point, sitting, draft), 422
    said = Said(draft.data.task, draft.data.outcome, draft.data.note)
    try:
        with deed():
            sitting = _sitting(_point(code), number)
            actions.correct(sitting, said, by=me(), at=clock.now())
    except TooLate:
        return _too_late(code)
    flash(_("Put right. What was said before stays in the history."))
    return redirect(url_for("counter_log.show", code=code))


@bp.post("/<code>/log/<int:number>/withdrawal")
@door(KEEP)
def undo(code: str, number: int) -> ResponseReturnValue:
    _sitting(_point(code), number)
    try:
        with deed():
            sitting = _sitting(_point(code), number)
            actions.undo(sitting, by=me(), at=clock.now())
    except TooLate:
        return _too_late(code)
    flash(_("Taken back. It stays in the history and is not counted."))
    return redirect(url_for("counter_log.show", code=code))


def _point(code: str) -> AccessPoint:
    return queries.point_for(code, me(), KEEP, on=asked_on()) or abort(404)


def _sitting(point: AccessPoint, number: int) -> Sitting:
    found = queries.of_point(number, point)
    if found is None or not actions.may_change(found, me(), on=asked_on()):
        abort(404)
    return found


def _log(code: str, day: date, page: str) -> ResponseReturnValue:
    """For those who keep the counter, and those who read the figures of its place."""
    reads = (queries.point_for(code, me(), it, on=asked_on()) for it in READS)
    point = next((it for it in reads if it), None) or abort(404)
    if asked := looking.asks_why(point.village):
        return asked
    rows, now = queries.of_day(point, day), clock.now()
    looking.listed(Seen.COUNTER, [it.household for it in rows])
    return render_template(
        page,
        point=point,
        day=day,
        rows=rows,
        days=queries.days_of(point, since=now - BACK),
        may_edit=me().may(EDIT, at=point.village, on=asked_on()),
        may_keep=me().may(KEEP, at=point.village, on=asked_on()),
        may_change=lambda it: it.changeable(now) and actions.may_change(it, me(), on=asked_on()),
        words=counter_words,
        now=now,
    )


def _too_late(code: str) -> ResponseReturnValue:
    flash(_("Only on its own day, and only once it has ended."), "wait")
    return redirect(url_for("counter_log.show", code=code))


def _correction(point: AccessPoint, sitting: Sitting, draft: Draft[SaidForm]) -> str:
    return render_template(
        "counters/correct.html", point=point, sitting=sitting, draft=draft, words=counter_words
    )
