"""Access points: opened, changed, closed; who came, day by day, and what a month counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

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

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.counters import actions, hours, queries
from storefront.counters.actions import About, Said, TooLate
from storefront.counters.models import AccessPoint, Sitting
from storefront.db import deed
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.web import counter_words, looking
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.counters import DAYS, PointForm, SaidForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("counters", __name__, url_prefix="/counters")

KEEP, EDIT = Permission.COUNTER_KEEP, Permission.COUNTER_EDIT
BACK = timedelta(days=60)


@bp.get("")
@door(KEEP)
def index() -> str:
    points = queries.points_of(me(), on=_today())
    return render_template(
        "counters/index.html",
        points=points,
        communes=_communes(points),
        may_edit=bool(me().places_where(EDIT, on=_today())),
        words=counter_words,
        now=clock.now(),
    )


@bp.route("/new", methods=["GET", "POST"])
@door(EDIT)
def new() -> ResponseReturnValue:
    if request.method != "POST":
        known = {"village": _villages()[0].code} if len(_villages()) == 1 else {}
        usual = dict.fromkeys(DAYS[:5], "7:30-11:30, 13:30-17:00")
        return _form(Draft(PointForm, known | usual), None)
    draft = Draft.read(PointForm)
    village = _village(draft)
    if not draft.ok or village is None:
        return _form(draft, None, 422)
    with deed():
        point = actions.open_point(village, _about(draft.data), by=me(), at=clock.now())
    flash(_("Opened. Everybody finds it under “Where can I be helped?”."))
    return redirect(url_for("counters.show", code=point.code))


@bp.route("/<code>/edit", methods=["GET", "POST"])
@door(EDIT)
def edit(code: str) -> ResponseReturnValue:
    point = _point(code, EDIT)
    if request.method != "POST":
        return _form(Draft(PointForm, _typed(point)), point)
    draft = Draft.read(PointForm, village=point.village.code)
    if not draft.ok:
        return _form(draft, point, 422)
    with deed():
        actions.change_point(_point(code, EDIT), _about(draft.data), by=me(), at=clock.now())
    flash(_("Saved."))
    return redirect(url_for("counters.show", code=code))


@bp.post("/<code>/closing")
@door(EDIT)
def close(code: str) -> ResponseReturnValue:
    with deed():
        actions.close_point(_point(code, EDIT), by=me(), at=clock.now())
    flash(_("Closed for good. Its log stays."), "wait")
    return redirect(url_for("counters.index"))


@bp.get("/<code>")
@door(SIGNED_IN)
def show(code: str) -> ResponseReturnValue:
    """Today's log, and the days before."""
    return _log(code, _today(), "counters/show.html")


@bp.get("/<code>/days/<day>")
@door(SIGNED_IN)
def sheet(code: str, day: str) -> ResponseReturnValue:
    """One day on paper."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if not date(2020, 1, 1) < wanted <= _today():
        abort(404)
    return _log(code, wanted, "counters/sheet.html")


@bp.route("/<code>/log/<int(max=999999999999999999):number>", methods=["GET", "POST"])
@door(KEEP)
def correct(code: str, number: int) -> ResponseReturnValue:
    """Put right on its own day; what was said before stays in the history."""
    point = _point(code, KEEP)
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
            sitting = _sitting(_point(code, KEEP), number)
            actions.correct(sitting, said, by=me(), at=clock.now())
    except TooLate:
        return _too_late(code)
    flash(_("Put right. What was said before stays in the history."))
    return redirect(url_for("counters.show", code=code))


@bp.post("/<code>/log/<int(max=999999999999999999):number>/withdrawal")
@door(KEEP)
def undo(code: str, number: int) -> ResponseReturnValue:
    _sitting(_point(code, KEEP), number)
    try:
        with deed():
            sitting = _sitting(_point(code, KEEP), number)
            actions.undo(sitting, by=me(), at=clock.now())
    except TooLate:
        return _too_late(code)
    flash(_("Taken back. It stays in the history and is not counted."))
    return redirect(url_for("counters.show", code=code))


def _point(code: str, permission: Permission) -> AccessPoint:
    return queries.point_for(code, me(), permission, on=_today()) or abort(404)


def _sitting(point: AccessPoint, number: int) -> Sitting:
    found = queries.of_point(number, point)
    if found is None or not actions.may_change(found, me(), on=_today()):
        abort(404)
    return found


def _log(code: str, day: date, page: str) -> ResponseReturnValue:
    """For those who keep the counter, and those who read the figures of its place."""
    reads = (queries.point_for(code, me(), it, on=_today()) for it in READS)
    point = next((it for it in reads if it), None) or abort(404)
    if asked := looking.asks_why(point.village):
        return asked
    rows = queries.of_day(point, day)
    looking.listed(Seen.COUNTER, [it.household for it in rows])
    return render_template(
        page,
        point=point,
        day=day,
        rows=rows,
        days=queries.days_of(point, since=clock.now() - BACK),
        may_edit=me().may(EDIT, at=point.village, on=_today()),
        may_keep=me().may(KEEP, at=point.village, on=_today()),
        may_change=lambda it: (
            it.changeable(clock.now()) and actions.may_change(it, me(), on=_today())
        ),
        words=counter_words,
        now=clock.now(),
    )


READS = (KEEP, Permission.CAMPAIGN_READ)


def _too_late(code: str) -> ResponseReturnValue:
    flash(_("Only on its own day, and only once it has ended."), "wait")
    return redirect(url_for("counters.show", code=code))


def _correction(point: AccessPoint, sitting: Sitting, draft: Draft[SaidForm]) -> str:
    return render_template(
        "counters/correct.html", point=point, sitting=sitting, draft=draft, words=counter_words
    )


def _form(
    draft: Draft[PointForm], point: AccessPoint | None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "counters/form.html",
        draft=draft,
        point=point,
        villages=[(it.code, _called(it)) for it in _villages()],
        days=list(zip(DAYS, counter_words.weekdays(), strict=True)),
    )
    return private(make_response(page, status))


def _called(village: Place) -> str:
    return f"{village.full_name}, {village.parent.full_name}" if village.parent else village.name


def _about(form: PointForm) -> About:
    return About(
        name=form.name,
        address=form.address,
        phone=form.phone,
        hours=hours.kept([getattr(form, name) for name in DAYS]),
        closed_words=form.closed_words,
    )


def _typed(point: AccessPoint) -> dict[str, str]:
    days = {name: hours.written(hours.on(point.hours, nth)) for nth, name in enumerate(DAYS)}
    return days | {
        "name": point.name,
        "village": point.village.code,
        "address": point.address,
        "phone": point.phone or "",
        "closed_words": point.closed_words,
    }


def _villages() -> Sequence[Place]:
    return places.villages_inside(me().places_where(EDIT, on=_today()), on=_today())


def _village(draft: Draft[PointForm]) -> Place | None:
    chosen = next((it for it in _villages() if it.code == draft.typed["village"]), None)
    if chosen is None:
        draft.refuse("village", _("Choose one from the list."))
    return chosen


def _communes(points: Sequence[AccessPoint]) -> list[Place]:
    """Of which there are figures."""
    found = {it.village.parent.id: it.village.parent for it in points if it.village.parent}
    return list(found.values())


def _today() -> date:
    return clock.village_date(clock.now())
