"""What I may ask about my own data, and what became of it."""

from __future__ import annotations

import json
from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from typing_extensions import TypedDict

from storefront import clock
from storefront.db import deed
from storefront.privacy import actions, copying, queries
from storefront.privacy.actions import NotNow
from storefront.privacy.clocks import table
from storefront.privacy.holdings import holdings
from storefront.privacy.models import Asks, DataRequest
from storefront.questions.queries import place_of
from storefront.web import privacy_words
from storefront.web.described import Moment, described, shape
from storefront.web.doors import SIGNED_IN, door
from storefront.web.forms.draft import Draft
from storefront.web.forms.privacy import DataRequestForm
from storefront.web.languages import language
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("my_data", __name__, url_prefix="/me/data")

SHOWN = 50
"""Rows of a list on the page; the file holds all."""


@shape
class CopyTold(TypedDict):
    taken_at: Moment
    holds: dict[str, list[dict[str, Any]]]
    """By table, its rows that are about whoever asks."""
    left_out: dict[str, str]
    """By table, why its rows are not given out."""


@bp.get("")
@door(SIGNED_IN)
def index() -> ResponseReturnValue:
    return _page(Draft(DataRequestForm), 200)


@bp.post("")
@door(SIGNED_IN)
def ask() -> ResponseReturnValue:
    draft, at = Draft.read(DataRequestForm), clock.now()
    if draft.ok and draft.data.kind is Asks.CORRECTION and not draft.data.words:
        draft.refuse("words", _("Say what is wrong, and how it is right."))
    if not draft.ok:
        return _page(draft, 422)
    kind, words = draft.data.kind, draft.data.words
    with deed():
        running = queries.live(me(), kind) is not None
        place = place_of(me(), on=clock.village_date(at))
        number = actions.ask(me(), kind, words, place=place, at=at).id
    if running:
        flash(_("You have asked this already. This is how it stands."), "wait")
    else:
        flash(_("Asked. Here you see what becomes of it."))
    return redirect(url_for(".show", number=number))


@bp.get("/<int:number>")
@door(SIGNED_IN)
def show(number: int) -> ResponseReturnValue:
    page = render_template(
        "privacy/request.html",
        it=_own(number),
        mine=True,
        words=privacy_words,
        today=clock.village_date(clock.now()),
    )
    return private(make_response(page))


@bp.post("/<int:number>/withdrawal")
@door(SIGNED_IN)
def withdraw(number: int) -> ResponseReturnValue:
    try:
        with deed():
            actions.withdraw(_own(number), by=me(), at=clock.now())
    except NotNow:
        flash(_("It has ended already."), "wait")
    else:
        flash(_("Withdrawn. You may ask again at any time."))
    return redirect(url_for(".show", number=number))


@bp.get("/copy")
@door(SIGNED_IN)
def copy() -> ResponseReturnValue:
    page = render_template(
        "privacy/copy.html",
        parts=list(copying.parts(me(), most=SHOWN)),
        topics=privacy_words.topics(),
        left_out=privacy_words.kept_back(language()),
        language=language(),
        most=SHOWN,
        unfolded=request.args.get("all") == "1",
        now=clock.now(),
    )
    return private(make_response(page))


@bp.get("/copy.json")
@door(SIGNED_IN)
@described("All that the market holds about whoever asks.", {200: CopyTold})
def copy_file() -> ResponseReturnValue:
    taken: CopyTold = {
        "taken_at": clock.now().isoformat(),
        "holds": copying.as_data(me()),
        "left_out": {it.table: it.left_out for it in holdings().values() if it.left_out},
    }
    answer = make_response(json.dumps(taken, ensure_ascii=False, indent=1))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = 'attachment; filename="cho-ban.json"'
    return private(answer)


def _own(number: int) -> DataRequest:
    return queries.own(number, me()) or abort(404)


def _page(draft: Draft[DataRequestForm], status: int) -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    page = render_template(
        "privacy/mine.html",
        draft=draft,
        asked=queries.of_person(me()),
        choices=privacy_words.choices(today),
        sources=[it.source for it in table()],
        words=privacy_words,
        today=today,
    )
    return private(make_response(page, status))
