"""Staff add and rename the villages of their communes."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.actions import trace
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.places import actions, queries
from storefront.places.actions import NameTaken
from storefront.places.models import Level, Place
from storefront.shops.wording import reword_village
from storefront.visits import signals
from storefront.visits.models import Signal
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.places import KINDS, VillageForm
from storefront.web.people import me

KIND_CHOICES = [(kind, kind) for kind in KINDS]

bp = Blueprint("villages", __name__, url_prefix="/villages")


@bp.get("")
@door(Permission.PLACES_EDIT)
def index() -> ResponseReturnValue:
    communes = queries.communes_of(_mine(), on=clock.village_date(clock.now()))
    if len(communes) == 1:
        return redirect(url_for("villages.inside", code=communes[0].code))
    counts = queries.village_counts(communes)
    return render_template("villages/index.html", communes=communes, counts=counts)


@bp.get("/in/<code>")
@door(Permission.PLACES_EDIT)
def inside(code: str) -> ResponseReturnValue:
    return _list(_commune(code), Draft(VillageForm, {"kind": KINDS[0]}))


@bp.post("/in/<code>")
@door(Permission.PLACES_EDIT)
def add(code: str) -> ResponseReturnValue:
    at = clock.now()
    draft = Draft.read(VillageForm)
    if draft.ok:
        try:
            with deed():
                _add(_commune(code), draft.data, at=at)
        except NameTaken:
            draft.refuse("name", _taken())
    if not draft.ok:
        return _list(_commune(code), draft), 422
    flash(_("%(name)s is on the list.", name=f"{draft.data.kind} {draft.data.name}"))
    return redirect(url_for("villages.inside", code=code))


def _add(commune: Place, wanted: VillageForm, *, at: datetime) -> None:
    village = actions.add_village(
        wanted.name, commune, kind=wanted.kind, signal=wanted.signal or None, at=at
    )
    trace("add_village", f"place:{village.code}", actor=me(), at=at)
    _say_signal(village, "", wanted.signal, at=at)


@bp.get("/<code>")
@door(Permission.PLACES_EDIT)
def show(code: str) -> ResponseReturnValue:
    village = _village(code)
    typed = {"kind": village.kind, "name": village.name, "signal": village.signal or ""}
    return _form(village, Draft(VillageForm, typed))


@bp.post("/<code>")
@door(Permission.PLACES_EDIT)
def change(code: str) -> ResponseReturnValue:
    at = clock.now()
    draft = Draft.read(VillageForm)
    if draft.ok:
        try:
            with deed():
                _change(_village(code), draft.data, at=at)
        except NameTaken:
            draft.refuse("name", _taken())
    village = _village(code)
    if not draft.ok:
        return _form(village, draft), 422
    flash(_("Saved: %(name)s.", name=village.full_name))
    commune = village.parent
    return redirect(url_for("villages.inside", code=commune.code if commune else code))


def _change(village: Place, wanted: VillageForm, *, at: datetime) -> None:
    before, heard = village.full_name, village.signal or ""
    actions.change_village(village, wanted.name, kind=wanted.kind, signal=wanted.signal or None)
    reword_village(village, at=at)
    trace("change_village", f"place:{village.code}", actor=me(), detail={"before": before}, at=at)
    _say_signal(village, heard, wanted.signal, at=at)


def _say_signal(village: Place, before: str, now: str, *, at: datetime) -> None:
    """The book's word about the village as a whole stands among the team's marks."""
    if now and now != before:
        signals.mark(village, None, signals.WORDS[Signal(now)], by=me(), at=at)


def _form(village: Place, draft: Draft[VillageForm]) -> str:
    return render_template("villages/show.html", village=village, draft=draft, kinds=KIND_CHOICES)


def _list(commune: Place, draft: Draft[VillageForm]) -> str:
    today = clock.village_date(clock.now())
    villages = queries.children(commune, level=Level.VILLAGE, on=today)
    return render_template(
        "villages/inside.html", commune=commune, villages=villages, draft=draft, kinds=KIND_CHOICES
    )


def _commune(code: str) -> Place:
    today = clock.village_date(clock.now())
    return queries.commune_to_edit(code, _mine(), on=today) or abort(404)


def _village(code: str) -> Place:
    return queries.village_to_edit(code, _mine()) or abort(404)


def _mine() -> list[Place]:
    return me().places_where(Permission.PLACES_EDIT, on=clock.village_date(clock.now()))


def _taken() -> str:
    return str(_("This commune has a village of that name already."))
