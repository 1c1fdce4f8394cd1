"""What phones wrote down without signal arrives here, one errand a request."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from pydantic import ValidationError

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.errors import NotAllowed
from storefront.field import actions
from storefront.field.actions import NotTheirs, Piece, Told, TooMuch, WrongPiece
from storefront.web import errand_kinds, errand_words
from storefront.web.described import FORM, Sent, described
from storefront.web.doors import door
from storefront.web.errand_answers import Asks, Refused, Waits, is_client_id
from storefront.web.errands_told import (
    AsksTold,
    DoneTold,
    HaveTold,
    RefusedTold,
    StrangerTold,
    WaitsTold,
)
from storefront.web.field import FORMS
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import EnvelopeForm, PieceForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("errands", __name__, url_prefix="/team/field")

OPEN = Permission.SHOP_OPEN
LARGEST_PIECE = 128 * 1024
BYTES = "application/octet-stream"


class Heard(NamedTuple):
    """What the phone is told of an errand."""

    status: int
    outcome: str
    more: dict[str, Any]


@bp.post("/errands")
@door(OPEN)
@described(
    "One errand that a phone wrote down without signal. Sent again, it is done once.",
    {200: DoneTold, 403: StrangerTold, 409: AsksTold | WaitsTold, 422: RefusedTold},
    sends=Sent(FORM, EnvelopeForm, also=tuple(FORMS.values())),
)
def receive() -> Response:
    """Do it once. What cannot be done is answered with the reason, in the reader's language."""
    envelope = Draft.read(EnvelopeForm)
    if envelope.ok and envelope.data.person != me().id:
        return _somebody_elses()
    status, outcome, more = hear(envelope)
    return _answer(status, outcome, **more)


def hear(envelope: Draft[EnvelopeForm]) -> Heard:
    """The errand of the form that is being read."""
    if not envelope.ok:
        return Heard(422, "refused", {"faults": envelope.errors})
    told = Told(envelope.data.client_id, envelope.data.kind, envelope.data.made_at)
    try:
        return Heard(200, "done", {"result": errand_kinds.KINDS[told.kind](told)})
    except (NotTheirs, NotAllowed):
        return Heard(403, "stranger", {"faults": {"form": _not_theirs()}})
    except Refused as refusal:
        labels = errand_words.labels(refusal.faults)
        return Heard(422, "refused", {"faults": refusal.faults, "labels": labels})
    except Asks as question:
        return Heard(409, "asks", question.told())
    except Waits as missing:
        return Heard(409, "waits", {"missing": missing.what, "have": missing.have})


@bp.post("/photos/<client_id>")
@door(OPEN)
@described(
    "Some bytes of a photo or a voice note, from where the last ones ended.",
    {200: HaveTold, 403: StrangerTold, 409: WaitsTold, 413: RefusedTold, 422: RefusedTold},
    asks=PieceForm,
    sends=Sent(BYTES),
)
def piece(client_id: str) -> Response:
    """Some bytes of a photo, from where the last ones ended. Says how much is here."""
    body = request.get_data(cache=False)
    try:
        told = PieceForm.model_validate(request.args.to_dict())
    except ValidationError:
        return _answer(422, "refused")
    if told.person != me().id:
        return _somebody_elses()
    if not is_client_id(client_id) or not body or len(body) > LARGEST_PIECE:
        return _answer(422, "refused")
    some = Piece(client_id, told.size, told.digest, told.offset, body)
    try:
        with deed():
            have = actions.add_piece(some, by=me(), at=clock.now())
    except WrongPiece as wrong:
        return _answer(409, "waits", have=wrong.have)
    except TooMuch:
        return _answer(413, "refused")
    except NotTheirs:
        return _somebody_elses()
    return _answer(200, "done", have=have)


def _somebody_elses() -> Response:
    return _answer(403, "stranger", faults={"form": _not_theirs()})


def _not_theirs() -> str:
    return str(_("Written down by somebody else, or for a place that is not yours."))


def _answer(status: int, outcome: str, **more: Any) -> Response:
    answer = jsonify(outcome=outcome, **more)
    answer.status_code = status
    return private(answer)
