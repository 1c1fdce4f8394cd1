"""A household takes over itself, by a code sent to its own phone; and asks the team again."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import sign_in
from storefront.accounts.sign_in import TooManyKnocks, WrongCode
from storefront.db import deed
from storefront.helping import actions
from storefront.shops import queries
from storefront.shops.models import Household
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.sign_in import CodeForm
from storefront.web.people import me
from storefront.web.sign_in import code_for_me

bp = Blueprint("taking_over", __name__, url_prefix="/keeper/own")


@bp.get("")
@door(SIGNED_IN)
def show() -> str:
    return render_template("consents/own.html", household=_mine())


@bp.post("/codes")
@door(SIGNED_IN)
def ask() -> ResponseReturnValue:
    """Whoever holds the phone is the keeper; whoever knows the password may be a helper."""
    _mine()
    try:
        envelope = code_for_me()
    except TooManyKnocks:
        flash(_("Too many codes for now. Wait an hour."), "wait")
        return redirect(url_for("taking_over.show"))
    return redirect(url_for("taking_over.code", ticket=envelope.ticket))


@bp.route("/codes/<ticket>", methods=["GET", "POST"])
@door(SIGNED_IN)
def code(ticket: str) -> ResponseReturnValue:
    _mine()
    draft = Draft.read(CodeForm) if request.method == "POST" else Draft(CodeForm)
    if request.method == "POST" and draft.ok:
        try:
            if _took_over(ticket, draft.data.digits):
                flash(_("From now on your household acts by itself."))
                return redirect(url_for("taking_over.show"))
        except WrongCode:
            flash(_("That code is no longer good. Ask for a new one."), "wait")
            return redirect(url_for("taking_over.show"))
        draft.refuse("digits", _("Not the code in the message. Look again."))
    page = render_template("consents/own_code.html", draft=draft, ticket=ticket, phone=me().phone)
    return page, 200 if draft.ok else 422


@bp.post("/help")
@door(SIGNED_IN)
def ask_again() -> ResponseReturnValue:
    with deed():
        actions.ask_again(_mine(), at=clock.now())
    flash(_("The team may press for you again. You see each time who it was."))
    return redirect(url_for("taking_over.show"))


def _took_over(ticket: str, digits: str) -> bool:
    """Whether the digits were right. A wrong try is counted, so the deed is kept."""
    at = clock.now()
    with deed():
        right = sign_in.use_code(ticket, digits, at=at) == me().phone
        if right:
            actions.take_over(_mine(), at=at)
    return right


def _mine() -> Household:
    return queries.kept_by(me()) or abort(404)
