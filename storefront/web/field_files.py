"""What waits on a phone, brought to the market as a file: by whoever wrote it down, or by the head
of their team, who then answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.errors import MarketError
from storefront.field import actions, queries
from storefront.field.actions import NotTheirs, Piece, TooMuch, WrongPiece
from storefront.teams import queries as teams
from storefront.teams.models import Duty, Team
from storefront.web import errand_words
from storefront.web.doors import door
from storefront.web.errands import Heard, hear
from storefront.web.forms.draft import Draft
from storefront.web.forms.errands import EnvelopeForm
from storefront.web.forms.field_files import CarriedErrand, CarriedFile, CarriedPhoto
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("field_files", __name__, url_prefix="/team/field/files")

OPEN = Permission.SHOP_OPEN
LARGEST = 40 * 1024 * 1024
AS_LONG_AS = timedelta(seconds=20)
"""A large file is taken in at several goes: what is in the market already costs nothing."""


class Taken(NamedTuple):
    """One errand of the file, and what came of it."""

    name: str
    heard: Heard
    said: list[tuple[str, str]]
    is_new: bool = True


class NotOurs(MarketError):
    """Somebody else's file."""


@bp.get("")
@door(OPEN)
def show() -> ResponseReturnValue:
    return _page([])


@bp.post("")
@door(OPEN)
def take() -> ResponseReturnValue:
    """Each errand once, in the order of the file. Taking it in again goes on where this ended."""
    request.max_content_length = LARGEST
    try:
        carried = CarriedFile.model_validate_json(_body())
        g.writer = _writer(carried.person) or me()
        if g.writer.id != carried.person:
            raise NotOurs
    except ValidationError:
        return _page([], wrong=_("This is no file of the field kit, or it is broken."))
    except NotOurs:
        words = _("Only whoever wrote it down may bring it, or the head of their team.")
        return _page([], wrong=words)
    taken = list(_all(carried))
    return _page(taken, left=len(carried.errands) - len(taken))


@bp.post("/decisions")
@door(OPEN)
def decide() -> ResponseReturnValue:
    """What was asked about, with what somebody has chosen."""
    envelope = Draft.read(EnvelopeForm)
    if not envelope.ok:
        abort(400)
    g.writer = _writer(envelope.data.person) or abort(404)
    said = list(request.form.items(multi=True))
    return _page([Taken(errand_words.kind(envelope.data.kind), hear(envelope), said)])


def _body() -> bytes:
    upload = request.files.get("file")
    return upload.read() if upload else b""


def _writer(number: int) -> Person | None:
    """Oneself, or somebody of a team that one leads; also who has left it since."""
    if number == me().id:
        return me()
    for team in teams.with_rosters(me(), on=asked_on()):
        if _leads(team):
            return next((it.person for it in team.members if it.person_id == number), None)
    return None


def _leads(team: Team) -> bool:
    heads = [it for it in team.members if it.duty is Duty.HEAD and it.person_id == me().id]
    return any(it.held_on(asked_on()) for it in heads)


def _all(carried: CarriedFile) -> Iterator[Taken]:
    until = clock.now() + AS_LONG_AS
    photos = {photo.id: photo for photo in carried.photos}
    for errand in carried.errands:
        if clock.now() > until:
            return
        yield _one(errand, photos.get(errand.photo))


def _one(errand: CarriedErrand, photo: CarriedPhoto | None) -> Taken:
    said = errand.said(g.writer.id)
    name = f"{errand_words.kind(errand.kind)}: {errand.title}"
    before = queries.outcome_of(errand.id, g.writer)
    if before:
        return Taken(name, Heard(200, "done", {"result": before}), said, is_new=False)
    if photo is not None:
        _bring(photo)
    with current_app.request_context(_as_if_sent(said)):
        return Taken(name, hear(Draft.read(EnvelopeForm)), said)


def _as_if_sent(said: list[tuple[str, str]]) -> dict[str, object]:
    """The request by which the phone would have told it."""
    return EnvironBuilder(
        path=url_for("errands.receive"),
        method="POST",
        base_url=request.host_url,
        headers=[("Cookie", request.headers.get("Cookie", ""))],
        data=MultiDict(said),
    ).get_environ()


def _bring(photo: CarriedPhoto) -> None:
    """Whole, or what the phone has not sent of it yet. One that cannot be taken is asked for."""
    try:
        _add(photo, begin=0)
    except WrongPiece as wrong:
        if wrong.have < photo.size == len(photo.content):
            _add(photo, begin=wrong.have)
    except (TooMuch, NotTheirs):
        return


def _add(photo: CarriedPhoto, *, begin: int) -> None:
    piece = Piece(photo.id, photo.size, photo.digest, begin, photo.content[begin:])
    with deed():
        actions.add_piece(piece, by=g.writer, at=clock.now())


def _page(taken: list[Taken], *, left: int = 0, wrong: str = "") -> Response:
    page = render_template(
        "field/files.html",
        taken=[it for it in taken if it.heard.outcome != "done"],
        new=sum(it.heard.outcome == "done" and it.is_new for it in taken),
        known=sum(not it.is_new for it in taken),
        left=left,
        wrong=wrong,
        writer=g.get("writer"),
    )
    return private(Response(page, 422 if wrong else 200))
