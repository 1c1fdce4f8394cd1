"""The villages of a team or a commune: what waits there, how good the telephone is, who goes."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places.models import Place
from storefront.rounds import territory
from storefront.visits import signals
from storefront.web import visit_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.visits import MarkForm
from storefront.web.people import me

bp = Blueprint("territory", __name__, url_prefix="/team/territory")

VISIT = Permission.VISIT_WRITE


@bp.get("")
@door(VISIT)
def index() -> str:
    at = clock.now()
    today = clock.village_date(at)
    return render_template(
        "territory/index.html",
        all=territory.coverage(territory.villages_of(me(), on=today), at=at),
        today=today,
        words=visit_words,
        leads=_leads(),
    )


@bp.get("/<code>")
@door(VISIT)
def show(code: str) -> str:
    at = clock.now()
    village = _village(code)
    return render_template(
        "territory/show.html",
        village=village,
        it=territory.coverage([village], at=at).villages[0],
        history=signals.history(village),
        today=clock.village_date(at),
        words=visit_words,
        leads=_leads(),
    )


@bp.post("/<code>/signal")
@door(VISIT)
def mark(code: str) -> ResponseReturnValue:
    draft = Draft.read(MarkForm)
    if not draft.ok:
        abort(400)
    said = draft.data
    with deed():
        signals.mark(_village(code), said.network, said.strength, by=me(), at=clock.now())
    flash(_("Written down: %(how)s", how=_said(said)))
    return redirect(url_for(".show", code=code))


def _said(said: MarkForm) -> str:
    called, how = visit_words.networks()[said.network], visit_words.strengths()[said.strength]
    return f"{called}: {how.lower()}"


def _village(code: str) -> Place:
    today = clock.village_date(clock.now())
    return territory.village_for(code, me(), on=today) or abort(404)


def _leads() -> bool:
    today = clock.village_date(clock.now())
    return bool(me().places_where(Permission.SHOP_OPEN, on=today))
