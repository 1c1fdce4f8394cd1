"""Lists of households: brought as a file, looked at, taken in whole, and taken back."""

from __future__ import annotations

import re
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import clock, text
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.rolls import actions, queries, reading
from storefront.rolls.actions import Undecided
from storefront.rolls.checking import check
from storefront.rolls.models import Decision, Roll, Standing
from storefront.rolls.sheet import Sheet
from storefront.spreadsheets.unreadable import Unreadable
from storefront.web import growth_asked, import_words, looking
from storefront.web import roll_words as words
from storefront.web.described import State, described
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("rolls", __name__, url_prefix="/team/lists")

BRING = Permission.ROLL_BRING
PAGE = 100
LATELY = 10
_ROW = re.compile(r"row-\d{1,6}", re.ASCII)


@bp.get("")
@door(BRING)
def index() -> ResponseReturnValue:
    return _desk("", 200)


@bp.post("")
@door(BRING)
def bring() -> ResponseReturnValue:
    """Whatever is wrong is shown on the list's own page, where it stays for a day."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _desk(_("Choose a file."), 422)
    body = upload.read()
    try:
        sheet = reading.read(body)
    except Unreadable as refusal:
        return _desk(import_words.refused(refusal.reason), 422)
    roll = _kept(sheet, _named(upload.filename), body)
    return redirect(url_for("rolls.show", code=roll.code))


def _kept(sheet: Sheet, name: str, body: bytes) -> Roll:
    at = clock.now()
    checked = check(sheet.lines, by=me(), on=clock.village_date(at))
    with deed():
        digest = actions.digest(body)
        return actions.bring(sheet, checked, name=name, digest=digest, by=me(), at=at)


@bp.get("/<code>")
@door(BRING)
def show(code: str) -> ResponseReturnValue:
    return _show(_roll(code), "", 200)


@bp.get("/<code>/state.json")
@door(BRING)
@described("How far the list of households is.", {200: State})
def state(code: str) -> Response:
    """Asked by static/js/watch.js."""
    told: State = {"state": _state(_roll(code))}
    return private(jsonify(told))


@bp.post("/<code>/rows")
@door(BRING)
def take_in(code: str) -> ResponseReturnValue:
    """All of them, or none."""
    chosen = {
        int(name[4:]): Decision(it)
        for name, it in request.form.items()
        if _ROW.fullmatch(name) and it in set(Decision)
    }
    try:
        with deed():
            roll = _roll(code)
            actions.decide(roll, chosen)
            actions.ask_to_take_in(roll, at=clock.now())
    except Undecided:
        return _show(_roll(code), _("Say of each of these rows whether it is in the book."), 422)
    return redirect(url_for("rolls.show", code=code))


@bp.post("/<code>/removal")
@door(BRING)
def throw_away(code: str) -> ResponseReturnValue:
    with deed():
        actions.throw_away(_roll(code))
    flash(_("The list is thrown away. Nothing was written."))
    return redirect(url_for("rolls.index"))


@bp.post("/<code>/reversal")
@door(BRING)
def take_back(code: str) -> ResponseReturnValue:
    """Those that nobody has done anything with."""
    with deed():
        gone = actions.take_back(_roll(code), by=me(), at=clock.now())
    said = ngettext("%(num)s household taken back.", "%(num)s households taken back.", gone)
    rest = _("Those with a shop or a visit stay.")
    flash(f"{said} {rest}")
    return redirect(url_for("rolls.show", code=code))


def _roll(code: str) -> Roll:
    return queries.roll_of(code, me()) or abort(404)


def _named(name: str) -> str:
    return text.tidy(name.encode("utf-8", "ignore").decode())[-120:] or "?"


def _state(roll: Roll) -> str:
    if roll.taken_in_at:
        return "done"
    return "wrong" if roll.faults else f"{roll.asked_at is not None}-{roll.looked_at}"


def _desk(wrong: str, status: int) -> ResponseReturnValue:
    rolls = queries.rolls_of(me(), limit=LATELY)
    today = clock.village_date(clock.now())
    is_team = bool(me().places_where(Permission.SHOP_OPEN, on=today))
    return _page("rolls/index.html", status, wrong=wrong, rolls=rolls, is_team=is_team)


def _show(roll: Roll, wrong: str, status: int) -> ResponseReturnValue:
    number = growth_asked.page()
    skip = PAGE * (number - 1)
    if roll.faults:
        rows = words.wrong_rows(roll.faults)
        more = {"rows": rows[skip : skip + PAGE], "wrong_rows": len(rows)}
        name, found = "rolls/wrong.html", len(rows) - skip
    else:
        some = queries.rows_of(roll, skip=skip, limit=PAGE + 1)
        homes = [it.household for it in some if it.household]
        looking.listed(Seen.ROLL, homes)
        more = {"rows": some[:PAGE], "asked": _asked(roll), "many": queries.how_many(roll)}
        more |= {"newcomers": _unused(roll)}
        name, found = "rolls/show.html", len(some)
    return _page(
        name,
        status,
        roll=roll,
        wrong=wrong,
        state=_state(roll),
        page=number,
        has_more=found > PAGE,
        **more,
    )


def _asked(roll: Roll) -> dict[Standing, Any]:
    """Rows about which somebody decides."""
    if roll.asked_at is not None:
        return {}
    found = queries.rows_of(roll, Standing.CHANGED, Standing.ALIKE)
    return {it: [row for row in found if row.standing is it] for it in Standing}


def _unused(roll: Roll) -> int:
    return len(actions.unused(queries.newcomers(roll))) if roll.taken_in_at else 0


def _page(template: str, status: int, **values: Any) -> ResponseReturnValue:
    return private(make_response(render_template(template, words=words, **values), status))
