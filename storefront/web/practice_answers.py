"""Answer the market as a phone would: what is typed goes the gateway's way. Practice mode only."""

from __future__ import annotations

import json

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, codes
from storefront.answers import queries
from storefront.notifications import queries as outbox
from storefront.web import hearing
from storefront.web.doors import PRACTICE, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.orders import TypedForm

bp = Blueprint("practice_answers", __name__, url_prefix="/practice/answers")

SHOWN = 20


@bp.get("")
@door(PRACTICE)
def show() -> str:
    typed = request.args.get("phone", "")[:20]
    phone = "".join(letter for letter in typed if letter in "+0123456789")
    return _page(Draft(TypedForm, {"phone": phone}), phone)


@bp.post("")
@door(PRACTICE)
def send() -> ResponseReturnValue:
    draft = Draft.read(TypedForm)
    if not draft.ok:
        return _page(draft), 422
    at, listener = clock.now(), hearing.at_hand() or abort(404)
    said = {"id": codes.secret(), "from": draft.data.phone, "text": draft.data.text}
    body = json.dumps(said).encode()
    hearing.hear(listener, listener.sign(body, at=at), body, at=at)
    flash(_("Sent. What the market wrote back is below."))
    return redirect(url_for(".show", phone=draft.data.phone))


def _page(draft: Draft[TypedForm], phone: str = "") -> str:
    return render_template(
        "practice/answers.html",
        draft=draft,
        heard=queries.heard_lately(limit=SHOWN),
        written=outbox.newest(limit=SHOWN, to=phone or None),
    )
