"""What goes and what stays when somebody asked to be erased, and the two presses it takes."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts import sealing
from storefront.accounts.permissions import Permission
from storefront.accounts.sealing import NotSealedYet
from storefront.db import deed
from storefront.privacy import erasing, queries
from storefront.privacy.actions import NotNow
from storefront.privacy.erasing import Hindered, Leavings, OnePerson
from storefront.privacy.fates import fates, how_many
from storefront.privacy.hindrances import hindrances
from storefront.privacy.models import Asks, DataRequest
from storefront.web import erasing_words
from storefront.web.data_requests import noted
from storefront.web.doors import door
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("erasing", __name__, url_prefix="/data-requests")

ANSWER = Permission.DATA_REQUESTS
HERE = "/<int:number>/erasure"


@bp.get(HERE)
@door(ANSWER)
def show(number: int) -> ResponseReturnValue:
    it = _request(number)
    noted(it)
    page = render_template(
        "privacy/erasure.html",
        it=it,
        rows=_rows(it),
        hindered=[] if it.ended_at else hindrances(it.person, at=clock.now()),
        words=erasing_words,
        mine=it.erasure is not None and it.erasure.asked_by_id == me().id,
    )
    return private(make_response(page))


@bp.post(HERE)
@door(ANSWER)
def ask(number: int) -> ResponseReturnValue:
    try:
        with deed():
            erasing.ask(_request(number), by=me(), at=clock.now())
    except Hindered:
        flash(_("Something has to end first."), "wait")
    except NotNow:
        flash(_("Somebody was quicker: see how it stands."), "wait")
    else:
        flash(_("Written down. Another officer has to confirm it."))
    return redirect(url_for(".show", number=number))


@bp.post(f"{HERE}/withdrawal")
@door(ANSWER)
def take_back(number: int) -> ResponseReturnValue:
    try:
        with deed():
            erasing.take_back(_request(number), by=me(), at=clock.now())
    except NotNow:
        flash(_("Somebody was quicker: see how it stands."), "wait")
    else:
        flash(_("Taken back. Nothing was erased."))
    return redirect(url_for(".show", number=number))


@bp.post(f"{HERE}/confirmation")
@door(ANSWER)
def confirm(number: int) -> ResponseReturnValue:
    _request(number)  # a stranger seals nothing
    at = clock.now()
    sealing.seal(at=at)
    try:
        with deed():
            gone = erasing.confirm(_request(number), by=me(), at=at)
    except OnePerson:
        flash(_("A second person has to confirm: you asked for it."), "wait")
    except Hindered:
        flash(_("Something has to end first."), "wait")
    except (NotNow, NotSealedYet):
        flash(_("Somebody was quicker: see how it stands."), "wait")
    else:
        _remove(gone)
        flash(_("Erased. The person is told by a last message."))
    return redirect(url_for(".show", number=number))


def _request(number: int) -> DataRequest:
    today = clock.village_date(clock.now())
    found = queries.to_answer(number, me(), on=today)
    if found is None or found.kind is not Asks.ERASURE:
        abort(404)
    return found


def _rows(it: DataRequest) -> list[erasing_words.Row]:
    """As it would be now; or as it was done, once it is."""
    if it.erasure is not None and it.erasure.counts is not None:
        known = {(fate.table, fate.by): fate for fate in fates()}
        kept = [
            (known.get((name, by)), many) for name, by, _deed, many in it.erasure.counts["rows"]
        ]
        found = [(fate, many) for fate, many in kept if fate]
    else:
        found = [] if it.ended_at else list(how_many(it.person))
    return [erasing_words.row(fate, many, language()) for fate, many in found]


def _remove(gone: Leavings) -> None:
    """After the deed: a file too many is better than a row that points nowhere."""
    kept = current_app.extensions["kept"]
    for files, names in ((kept.media, gone.pictures), (kept.private, gone.private)):
        for name in names:
            files.remove(name)
