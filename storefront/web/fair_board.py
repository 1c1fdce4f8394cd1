"""The big board of a market day: what all stalls took, and how much of it without cash."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.closings import figures
from storefront.fairs import queries
from storefront.fairs.models import Fair
from storefront.web import fair_words
from storefront.web.board_page import Painted, boards, felt, words_for
from storefront.web.boards import Look, stream_of, told, version
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fair_board", __name__, url_prefix="/fairs/<code>/board")

HOLD = Permission.FAIR_HOLD


@bp.get("")
@door(HOLD)
def show(code: str) -> ResponseReturnValue:
    at = clock.now()
    fair = queries.to_hold(code, me(), at=at) or abort(404)
    page = render_template(
        "fairs/board.html",
        fair=fair,
        painted=_kept(fair, at),
        as_of=words_for(at),
        version=version(),
        figures=url_for("fair_board.numbers", code=code),
        stream=url_for("fair_board.stream", code=code),
        words=fair_words,
    )
    return private(make_response(page))


@bp.get("/figures.json")
@door(HOLD)
def numbers(code: str) -> ResponseReturnValue:
    return told(_looker(code))


@bp.get("/stream")
@door(HOLD)
def stream(code: str) -> ResponseReturnValue:
    return stream_of(_looker(code))


def _looker(code: str) -> Look:
    def look(at: datetime) -> Painted | None:
        fair = queries.to_hold(code, me(), at=at)
        return _kept(fair, at) if fair else None

    return look


def _kept(fair: Fair, at: datetime) -> Painted:
    return boards().kept("fair", fair.id, lambda: _painted(fair, at), at=at)


def _painted(fair: Fair, at: datetime) -> Painted:
    """The beat is felt before the figures are read: what comes between is looked for again."""
    beat = felt(at)
    stalls = [it for it in queries.stalls_of(fair) if it.is_given]
    took = figures.of_fair(fair)
    html = render_template(
        "fairs/_board.html",
        whole=figures.together(took.values()),
        selling=sum(1 for it in stalls if it.id in took),
        given=len(stalls),
        closed=sum(it.closed_at is not None for it in stalls),
    )
    return Painted(beat, at, html)
