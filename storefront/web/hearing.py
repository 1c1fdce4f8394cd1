"""Where the SMS gateway knocks with what phones have sent. It gets short answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, jsonify, request
from typing_extensions import TypedDict

from storefront import clock
from storefront.answers import actions
from storefront.db import deed
from storefront.notifications import hearing
from storefront.notifications.hearing import Forged, Listener, SmsListener, Unreadable
from storefront.web import refused
from storefront.web.described import JSON, Sent, described, shape
from storefront.web.doors import PUBLIC, door
from storefront.web.refused import Why

bp = Blueprint("hearing", __name__)

LARGEST = 8 * 1024
"""Bytes."""


MessageTold = TypedDict("MessageTold", {"id": str, "from": str, "text": str})
MessageTold.__doc__ = "A message as the gateway tells of it."


@shape
class HeardTold(TypedDict):
    heard: str
    """What was made of it; `known` when it was told before, `forged`, `unreadable`."""


@bp.post("/notices/sms")
@door(PUBLIC)
@described(
    "What a phone has sent, told by the SMS gateway, which signs it.",
    {200: HeardTold, 400: HeardTold, 403: HeardTold},
    hears=("X-Timestamp", "X-Signature"),
    sends=Sent(JSON, MessageTold),
    refuses=(404,),
)
def sms() -> Response:
    listener = at_hand() or abort(404)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    headers = {name.lower(): value for name, value in request.headers.items()}
    outcome = hear(listener, headers, body[: LARGEST + 1], at=clock.now())
    if outcome == "forged":
        refused.because(Why.FORGED)
    return _answer(outcome)


def at_hand() -> SmsListener | None:
    """Without a secret shared with a gateway, nobody is believed."""
    secret = current_app.config["SETTINGS"].sms_secret
    return SmsListener(secret) if secret else None


def hear(listener: Listener, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
    """What was made of it: an outcome, or forged, unreadable or known."""
    try:
        told = listener.read(headers, body, at=at)
    except Forged:
        return "forged"
    except Unreadable:
        return "unreadable"
    with deed():
        heard = hearing.keep(told, listener.channel, body, at=at)
        if heard is None:
            return "known"
        actions.by_message(heard, at=at)
        return heard.outcome


def _answer(outcome: str) -> Response:
    told: HeardTold = {"heard": outcome}
    answer = jsonify(told)
    answer.status_code = {"forged": 403, "unreadable": 400}.get(outcome, 200)
    return answer
