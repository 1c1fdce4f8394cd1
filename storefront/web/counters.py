"""Access points: listed, opened, changed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

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
from storefront.accounts.permissions import Permission
from storefront.counters import hours, points, queries
from storefront.counters.models import AccessPoint
from storefront.counters.points import About
from storefront.db import deed
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.web import counter_words
from storefront.web.doors import door
from storefront.web.forms.counters import DAYS, PointForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("counters", __name__, url_prefix="/counters")

KEEP, EDIT = Permission.COUNTER_KEEP, Permission.COUNTER_EDIT
BACK = timedelta(days=60)


@bp.get("")
@door(KEEP)
def index() -> str:
    points = queries.points_of(me(), on=asked_on())
    return render_template(
        "counters/index.html",
        points=points,
        communes=_communes(points),
        may_edit=bool(me().places_where(EDIT, on=asked_on())),
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
        point = points.begin(village, _about(draft.data), by=me(), at=clock.now())
    flash(_("Opened. Everybody finds it under “Where can I be helped?”."))
    return redirect(url_for("counter_log.show", code=point.code))


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
        points.change(_point(code, EDIT), _about(draft.data), by=me(), at=clock.now())
    flash(_("Saved."))
    return redirect(url_for("counter_log.show", code=code))


@bp.post("/<code>/closing")
@door(EDIT)
def close(code: str) -> ResponseReturnValue:
    with deed():
        points.close(_point(code, EDIT), by=me(), at=clock.now())
    flash(_("Closed for good. Its log stays."), "wait")
    return redirect(url_for("counters.index"))


def _point(code: str, permission: Permission) -> AccessPoint:
    return queries.point_for(code, me(), permission, on=asked_on()) or abort(404)


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
    return places.villages_inside(me().places_where(EDIT, on=asked_on()), on=asked_on())


def _village(draft: Draft[PointForm]) -> Place | None:
    chosen = next((it for it in _villages() if it.code == draft.typed["village"]), None)
    if chosen is None:
        draft.refuse("village", _("Choose one from the list."))
    return chosen


def _communes(points: Sequence[AccessPoint]) -> list[Place]:
    """Of which there are figures."""
    found = {it.village.parent.id: it.village.parent for it in points if it.village.parent}
    return list(found.values())
