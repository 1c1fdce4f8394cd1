"""Where I am signed in: every browser, and the way to end it from here."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import stays
from storefront.accounts.models import Ended, Stay
from storefront.db import deed
from storefront.web import people
from storefront.web.doors import SIGNED_IN, door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("staying", __name__, url_prefix="/me/sign-ins")


@bp.get("")
@door(SIGNED_IN)
def show() -> Response:
    page = render_template(
        "sign_in/stays.html",
        stays=stays.of(me(), unused=people.unused(), at=clock.now()),
        ended=stays.ended_lately(me()),
        here=people.stay().id,
        device=_device,
        whys=_whys(),
    )
    return private(make_response(page))


@bp.post("/<int:number>/end")
@door(SIGNED_IN)
def end(number: int) -> ResponseReturnValue:
    with deed():
        found = stays.one_of(me(), number) or abort(404)
        stays.end(found, Ended.FROM_ELSEWHERE, by=me(), at=clock.now())
    flash(_("Ended. Whoever sits there has to sign in again."))
    return redirect(url_for("staying.show"))


@bp.post("/others")
@door(SIGNED_IN)
def end_others() -> ResponseReturnValue:
    with deed():
        here = people.stay().id
        stays.end_all(me(), Ended.FROM_ELSEWHERE, by=me(), but=here, at=clock.now())
    flash(_("Ended everywhere else. You are signed in only here."))
    return redirect(url_for("staying.show"))


def _device(stay: Stay) -> str:
    words = [it for it in (stay.browser, stay.system) if it]
    return " · ".join(words) or str(_("A browser that does not say what it is"))


def _whys() -> dict[Ended, str]:
    return {
        Ended.SIGNED_OUT: _("signed out there"),
        Ended.FROM_ELSEWHERE: _("ended from this list"),
        Ended.POSTING: _("work there ended"),
        Ended.PASSWORD: _("the password was changed"),
        Ended.PHONE: _("the phone number was changed"),
        Ended.OPERATOR: _("ended by the operator"),
        Ended.UNUSED: _("nobody used it for long"),
    }
