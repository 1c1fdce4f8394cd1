"""The big board of a market day: what all stalls took, and how much of it without cash.

For its officers by their own door, and for a screen in the hall by a secret link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.boards import queries as boards_queries
from storefront.closings import figures
from storefront.fairs import queries
from storefront.fairs.models import Fair
from storefront.web import fair_words
from storefront.web.board_page import Painted, boards, felt, words_for
from storefront.web.boards import FiguresTold, Look, Shown, stream_of, told, version
from storefront.web.described import described
from storefront.web.doors import SECRET_LINK, door
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("fair_board", __name__)

HOLD = Permission.FAIR_HOLD
FEWEST = 5
"""Of fewer stalls a stranger could tell what one of them took."""

Find = Callable[[datetime], Fair | None]


@bp.get("/fairs/<code>/board")
@door(HOLD)
def show(code: str) -> ResponseReturnValue:
    return _page(_held(code), code=code)


@bp.get("/fairs/<code>/board/figures.json")
@door(HOLD)
@described("The board of a market day.", {200: FiguresTold}, asks=Shown)
def numbers(code: str) -> ResponseReturnValue:
    return told(_looker(_held(code), is_public=False))


@bp.get("/fairs/<code>/board/stream")
@door(HOLD)
def stream(code: str) -> ResponseReturnValue:
    return stream_of(_looker(_held(code), is_public=False))


@bp.get("/market-screen/<secret>")
@door(SECRET_LINK)
def screen(secret: str) -> ResponseReturnValue:
    return _page(_linked(secret), secret=secret)


@bp.get("/market-screen/<secret>/figures.json")
@door(SECRET_LINK)
@described("The board of a market day, on a wall.", {200: FiguresTold}, asks=Shown)
def screen_numbers(secret: str) -> ResponseReturnValue:
    return told(_looker(_linked(secret), is_public=True))


@bp.get("/market-screen/<secret>/stream")
@door(SECRET_LINK)
def screen_stream(secret: str) -> ResponseReturnValue:
    return stream_of(_looker(_linked(secret), is_public=True))


def _held(code: str) -> Find:
    return lambda at: queries.to_hold(code, me(), at=at)


def _linked(secret: str) -> Find:
    """A screen that hangs in a hall shows each day of its market in turn."""

    def find(at: datetime) -> Fair | None:
        fair = boards_queries.fair_by_secret(secret, at=at)
        return queries.on_screen(fair, at=at) if fair else None

    return find


def _page(find: Find, **address: Any) -> ResponseReturnValue:
    at = clock.now()
    fair, is_public = find(at) or abort(404), "secret" in address
    secretly = "screen_" if is_public else ""
    page = render_template(
        "fairs/board.html",
        fair=fair,
        painted=_kept(fair, at, is_public=is_public),
        as_of=words_for(at),
        version=version(),
        figures=url_for(f"fair_board.{secretly}numbers", **address),
        stream=url_for(f"fair_board.{secretly}stream", **address),
        is_public=is_public,
    )
    return private(make_response(page))


def _looker(find: Find, *, is_public: bool) -> Look:
    def look(at: datetime) -> Painted | None:
        fair = find(at)
        return _kept(fair, at, is_public=is_public) if fair else None

    return look


def _kept(fair: Fair, at: datetime, *, is_public: bool) -> Painted:
    what = "fair on a screen" if is_public else "fair"
    return boards().kept(what, fair.id, lambda: _painted(fair, at, is_public=is_public), at=at)


def _painted(fair: Fair, at: datetime, *, is_public: bool) -> Painted:
    """The beat is felt before the figures are read: what comes between is looked for again.

    Stalls that are given or closed, and a day called off, are no facts: they are in its beat.
    """
    beat = felt(at)
    stalls = [it for it in queries.stalls_of(fair) if it.is_given]
    took = figures.of_fair(fair)
    closed = sum(it.closed_at is not None for it in stalls)
    html = render_template(
        "fairs/_board.html",
        fair=fair,
        when=fair_words.when(fair),
        whole=figures.together(took.values()),
        stalls=stalls,
        selling=set(took),
        closed=closed,
        fewest=FEWEST,
        is_shown=not is_public or len(took) >= FEWEST,
    )
    state = f"{fair.id}-{len(stalls)}-{closed}-{fair.is_cancelled:d}"
    return Painted(f"{beat}-{state}", at, html)
