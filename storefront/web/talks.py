"""Messages about an order: the buyer by the secret link, the household at its desk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.orders import queries as orders
from storefront.orders.models import Order
from storefront.talks import actions, queries, recordings
from storefront.talks.models import Saying, Side
from storefront.talks.recordings import Recording
from storefront.talks.refusals import NotSaid
from storefront.web import talk_words
from storefront.web.doors import SECRET_LINK, SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Tidy
from storefront.web.people import me, me_or_none
from storefront.web.private import private

bp = Blueprint("talks", __name__)


class SayForm(BaseModel):
    saying: Saying | None = None
    words: Tidy = ""


@bp.get("/follow/<secret>/<code>/messages")
@door(SECRET_LINK)
def buyer(secret: str, code: str) -> Response:
    return _page(_by_link(secret, code), Side.BUYER, Draft(SayForm))


@bp.post("/follow/<secret>/<code>/messages")
@door(SECRET_LINK)
def buyer_says(secret: str, code: str) -> ResponseReturnValue:
    return _say(lambda: _by_link(secret, code), Side.BUYER)


@bp.get("/follow/<secret>/<code>/messages/<int:number>/voice")
@door(SECRET_LINK)
def buyer_hears(secret: str, code: str, number: int) -> Response:
    return _voice(_by_link(secret, code), number)


@bp.post("/follow/<secret>/<code>/messages/<int:number>/report")
@door(SECRET_LINK)
def buyer_reports(secret: str, code: str, number: int) -> ResponseReturnValue:
    return _report(lambda: _by_link(secret, code), number, Side.BUYER)


@bp.get("/orders/<code>/messages")
@door(SIGNED_IN)
def household(code: str) -> Response:
    return _page(_at_the_desk(code), Side.HOUSEHOLD, Draft(SayForm))


@bp.post("/orders/<code>/messages")
@door(SIGNED_IN)
def household_says(code: str) -> ResponseReturnValue:
    return _say(lambda: _at_the_desk(code), Side.HOUSEHOLD)


@bp.get("/orders/<code>/messages/<int:number>/voice")
@door(SIGNED_IN)
def household_hears(code: str, number: int) -> Response:
    return _voice(_at_the_desk(code), number)


@bp.post("/orders/<code>/messages/<int:number>/report")
@door(SIGNED_IN)
def household_reports(code: str, number: int) -> ResponseReturnValue:
    return _report(lambda: _at_the_desk(code), number, Side.HOUSEHOLD)


@bp.get("/talks/reported")
@door(Permission.GOODS_REVIEW)
def reported() -> str:
    found = queries.reported(me(), on=clock.village_date(clock.now()))
    return render_template("talks/reported.html", notes=found, words=talk_words.sayings())


@bp.post("/talks/reported/<int:number>")
@door(Permission.GOODS_REVIEW)
def decide(number: int) -> ResponseReturnValue:
    answer = {"away": True, "seen": False}.get(request.form.get("answer", ""))
    if answer is None:
        abort(400)
    with deed():
        found = queries.reported(me(), on=clock.village_date(clock.now()))
        note = next((it for it in found if it.id == number), None) or abort(404)
        actions.decide(note, is_abuse=answer)
    flash(_("Decided."))
    return redirect(url_for("talks.reported"))


def _say(find: Any, side: Side) -> ResponseReturnValue:
    order = find()
    draft = Draft.read(SayForm)
    recording = _recording(draft)
    if draft.ok:
        by = me_or_none()
        try:
            with deed():
                said = draft.data
                actions.say(
                    find(),
                    side,
                    saying=said.saying,
                    words=said.words,
                    recording=recording,
                    by=by,
                    at=clock.now(),
                )
        except NotSaid as refusal:
            draft.refuse("words", talk_words.refusal(refusal))
    if not draft.ok:
        return _page(order, side, draft), 422
    flash(_("Your message is sent."))
    return redirect(_address(order, side))


def _recording(draft: Draft[SayForm]) -> Recording | None:
    """By what is in the file; its name and what the phone calls it say nothing."""
    upload = request.files.get("voice")
    if upload is None or not upload.filename:
        return None
    try:
        return recordings.read(upload.read(recordings.LARGEST + 1))
    except NotSaid as refusal:
        draft.refuse("voice", talk_words.refusal(refusal))
        return None


def _page(order: Order, side: Side, draft: Draft[SayForm]) -> Response:
    if queries.unread(order.id, by=side):
        with deed():
            actions.read(order, by=side, at=clock.now())
    page = render_template(
        "talks/show.html",
        order=order,
        side=side,
        here=_address(order, side),
        back=_address(order, side).removesuffix("/messages"),
        notes=queries.of_order(order.id),
        words=talk_words.sayings(),
        ready=talk_words.READY[side],
        draft=draft,
    )
    return private(make_response(page))


def _voice(order: Order, number: int) -> Response:
    voice = queries.voice(order.id, number) or abort(404)
    answer = send_file(BytesIO(voice.content), mimetype=voice.kind, conditional=True, etag=False)
    return private(answer)


def _report(find: Any, number: int, side: Side) -> ResponseReturnValue:
    with deed():
        order = find()
        note = queries.of_other(order.id, number, side=side) or abort(404)
        actions.report(note, by=me_or_none(), at=clock.now())
    flash(_("Neither of you sees it now. Somebody of the commune looks at it."))
    return redirect(_address(order, side))


def _address(order: Order, side: Side) -> str:
    if side is Side.HOUSEHOLD:
        return url_for("talks.household", code=order.code)
    return url_for("talks.buyer", secret=order.checkout.secret, code=order.code)


def _by_link(secret: str, code: str) -> Order:
    return orders.by_link(secret, code) or abort(404)


def _at_the_desk(code: str) -> Order:
    today = clock.village_date(clock.now())
    return orders.to_handle(code, me(), on=today) or abort(404)
