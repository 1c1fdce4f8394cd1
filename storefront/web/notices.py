"""Where banks' messengers and gateways knock. They get short answers, and repeat themselves."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, Response, abort, request

from storefront import clock
from storefront.db import deed
from storefront.payments import actions as payments
from storefront.payments import messages
from storefront.payments.models import Verdict
from storefront.payments.provider import (
    BadSignature,
    Bearer,
    Callback,
    Heard,
    News,
    NotUnderstood,
    Provider,
)
from storefront.payments.tills import Till
from storefront.tills import at_hand
from storefront.web import refused
from storefront.web.described import JSON, File, Sent, described
from storefront.web.doors import PUBLIC, door
from storefront.web.refused import Why

bp = Blueprint("notices", __name__)

LARGEST = 64 * 1024
"""Bytes. A notice of a transfer is under two thousand."""

log = logging.getLogger(__name__)


@bp.route("/payments/notices/<provider>", methods=["GET", "POST"])
@bp.route("/payments/notices/<provider>/<merchant>", methods=["GET", "POST"])
@door(PUBLIC)
@described(
    "A notice of a bank's messenger or a gateway, signed and answered as each of them has it.",
    dict.fromkeys((200, 204, 401, 422, 503), (dict[str, Any], File("text/plain"))),
    sends=Sent(JSON, dict[str, Any]),
)
def hear(provider: str, merchant: str = "") -> Response:
    """Keep what was said, then believe it or not."""
    till = at_hand().find(provider, merchant) or abort(404)
    callback = _callback(till.provider)
    verdict, news = _judged(till.provider, callback)
    if verdict is Verdict.GENUINE:
        heard = _settled(news, till, callback)
    else:
        heard = _REFUSED[verdict]
        if verdict is Verdict.FORGED:
            refused.because(Why.FORGED)
        _kept(till, callback, verdict)
    reply = till.provider.reply(heard)
    mimetype = reply.mimetype if reply.body else "text/plain"  # nothing is no JSON
    return Response(reply.body, reply.status, mimetype=mimetype)


def _callback(teller: Provider) -> Callback:
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    if len(body) > LARGEST:
        abort(413)
    said = {name.lower(): value for name, value in request.headers.items()}
    headers = {name: said[name][:500] for name in teller.kept_headers if name in said}
    query = request.query_string.decode("ascii", "replace")
    callback = Callback(headers, body, clock.now(), query)
    return teller.sealed(callback) if isinstance(teller, Bearer) else callback


def _judged(teller: Provider, callback: Callback) -> tuple[Verdict, News]:
    try:
        return Verdict.GENUINE, teller.read(callback)
    except BadSignature:
        return Verdict.FORGED, None
    except NotUnderstood:
        return Verdict.UNREADABLE, None


def _settled(news: News, till: Till, callback: Callback) -> Heard:
    """Trouble of ours is no secret: they tell it again, and the message is kept anyway."""
    try:
        with deed():
            return payments.hear(news, callback, provider=till.provider.name, through=till.merchant)
    except Exception:  # whatever it was, what they said is not lost
        number = _kept(till, callback, Verdict.GENUINE)
        log.exception("message %s could not be settled", number)
    return Heard.TROUBLE


def _kept(till: Till, callback: Callback, verdict: Verdict) -> int:
    with deed():
        return messages.keep(
            callback, verdict, provider=till.provider.name, merchant=till.merchant.code
        )


_REFUSED = {Verdict.FORGED: Heard.FORGED, Verdict.UNREADABLE: Heard.UNREADABLE}
