"""What banks and gateways told, for the operator: looked at, and read again after a fault."""

from __future__ import annotations

from datetime import date
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

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.db import deed, session
from storefront.payments.models import RawMessage, Verdict
from storefront.payments.registry import KINDS
from storefront.payments.replays import actions, queries
from storefront.payments.replays.models import ReplayRun
from storefront.payments.replays.queries import UNSETTLED, Wanted
from storefront.payments.replays.showing import masked, readable
from storefront.tills import at_hand
from storefront.web import message_words
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("messages", __name__, url_prefix="/payments/messages")

SHOWN = 40
RUNS = 5
HIGHEST_NUMBER = 2**62
"""What a database can count to."""
LOOK_AGAIN = 2
"""Seconds until the page of a run that is under way turns over."""


@bp.get("")
@door(Permission.MESSAGES_REPLAY)
def index() -> ResponseReturnValue:
    wanted = _wanted(request.args)
    before = request.args.get("before", type=int)
    found = queries.messages(wanted, before=_older_than(before), limit=SHOWN + 1)
    return _page(
        "messages/index.html",
        found=found[:SHOWN],
        older=found[SHOWN - 1].id if len(found) > SHOWN else None,
        wanted=wanted,
        unsettled=queries.how_many(Wanted(kind=UNSETTLED)),
        runs=queries.latest_runs(limit=RUNS),
    )


@bp.get("/<int:number>")
@door(Permission.MESSAGES_REPLAY)
def show(number: int) -> ResponseReturnValue:
    message = _message(number)
    return _page(
        "messages/show.html",
        message=message,
        headers=masked(message.headers),
        body=readable(message.body),
        replays=queries.replays_of(message),
        may_replay=message.verdict is not Verdict.FORGED,
    )


@bp.post("/<int:number>/replays")
@door(Permission.MESSAGES_REPLAY)
def replay(number: int) -> ResponseReturnValue:
    try:
        heard = actions.replay(_message(number), at_hand(), by=me().id, at=clock.now())
    except actions.WasForged:
        flash(_("It was forged. It is kept as evidence, and never read for money."), "bad")
    else:
        flash(_("Read again: %(outcome)s.", outcome=message_words.outcome(heard)))
    return redirect(url_for(".show", number=number))


@bp.post("/replays")
@door(Permission.MESSAGES_REPLAY)
def replay_unsettled() -> ResponseReturnValue:
    """All that nothing was made of. The worker reads them; the page shows how far it is."""
    with deed():
        number = actions.ask(Wanted(kind=UNSETTLED), by=me().id, at=clock.now()).id
    return redirect(url_for(".run", number=number))


@bp.get("/replays/<int:number>")
@door(Permission.MESSAGES_REPLAY)
def run(number: int) -> ResponseReturnValue:
    found = session.get(ReplayRun, number) or abort(404)
    answer = make_response(_page("messages/run.html", run=found, counted=queries.outcomes(found)))
    if found.ended_at is None:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _wanted(said: Any) -> Wanted:
    provider, kind = said.get("provider", ""), said.get("kind", "")
    if provider not in ("", *KINDS) or kind not in ("", UNSETTLED, *Verdict):
        abort(400)
    return Wanted(provider, _day(said.get("since", "")), _day(said.get("until", "")), kind)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError:
        abort(400)
    return day if day is None or 2000 < day.year < 9000 else abort(400)


def _message(number: int) -> RawMessage:
    return session.get(RawMessage, number) or abort(404)


def _older_than(said: int | None) -> int:
    """Nothing said is the newest."""
    return HIGHEST_NUMBER if said is None else said if said < HIGHEST_NUMBER else abort(404)


def _page(template: str, **values: Any) -> ResponseReturnValue:
    page = render_template(template, words=message_words, now=clock.now(), **values)
    return private(make_response(page))
