"""Whom to ring: households that asked for it, or have not answered an order for hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.answers import calling, letters, queries, silence
from storefront.answers.models import Call, Rung, Why
from storefront.answers.urgency import Patience, Urgency
from storefront.campaign import queries as campaign
from storefront.db import deed
from storefront.web import looking
from storefront.web.doors import door
from storefront.web.filters import moment
from storefront.web.forms.draft import Draft
from storefront.web.forms.ringing import HoursForm
from storefront.web.people import me

bp = Blueprint("ringing", __name__, url_prefix="/ringing")

SHOWN = 200
EVENING, MORNING = 18, 7


@bp.get("")
@door(Permission.HOUSEHOLD_READ)
def index() -> str:
    at = clock.now()
    today = clock.village_date(at)
    calls = queries.to_ring(me(), on=today, limit=SHOWN)
    communes = {it.household.village.parent_id or 0 for it in calls}
    looking.listed(Seen.CALLS, [it.household for it in calls])
    return render_template(
        "answers/calls.html",
        calls=calls,
        more_calls=queries.how_many_to_ring(me(), on=today) - len(calls),
        goods=letters.goods,
        why=why,
        came_of=came_of,
        how_long=how_long,
        officers=campaign.officers_of(communes, on=today),
        at=at,
        today=today,
        me=me(),
        helps=Permission.ORDER_HANDLE,
        leads=bool(me().places_where(Permission.SHOP_OPEN, on=today)),
        sets=bool(me().places_where(Permission.ANSWER_HOURS, on=today)),
    )


@bp.post("/<int:number>")
@door(Permission.HOUSEHOLD_READ)
def note(number: int) -> ResponseReturnValue:
    at = clock.now()
    rung, again_at = _said(at)
    with deed():
        call = queries.to_note(number, me(), on=clock.village_date(at)) or abort(404)
        calling.note(call, rung, again_at=again_at, by=me(), at=at)
    flash(_("Written down. It stays on the list until the order is answered."))
    return redirect(url_for(".index"))


@bp.route("/hours", methods=["GET", "POST"])
@door(Permission.ANSWER_HOURS)
def hours() -> ResponseReturnValue:
    """How long is too long, by how long goods keep."""
    draft = Draft.read(HoursForm) if request.method == "POST" else Draft(HoursForm, _typed())
    if request.method != "POST" or not draft.ok:
        page = render_template("answers/hours.html", draft=draft, rows=_urgencies())
        return page, 422 if draft.errors else 200
    with deed():
        before = silence.hours()
        for urgency, patience in draft.data.table().items():
            if patience != before[urgency]:
                calling.set_hours(urgency, patience, by=me(), at=clock.now())
    flash(_("Saved. It holds for all orders from now on."))
    return redirect(url_for(".hours"))


def _said(at: datetime) -> tuple[Rung, datetime | None]:
    said = request.form.get("rung", "")
    later = {"hour": at + timedelta(hours=1), "evening": _next(EVENING, at)}
    later |= {"morning": _next(MORNING, at)}
    if said in later:
        return Rung.AGAIN, later[said]
    if said not in (Rung.REACHED, Rung.NOT_REACHED):
        abort(400)
    return Rung(said), None


def _next(hour: int, at: datetime) -> datetime:
    there = clock.village_time(at).replace(hour=hour, minute=0, second=0, microsecond=0)
    return there if there > at else there + timedelta(days=1)


def why(call: Call) -> str:
    if call.why is Why.ASKED:
        return str(_("Asked to be called"))
    return str(_("Has not answered"))


def came_of(call: Call) -> str:
    """What came of ringing, if somebody did."""
    if call.rung is None or call.rung_at is None or call.rung_by is None:
        return str(_("Nobody has called yet"))
    words = {
        Rung.REACHED: _("Spoken to"),
        Rung.NOT_REACHED: _("Not reached"),
        Rung.AGAIN: _("Call again %(when)s", when=moment(call.again_at or call.rung_at)),
    }
    return f"{words[call.rung]} · {call.rung_by.name}, {moment(call.rung_at)}"


def how_long(since: datetime, at: datetime) -> str:
    hours = int((at - since).total_seconds()) // 3600
    if hours < 1:
        return str(_("less than an hour"))
    if hours < 48:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))


def _urgencies() -> list[tuple[Urgency, str]]:
    return [
        (Urgency.FRESH, _("Goods that keep three days at most")),
        (Urgency.SOON, _("Goods that keep two weeks")),
        (Urgency.LASTING, _("Goods that keep longer")),
    ]


def _typed() -> dict[str, int]:
    table: dict[Urgency, Patience] = dict(silence.hours())
    return {f"team_{key}": it.team for key, it in table.items()} | {
        f"commune_{key}": it.commune for key, it in table.items()
    }
