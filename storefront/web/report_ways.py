"""Sending reports up and down, and answering those that came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places.models import Level, Place
from storefront.reports import queries, sending
from storefront.reports.errors import AlreadyAnswered, NotTheNewest
from storefront.reports.models import Dispatch, Report
from storefront.reports.sending import Way
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.reports import ReturnForm
from storefront.web.people import me

bp = Blueprint("report_ways", __name__, url_prefix="/reports")


class Coverage(NamedTuple):
    """Which communes have told their province about a period, or which provinces the country."""

    sent: list[Dispatch]
    missing: list[Place]

    @property
    def all(self) -> int:
        return len(self.sent) + len(self.missing)


@bp.post("/<code>/dispatches")
@door(Permission.REPORT_MAKE)
def send(code: str) -> ResponseReturnValue:
    at = clock.now()
    today = clock.village_date(at)
    try:
        with deed():
            report = queries.report_to_change(code, me(), on=today) or abort(404)
            places = sending.goes_to(report.place, _way(), today=today)
            sent = sending.send(report, places, by=me(), at=at)
    except NotTheNewest:
        flash(_("It has been restated already. Look at the newest wording."), "wait")
        return redirect(url_for("reports.show", code=code))
    words = ngettext("Sent to %(num)s place.", "Sent to %(num)s places.", sent)
    flash(words if sent else _("It was sent there already."))
    return redirect(url_for("reports.show", code=code))


@bp.post("/<code>/receipt")
@door(Permission.REPORT_MAKE)
def receive(code: str) -> ResponseReturnValue:
    try:
        with deed():
            sending.receive(to_answer(code), by=me(), at=clock.now())
    except AlreadyAnswered:
        flash(_("Somebody has answered it already."), "wait")
    else:
        flash(_("Received. Whoever sent it sees by whom and when."))
    return redirect(url_for("reports.show", code=code))


def coverage(place: Place, period: str) -> Coverage | None:
    """Who has sent a report of the period that was not returned, and who has not. Nobody is below
    a commune."""
    if place.level is Level.COMMUNE:
        return None
    came = queries.sent_in(place, period)
    below = sending.goes_to(place, Way.DOWN, today=clock.village_date(clock.now()))
    return Coverage(
        [came[it.id] for it in below if _counts(came.get(it.id))],
        [it for it in below if not _counts(came.get(it.id))],
    )


def ways(report: Report, *, is_ours: bool, return_draft: Draft[ReturnForm]) -> dict[str, object]:
    """What a report's page says about its way: where it went, or that it waits for an answer."""
    today = clock.village_date(clock.now())
    sent: Sequence[Dispatch] = queries.dispatches_of(report) if is_ours else ()
    return {
        "sent": sent,
        "unheard": [it for it in sent if it.answered_at is None],
        "open": _open(report, sent, today=today) if is_ours else [],
        "came": None if is_ours else queries.dispatch_to_answer(report, me(), on=today),
        "coverage": coverage(report.place, report.period) if is_ours else None,
        "return_draft": return_draft,
    }


def _open(
    report: Report, sent: Sequence[Dispatch], *, today: date
) -> list[tuple[Way, list[Place]]]:
    """Which way it can still be sent, and where to."""
    there = {it.to_id for it in sent}
    ways = [
        (way, [it for it in sending.goes_to(report.place, way, today=today) if it.id not in there])
        for way in Way
    ]
    return [(way, places) for way, places in ways if places]


def _way() -> Way:
    wanted = request.form.get("way", "")
    return Way(wanted) if wanted in set(Way) else abort(400)


def _counts(dispatch: Dispatch | None) -> bool:
    return dispatch is not None and not dispatch.is_returned


def to_answer(code: str) -> Dispatch:
    today = clock.village_date(clock.now())
    report = queries.report_to_read(code, me(), on=today) or abort(404)
    return queries.dispatch_to_answer(report, me(), on=today) or abort(404)
