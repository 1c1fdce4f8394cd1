"""Hearing key screens in a tongue: chosen once, then one button wherever somebody has recorded."""

from __future__ import annotations

from io import BytesIO

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from storefront import clock
from storefront.accounts.tongues import Tongue
from storefront.db import brief_deed, deed
from storefront.places import queries as places
from storefront.places.models import Place
from storefront.recordings import actions, queries
from storefront.recordings.screens import KeyScreen, of_page, pages, screens
from storefront.shops.queries import homes_of
from storefront.web import tongue_words
from storefront.web.behind import request_now
from storefront.web.doors import PUBLIC, door
from storefront.web.people import me, me_or_none

bp = Blueprint("listening", __name__, url_prefix="/listen")

COOKIE = "hear"
YEAR = 365 * 24 * 3600
A_DAY = 24 * 3600
"""So long a phone may play what it has already fetched, though it be taken back."""


def install(app: Flask) -> None:
    app.jinja_env.globals["hear_here"] = hear_here


@bp.get("")
@door(PUBLIC)
def show() -> str:
    province = of_listener()
    return render_template(
        "recordings/listen.html",
        chosen=chosen(),
        names=tongue_words.names(),
        many=queries.many(province, list(screens())) if province else {},
        of=len(screens()),
        province=province,
        may_record=_recorder() is not None,
    )


@bp.post("")
@door(PUBLIC)
def choose() -> ResponseReturnValue:
    """One of the tongues, or none any more."""
    said = request.form.get("tongue", "")
    tongue = _tongue(said)
    if said and tongue is None:
        abort(400)
    if me_or_none():
        with deed():
            me().listens_in = tongue
    flash(_("Kept. Where somebody has recorded a page, its button stands on top."))
    answer = redirect(url_for("listening.show"))
    if tongue:
        answer.set_cookie(COOKIE, tongue, max_age=YEAR, samesite="Lax", httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax", httponly=True)
    return answer


@bp.get("/<int:number>")
@door(PUBLIC)
def sound(number: int) -> Response:
    found = queries.sound(number, recorder=_recorder()) or abort(404)
    if _is_from_the_beginning() and "kept" not in request.args:  # the field kit takes it along
        with brief_deed():
            actions.played(found.voice_id, at=clock.now())
    answer = send_file(
        BytesIO(found.content), mimetype=found.kind, conditional=True, etag=False, max_age=A_DAY
    )
    answer.cache_control.no_cache, answer.cache_control.private = None, True
    return answer


def _is_from_the_beginning() -> bool:
    """What comes after it in pieces is the same hearing, and a phone that has it asks no more."""
    asked = request.headers.get("Range", "bytes=0-")
    return request.method == "GET" and asked.replace(" ", "").startswith("bytes=0-")


def hear_here() -> Markup:
    """Above the page, where it can be heard; whoever may record it is asked to where it cannot."""
    if request_now().endpoint not in pages():
        return Markup()
    tongue, screen = chosen(), _screen()
    province = of_listener() if tongue and screen else None
    if tongue is None or screen is None or province is None:
        return Markup()
    voice = queries.heard(screen.key, tongue, province)
    may_record = voice is None and _recorder() == province
    if voice is None and not may_record:
        return Markup()
    said = {"voice": voice, "tongue": tongue, "screen": screen, "name": tongue_words.name(tongue)}
    return Markup(render_template("recordings/_hear.html", **said))  # noqa: S704  ours


def chosen() -> Tongue | None:
    """On this phone, or else by this person."""
    on_the_phone = _tongue(request.cookies.get(COOKIE, ""))
    person = me_or_none()
    return on_the_phone or (person.listens_in if person else None)


def of_listener() -> Place | None:
    """Where the listener lives or works, or else where the market is."""
    person = me_or_none()
    homes = homes_of(person) if person else ()
    today = clock.village_date(clock.now())
    here = [*homes, *(it.place for it in (person.held_on(today) if person else ()))]
    found = queries.province_of(here[0]) if here else None
    return found or places.as_then(current_app.config["SETTINGS"].province_code, today)


def _recorder() -> Place | None:
    """The province for which whoever asks may record."""
    person = me_or_none()
    today = clock.village_date(clock.now())
    return queries.records_in(person, on=today) if person else None


def _screen() -> KeyScreen | None:
    parts = request.view_args or {}
    return of_page(request.endpoint or "", parts.get("topic") or parts.get("lesson", ""))


def _tongue(said: str) -> Tongue | None:
    return Tongue(said) if said in set(Tongue) else None
