"""Setting back the second step of a colleague who lost phone and paper, by two people."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person, SecondReset
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.helping import second_resets
from storefront.helping.second_resets import NotTheSecond, UnderWay
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.second_step import ResetForm, WhichForm
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("second_resets", __name__, url_prefix="/second-resets")

ASK = Permission.SECOND_RESET


@bp.get("")
@door(ASK, proved=True)
def index() -> ResponseReturnValue:
    return _page(Draft(ResetForm))


@bp.post("")
@door(ASK, proved=True)
def ask() -> ResponseReturnValue:
    draft = Draft.read(ResetForm)
    if not draft.ok:
        return _page(draft)
    try:
        with deed():
            person = _colleague(draft.data.person)
            second_resets.ask(person, why=draft.data.why, by=me(), at=clock.now())
    except UnderWay:
        draft.refuse("person", _("That was asked for already."))
        return _page(draft)
    flash(_("Asked. Somebody above them confirms it; it is done a day from now at the earliest."))
    return redirect(url_for(".index"))


@bp.post("/confirmation")
@door(ASK, proved=True)
def confirm() -> ResponseReturnValue:
    try:
        with deed():
            second_resets.confirm(_waiting(), by=me(), at=clock.now())
    except NotTheSecond:
        flash(_("Somebody else confirms it, who stands above them."), "bad")
    else:
        flash(_("Confirmed. When the day is over they begin anew."))
    return redirect(url_for(".index"))


@bp.post("/end")
@door(ASK)
def stop() -> ResponseReturnValue:
    with deed():
        second_resets.stop(_waiting(), by=me(), at=clock.now())
    flash(_("Stopped. Their second step stays as it is."))
    return redirect(url_for(".index"))


@bp.post("/mine/end")
@door(SIGNED_IN)
def stop_mine() -> ResponseReturnValue:
    """Without being proved again: whoever stops it takes nothing from anybody."""
    with deed():
        it = second_resets.open_for(me()) or abort(404)
        second_resets.stop(it, by=me(), at=clock.now())
    flash(_("Stopped. Your second step stays as it is."))
    return redirect(url_for("me.show"))


def _page(draft: Draft[ResetForm]) -> ResponseReturnValue:
    today = asked_on()
    rows = [
        (it, it.asked_at + second_resets.WAITS, second_resets.may_confirm(me(), it, on=today))
        for it in second_resets.waiting(me(), on=today)
    ]
    page = render_template(
        "second_resets/index.html",
        draft=draft,
        rows=rows,
        people=[(str(it.id), it.name) for it in second_resets.whom(me(), on=today)],
    )
    return private(make_response(page, 200 if draft.ok else 422))


def _colleague(number: int) -> Person:
    found = (it for it in second_resets.whom(me(), on=asked_on()) if it.id == number)
    return next(found, None) or abort(404)


def _waiting() -> SecondReset:
    draft = Draft.read(WhichForm)
    number = draft.data.number if draft.ok else abort(404)
    found = (it for it in second_resets.waiting(me(), on=asked_on()) if it.id == number)
    return next(found, None) or abort(404)
