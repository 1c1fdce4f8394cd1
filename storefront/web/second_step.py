"""The second step of officers: the code of an app, set up at the first sign-in, or one on paper."""

from __future__ import annotations

from datetime import datetime

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

from storefront import clock
from storefront.accounts import factors
from storefront.accounts.models import Person, SecondFactor
from storefront.accounts.sign_in import TooManyKnocks
from storefront.db import deed
from storefront.qr import draw
from storefront.tills import at_hand
from storefront.web import coming_in, devices, half_in
from storefront.web.doors import SECRET_LINK, SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.second_step import SecondForm
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.sign_in import come_in, onward

bp = Blueprint("second_step", __name__)


@bp.route("/sign-in/second", methods=["GET", "POST"])
@door(SECRET_LINK)
def show() -> ResponseReturnValue:
    at = clock.now()
    person = half_in.who(at=at)
    if person is None:
        return _begin_again()
    known = factors.of(person.id)
    if known is None or known.confirmed_at is None:
        return redirect(url_for("second_step.begin", next=onward()))
    draft = Draft.read(SecondForm) if request.method == "POST" else Draft(SecondForm)
    if request.method == "POST" and draft.ok and is_right(person, draft, at=at):
        return come_in(person, how="second step", second=True, at=at)
    return _page("second.html", draft, secret=_secret(known))


@bp.route("/sign-in/second/new", methods=["GET", "POST"])
@door(SECRET_LINK)
def begin() -> ResponseReturnValue:
    """At the first sign-in: a picture for the app, and its first code."""
    at = clock.now()
    person = half_in.who(at=at)
    if person is None:
        return _begin_again()
    factor = factors.of(person.id)
    if factor is None:
        return _begin_again()
    if factor.confirmed_at:
        return redirect(url_for("second_step.show", next=onward()))
    secret = _secret(factor)
    draft = Draft.read(SecondForm) if request.method == "POST" else Draft(SecondForm)
    if request.method == "POST" and draft.ok and is_right(person, draft, at=at):
        with deed():
            factor = factors.of(person.id) or abort(404)
            told = factors.confirm(factor, person, by=person, at=at)
        answer = come_in(person, how="second step", second=True, at=at)
        page = render_template("sign_in/paper.html", codes=factors.in_fours(told), onward=onward())
        answer.status_code, answer.data = 200, page.encode()
        del answer.headers["Location"]
        return private(answer)
    address = factors.address(secret, person)
    return _page("second_new.html", draft, secret=secret, drawing=draw(address))


@bp.get("/me/second")
@door(SIGNED_IN, proved=True)
def mine() -> ResponseReturnValue:
    known = factors.of(me().id)
    if known is None:
        abort(404)
    page = render_template("sign_in/second_mine.html", factor=known, left=factors.paper_left(me()))
    return private(make_response(page))


@bp.post("/me/second/paper")
@door(SIGNED_IN, proved=True)
def new_paper() -> ResponseReturnValue:
    if factors.of(me().id) is None:
        abort(404)
    with deed():
        told = factors.new_paper(me())
    codes, home = factors.in_fours(told), url_for("second_step.mine")
    return private(make_response(render_template("sign_in/paper.html", codes=codes, onward=home)))


@bp.post("/me/second/new-phone")
@door(SIGNED_IN, proved=True)
def new_phone() -> ResponseReturnValue:
    """From the beginning, at the next sign-in."""
    if factors.of(me().id) is None:
        abort(404)
    with deed():
        factors.reset(me(), by=me(), at=clock.now())
    flash(_("Sign in again, and take the picture with the new phone."))
    return redirect(url_for("sign_in.show"))


def is_right(person: Person, draft: Draft[SecondForm], *, at: datetime) -> bool:
    """Whether it is the code of that moment. Says in the form what is wrong with it."""
    try:
        with deed():
            factor = factors.of(person.id) or abort(404)
            caller = devices.caller(person.phone or f"person:{person.id}"[:16])
            if factors.use(caller, factor, _secret(factor), draft.data.code, at=at):
                return True
    except TooManyKnocks:
        coming_in.turned_away("second step", "too many tries")
        draft.refuse("code", _("Too many tries for now. Wait a quarter of an hour."))
        return False
    words = _("Not the code of now. Each is good once and for half a minute: take the next one.")
    coming_in.turned_away("second step", "wrong")
    draft.refuse("code", words)
    return False


def _secret(factor: SecondFactor) -> str:
    return at_hand().safe.open_words(factor.sealed)


def _page(
    template: str, draft: Draft[SecondForm], *, secret: str, **more: object
) -> ResponseReturnValue:
    practising = current_app.config["SETTINGS"].practice
    page = render_template(
        f"sign_in/{template}",
        draft=draft,
        next=onward(),
        secret=secret if more else None,
        app_shows=factors.code_now(secret, at=clock.now()) if practising else None,
        **more,
    )
    return private(make_response(page, 200 if draft.ok else 422))


def _begin_again() -> ResponseReturnValue:
    flash(_("Begin again with the phone number."), "wait")
    return redirect(url_for("sign_in.show"))
