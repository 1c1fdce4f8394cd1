"""The gateways' servers and payers' pages, played by the market itself. Practice mode only.

A provider of ours whose base address is here asks over HTTP, as it would ask the real one.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from storefront import addresses, clock
from storefront.db import deed, session
from storefront.payments.practice_gateways import answering, books, lists, playing
from storefront.payments.practice_gateways.answering import NoSuchPage
from storefront.payments.practice_gateways.asked import Call, Said, Side
from storefront.payments.practice_gateways.models import ChargeState, PracticeCharge
from storefront.payments.practice_gateways.playing import HasEnded, Play
from storefront.payments.practice_gateways.sides import side_for, sides_of
from storefront.payments.practice_gateways.vnpay import PAGE as VNPAY_PAGE
from storefront.payments.registry import KINDS
from storefront.tills import at_hand
from storefront.web.doors import PRACTICE, door

bp = Blueprint("practice_gateways", __name__, url_prefix="/practice/gateways")

SHOWN = 20
LARGEST = 64 * 1024
"""Bytes of a question."""
HIGHEST_NUMBER = 2**63 - 1


@bp.get("")
@door(PRACTICE)
def index() -> str:
    return render_template(
        "practice/gateways.html", charges=books.newest(limit=SHOWN), title_of=_title
    )


@bp.get("/charges/<int:number>")
@door(PRACTICE)
def show(number: int) -> str:
    charge = _charge(number)
    return render_template(
        "practice/gateway.html",
        charge=charge,
        title=_title(charge.provider),
        is_open=charge.state is ChargeState.OPEN,
        is_paid=charge.state is ChargeState.PAID,
        way_back=_way_back(charge),
        plays=_plays(charge),
    )


@bp.post("/charges/<int:number>")
@door(PRACTICE)
def play(number: int) -> ResponseReturnValue:
    how = request.form.get("play", "")
    if how not in set(Play):
        abort(400)
    page = url_for("practice_gateways.show", number=number)
    try:
        with deed():
            charge = _charge(number)
            side = _side_for(charge)
            gone_to = playing.play(side, charge, Play(how), at=clock.now())
    except HasEnded:
        flash(_("This payment has ended already."), "wait")
        return redirect(page)
    if gone_to is None:
        flash(_("The practice gateway has heard: %(what)s", what=_words()[Play(how)][0]))
    if gone_to is None or not playing.is_at(gone_to, addresses.market()):
        return redirect(page)
    return redirect(gone_to)


@bp.get(f"/vnpay/{VNPAY_PAGE}")
@door(PRACTICE)
def enter() -> ResponseReturnValue:
    """A payer comes to VNPAY with an address that our merchant signed."""
    call = _call(VNPAY_PAGE)
    side = _side("vnpay", call)
    try:
        with deed():
            page = _page_of(answering.enter(side, call, at=clock.now()))
    except NoSuchPage:
        abort(404)
    return redirect(page)


@bp.route("/<gateway>/<path:asked>", methods=["GET", "POST"])
@door(PRACTICE)
def answer(gateway: str, asked: str) -> Response:
    """What the gateway's server says to ours."""
    call = _call(asked)
    if (listed := _listed(gateway, call)) is not None:
        status, said = listed
        return Response(json.dumps(said), status, mimetype="application/json")
    side = _side(gateway, call)
    with deed():
        status, said = answering.answer(side, call, page_of=_page_of, at=clock.now())
    return Response(json.dumps(said), status, mimetype="application/json")


def _call(path: str) -> Call:
    query = request.query_string.decode("ascii", "replace")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.method, path, query, headers, _body())


def _body() -> bytes:
    if (request.content_length or 0) > LARGEST:
        abort(413)
    body = request.get_data(cache=False)
    if len(body) > LARGEST:
        abort(413)
    return body


def _side(gateway: str, call: Call) -> Side:
    sides = sides_of(at_hand(), gateway, market=addresses.market())
    return answering.meant(sides, call, at=clock.now()) if sides else abort(404)


def _side_for(charge: PracticeCharge) -> Side:
    return side_for(at_hand(), charge, market=addresses.market()) or abort(404)


def _listed(messenger: str, call: Call) -> tuple[int, Said] | None:
    """Whoever of them has the token sees the list; else the first is told no."""
    answers = [lists.answer(till.provider, call) for till in at_hand().all_of(messenger)]
    said = [answer for answer in answers if answer is not None]
    return next((answer for answer in said if answer[0] == 200), next(iter(said), None))


def _charge(number: int) -> PracticeCharge:
    charge = session.get(PracticeCharge, number) if number <= HIGHEST_NUMBER else None
    return charge or abort(404)


def _page_of(charge: PracticeCharge) -> str:
    return addresses.market() + url_for("practice_gateways.show", number=charge.id)


def _way_back(charge: PracticeCharge) -> str | None:
    """Only to the market itself: anyone can sign with what is printed in the source."""
    way_back = _side_for(charge).way_back(charge) if charge.ended_at else ""
    return way_back if playing.is_at(way_back, addresses.market()) else None


def _title(provider: str) -> str:
    return KINDS[provider].title


def _plays(charge: PracticeCharge) -> dict[Play, tuple[str, str]]:
    return _words() if charge.state is ChargeState.OPEN else {}


def _words() -> dict[Play, tuple[str, str]]:
    """What can be played, and what should come of it."""
    later = int(playing.LATER.total_seconds())
    soon = ngettext("%(num)s second later", "%(num)s seconds later", later)
    return {
        Play.RIGHT: (_("Pay as asked"), _("The order is paid within a second.")),
        Play.RETURN_FIRST: (
            _("Pay, and be back before the notice"),
            _("The order waits for the notice, which comes %(soon)s.", soon=soon),
        ),
        Play.NOTICE_FIRST: (
            _("Pay, and come back later"),
            _("The order is paid before the payer is back."),
        ),
        Play.TWICE: (_("Pay once, told three times"), _("It counts once.")),
        Play.SILENT: (_("Pay, and nobody tells"), _("The market finds out by asking.")),
        Play.SHORT: (
            _("Pay 1,000 ₫ too little"),
            _("The order is not paid by it: a person must look, at payOS once its time is up."),
        ),
        Play.LATE: (_("Pay when time is up"), _("The money is kept, and a person must act.")),
        Play.CANCEL: (_("Cancel the payment"), _("The order waits for another way to pay.")),
        Play.FORGED: (_("A forged notice"), _("It is refused and kept as evidence.")),
        Play.NEVER: (_("Never pay"), _("Nothing happens until time is up.")),
    }
