"""Data in wrong hands: what is known, by when the authority is told, and who was."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.privacy import breaches
from storefront.privacy.breaches import Found, NotYet
from storefront.privacy.models import Breach
from storefront.web.doors import door
from storefront.web.forms.breaches import BreachForm, PeopleForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("breaches", __name__, url_prefix="/breaches")

ONE = "/<int:number>"
DEEDS: dict[str, Callable[..., None]] = {
    "authority": breaches.tell_authority,
    "authority-not": breaches.take_back,
    "end": breaches.end,
    "reopening": breaches.reopen,
}


@bp.get("")
@door(Permission.BREACHES)
def index() -> ResponseReturnValue:
    at = clock.now()
    found, late = breaches.all_of_them(), breaches.how_many_late(at=at)
    return private(
        make_response(render_template("breaches/index.html", breaches=found, late=late, now=at))
    )


@bp.get("/new")
@door(Permission.BREACHES)
def new() -> ResponseReturnValue:
    return _form(Draft(BreachForm), 200)


@bp.post("/new")
@door(Permission.BREACHES)
def write() -> ResponseReturnValue:
    draft = Draft.read(BreachForm)
    if not draft.ok:
        return _form(draft, 422)
    with deed():
        number = breaches.write(_found(draft), by=me(), at=clock.now()).id
    flash(_("Written down. The clock runs."))
    return redirect(url_for(".show", number=number))


@bp.get(ONE)
@door(Permission.BREACHES)
def show(number: int) -> ResponseReturnValue:
    return _page(_breach(number), Draft(PeopleForm), 200)


@bp.get(f"{ONE}/edit")
@door(Permission.BREACHES)
def edit(number: int) -> ResponseReturnValue:
    it = _breach(number)
    typed = {name: getattr(it, name) for name in BreachForm.model_fields}
    typed["found_at"] = clock.village_time(it.found_at).strftime("%Y-%m-%dT%H:%M")
    typed["many"] = "" if it.many is None else it.many
    return _form(Draft(BreachForm, typed), 200, it)


@bp.post(f"{ONE}/edit")
@door(Permission.BREACHES)
def change(number: int) -> ResponseReturnValue:
    draft = Draft.read(BreachForm)
    if not draft.ok:
        return _form(draft, 422, _breach(number))
    with deed():
        breaches.change(_breach(number), _found(draft), by=me(), at=clock.now())
    flash(_("Changed."))
    return redirect(url_for(".show", number=number))


@bp.post(f"{ONE}/<any(authority, 'authority-not', end, reopening):what>")
@door(Permission.BREACHES)
def press(number: int, what: str) -> ResponseReturnValue:
    try:
        with deed():
            DEEDS[what](_breach(number), by=me(), at=clock.now())
    except NotYet:
        flash(_("First tell the authority."), "wait")
    else:
        flash(_("Written down."))
    return redirect(url_for(".show", number=number))


@bp.post(f"{ONE}/people")
@door(Permission.BREACHES)
def tell(number: int) -> ResponseReturnValue:
    draft = Draft.read(PeopleForm)
    if not draft.ok:
        return _page(_breach(number), draft, 422)
    phones = draft.data.phones.splitlines()
    with deed():
        many = breaches.tell_people(
            _breach(number), phones, draft.data.words, by=me(), at=clock.now()
        )
    flash(_("Told by message: %(many)s.", many=many))
    return redirect(url_for(".show", number=number))


def _breach(number: int) -> Breach:
    return breaches.one(number) or abort(404)


def _found(draft: Draft[BreachForm]) -> Found:
    said = draft.data
    return Found(said.found_at, said.what, said.whose, said.many, said.measures)


def _form(draft: Draft[BreachForm], status: int, it: Breach | None = None) -> ResponseReturnValue:
    return private(make_response(render_template("breaches/form.html", draft=draft, it=it), status))


def _page(it: Breach, draft: Draft[PeopleForm], status: int) -> ResponseReturnValue:
    page = render_template(
        "breaches/show.html",
        it=it,
        draft=draft,
        now=clock.now(),
        trail=breaches.trail(it),
        verbs=_verbs(),
        source=breaches.SOURCE,
    )
    return private(make_response(page, status))


def _verbs() -> dict[str, str]:
    return {
        "breach.write": _("Written down"),
        "breach.change": _("Changed"),
        "breach.authority": _("The authority was told"),
        "breach.authority_not": _("Taken back: the authority was not told"),
        "breach.people": _("People were told by message"),
        "breach.end": _("Ended"),
        "breach.reopen": _("Opened again"),
    }
