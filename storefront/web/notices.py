"""Where banks' messengers knock. They get short answers, and repeat themselves until they do."""

from flask import Blueprint, Response, abort, current_app, request

from storefront import clock
from storefront.db import deed
from storefront.payments import actions as payments
from storefront.payments.models import Verdict
from storefront.payments.provider import (
    BadSignature,
    Bearer,
    Callback,
    Heard,
    News,
    Notice,
    NotUnderstood,
    Provider,
)
from storefront.payments.registry import providers
from storefront.web.doors import PUBLIC, door

bp = Blueprint("notices", __name__)

LARGEST = 64 * 1024
"""Bytes. A notice of a transfer is under two thousand."""


@bp.post("/payments/notices/<provider>")
@door(PUBLIC)
def hear(provider: str) -> Response:
    """Keep what was said, then believe it or not."""
    messenger = providers(current_app.config["SETTINGS"]).get(provider) or abort(404)
    callback = _callback(messenger)
    verdict, notice = _judged(messenger, callback)
    with deed():
        kept = payments.keep(
            provider, callback.headers, callback.body, verdict, at=callback.heard_at
        )
    if isinstance(notice, Notice):
        with deed():
            payments.settle(notice, raw_message_id=kept, at=callback.heard_at)
    return _answer(messenger, verdict)


def _callback(messenger: Provider) -> Callback:
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    if len(body) > LARGEST:
        abort(413)
    said = {name.lower(): value for name, value in request.headers.items()}
    headers = {name: said[name][:500] for name in messenger.kept_headers if name in said}
    callback = Callback(headers, body, clock.now())
    return messenger.sealed(callback) if isinstance(messenger, Bearer) else callback


def _judged(messenger: Provider, callback: Callback) -> tuple[Verdict, News]:
    try:
        return Verdict.GENUINE, messenger.read(callback)
    except BadSignature:
        return Verdict.FORGED, None
    except NotUnderstood:
        return Verdict.UNREADABLE, None


def _answer(messenger: Provider, verdict: Verdict) -> Response:
    reply = messenger.reply(_HEARD[verdict])
    return Response(reply.body, reply.status, mimetype=reply.mimetype)


_HEARD = {
    Verdict.GENUINE: Heard.BELIEVED,
    Verdict.FORGED: Heard.FORGED,
    Verdict.UNREADABLE: Heard.UNREADABLE,
}
