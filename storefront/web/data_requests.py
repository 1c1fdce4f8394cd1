"""The register of what people ask about their own data, for the officer in charge."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.db import deed
from storefront.privacy import actions, queries
from storefront.privacy.actions import AskedAnew, NotNow
from storefront.privacy.models import DataRequest
from storefront.web import looking, privacy_words
from storefront.web.doors import door
from storefront.web.forms.draft import Draft
from storefront.web.forms.privacy import DataAnswerForm
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("data_requests", __name__, url_prefix="/data-requests")

ANSWER = Permission.DATA_REQUESTS
DEEDS: dict[str, Callable[..., None]] = {
    "reply": actions.take_up,
    "longer": actions.lengthen,
    "done": actions.carry_out,
    "refusal": actions.refuse,
    "reopening": actions.reopen,
}


@bp.get("")
@door(ANSWER)
def index() -> ResponseReturnValue:
    today = clock.village_date(clock.now())
    waiting, ended = queries.waiting(me(), on=today), queries.ended(me(), on=today)
    for it in (*waiting, *ended):
        noted(it)
    page = render_template(
        "privacy/register.html",
        waiting=waiting,
        ended=ended,
        late=queries.how_many_late(me(), on=today),
        words=privacy_words,
        today=today,
    )
    return private(make_response(page))


@bp.get("/<int:number>")
@door(ANSWER)
def show(number: int) -> ResponseReturnValue:
    return _page(_request(number), Draft(DataAnswerForm), 200)


@bp.post("/<int:number>/<any(reply,longer,done,refusal,reopening):reply>")
@door(ANSWER)
def answer(number: int, reply: str) -> ResponseReturnValue:
    draft = Draft.read(DataAnswerForm)
    if not draft.ok:
        return _page(_request(number), draft, 422)
    try:
        with deed():
            DEEDS[reply](_request(number), draft.data.words, by=me(), at=clock.now())
    except NotNow:
        flash(_("Somebody was quicker: see how it stands."), "wait")
    except AskedAnew:
        flash(_("The same was asked anew since. Answer there."), "wait")
    else:
        flash(_("Written down, and the person is told."))
    return redirect(url_for(".show", number=number))


def noted(request: DataRequest) -> None:
    """That an officer saw it."""
    if request.place is not None:
        about = f"data_request:{request.id}"
        looking.noted(Seen.REQUESTS, about, request.place, keepers=[request.person_id])


def _request(number: int) -> DataRequest:
    today = clock.village_date(clock.now())
    return queries.to_answer(number, me(), on=today) or abort(404)


def _page(request: DataRequest, draft: Draft[DataAnswerForm], status: int) -> ResponseReturnValue:
    noted(request)
    page = render_template(
        "privacy/request.html",
        it=request,
        mine=False,
        draft=draft,
        words=privacy_words,
        today=clock.village_date(clock.now()),
    )
    return private(make_response(page, status))
