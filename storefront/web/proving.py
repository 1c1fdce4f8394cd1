"""Shown again, before what a phone left on a table must not do: it is really you."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, StringConstraints

from storefront import clock
from storefront.accounts import factors, sign_in, stays
from storefront.accounts.models import SecondFactor
from storefront.accounts.sign_in import TooManyKnocks, WrongCode
from storefront.db import deed
from storefront.web import coming_in, display, knowing, people
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.second_step import SecondForm
from storefront.web.forms.sign_in import CodeForm
from storefront.web.forms.values import Exactly
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.second_step import is_right
from storefront.web.sign_in import code_for_me, next_page

bp = Blueprint("proving", __name__, url_prefix="/me/proof")


class WordForm(BaseModel):
    password: Annotated[Exactly, StringConstraints(min_length=1, max_length=200)]


@bp.route("", methods=["GET", "POST"])
@door(SIGNED_IN)
def show() -> ResponseReturnValue:
    """By the app where there is one; by the password else, or a code."""
    factor = _factor()
    form = SecondForm if factor else WordForm
    draft = Draft.read(form) if request.method == "POST" else Draft(form)
    if request.method == "POST" and draft.ok:
        at, typed = clock.now(), cast(Draft[Any], draft)
        right = is_right(me(), typed, at=at) if factor else knowing.knows(typed, "password", at=at)
        if right:
            return _onward(second=factor is not None, by_word=factor is None, at=at)
    page = render_template(
        "sign_in/proof.html", draft=draft, next=next_page(), has_app=factor is not None,
        has_word=me().password_hash is not None, phone=me().phone,
    )  # fmt: skip
    return private(make_response(page, 200 if draft.ok else 422))


@bp.post("/codes")
@door(SIGNED_IN)
def ask() -> ResponseReturnValue:
    if _factor():
        abort(404)
    try:
        envelope = code_for_me()
    except TooManyKnocks:
        flash(_("Too many codes for now. Wait an hour."), "wait")
        return redirect(url_for("proving.show", next=next_page()))
    return redirect(url_for("proving.code", ticket=envelope.ticket, next=next_page()))


@bp.route("/codes/<ticket>", methods=["GET", "POST"])
@door(SIGNED_IN)
def code(ticket: str) -> ResponseReturnValue:
    if _factor():
        abort(404)
    at = clock.now()
    asked = sign_in.by_ticket(ticket, at=at)
    if asked is None or asked.phone != me().phone:
        flash(_("That code is no longer good. Ask for a new one."), "wait")
        return redirect(url_for("proving.show", next=next_page()))
    draft = Draft.read(CodeForm) if request.method == "POST" else Draft(CodeForm)
    if request.method == "POST" and draft.ok:
        try:
            with deed():
                told = sign_in.use_code(ticket, draft.data.digits, at=at)
        except WrongCode:
            flash(_("That code is no longer good. Ask for a new one."), "wait")
            return redirect(url_for("proving.show", next=next_page()))
        if told == me().phone:
            return _onward(second=False, by_word=False, at=at)
        draft.refuse("digits", _("Not the code in the message. Look again."))
    practice = current_app.config["SETTINGS"].practice
    page = render_template(
        "sign_in/code.html", draft=draft, phone=me().phone, next=next_page(), practice=practice
    )
    return private(make_response(page, 200 if draft.ok else 422))


def _factor() -> SecondFactor | None:
    known = factors.of(me().id)
    return known if known and known.confirmed_at else None


def _onward(*, second: bool, by_word: bool, at: datetime) -> ResponseReturnValue:
    with deed():
        stays.prove(people.stay(), second=second, at=at)
        people.renew()
    if not by_word:
        knowing.shown_otherwise(at=at)
    coming_in.let_in("again", people.stay())
    return redirect(next_page() or display.my_home() or url_for("home.show"))
