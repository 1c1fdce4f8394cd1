"""The live board of a place, on an officer's desk or on a wall.

A screen that waits is told by a stream, or asks; a page without its script is looked at again by
pressing a link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NotRequired

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from typing_extensions import TypedDict

from storefront import clock
from storefront.accounts.permissions import Permission
from storefront.boards import queries
from storefront.campaign.queries import place_to_read
from storefront.places.models import Level, Place
from storefront.web import growth_views as shown
from storefront.web.board_page import Boards, Painted, boards, felt, words_for
from storefront.web.described import described, shape
from storefront.web.doors import SECRET_LINK, door
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.streams import Said, Streams

bp = Blueprint("boards", __name__)

Find = Callable[[datetime], Place | None]


@shape
class Shown(TypedDict, total=False):
    have: str
    """The beat of the figures that the board shows."""


@shape
class FiguresTold(TypedDict):
    """What a board still has to hear. The same is told by the stream beside it."""

    beat: str
    """Of the figures: another when something was counted."""
    at: str
    """Until when they count, in words."""
    version: str
    """Of the board's own script: another, and the screen fetches its page anew."""
    html: NotRequired[str]
    """The board with its figures; nothing where it has them already."""


Look = Callable[[datetime], Painted | None]
"""Nothing when whoever looks may no longer."""


def install(app: Flask) -> None:
    app.extensions["boards"] = Boards()
    app.extensions["streams"] = Streams(app)


@bp.get("/growth/<code>/board")
@door(Permission.CAMPAIGN_READ)
def show(code: str) -> ResponseReturnValue:
    return _page(_readable(code), code=code)


@bp.get("/growth/<code>/board.json")
@door(Permission.CAMPAIGN_READ)
@described("The live board of a place.", {200: FiguresTold}, asks=Shown)
def figures(code: str) -> ResponseReturnValue:
    return told(_painter(_readable(code)))


@bp.get("/growth/<code>/board/stream")
@door(Permission.CAMPAIGN_READ)
def stream(code: str) -> ResponseReturnValue:
    return stream_of(_painter(_readable(code)))


@bp.get("/screen/<secret>")
@door(SECRET_LINK)
def screen(secret: str) -> ResponseReturnValue:
    return _page(_linked(secret), secret=secret)


@bp.get("/screen/<secret>/board.json")
@door(SECRET_LINK)
@described("The live board of a place, on a wall.", {200: FiguresTold}, asks=Shown)
def screen_figures(secret: str) -> ResponseReturnValue:
    return told(_painter(_linked(secret)))


@bp.get("/screen/<secret>/stream")
@door(SECRET_LINK)
def screen_stream(secret: str) -> ResponseReturnValue:
    return stream_of(_painter(_linked(secret)))


def _readable(code: str) -> Find:
    def find(at: datetime) -> Place | None:
        place = place_to_read(code, me(), on=clock.village_date(at))
        # A commune's board has no small cells: it is for those who work there (ADR 84).
        is_away = place and place.level is Level.COMMUNE and not shown.knows(place)
        return None if is_away else place

    return find


def _linked(secret: str) -> Find:
    def find(at: datetime) -> Place | None:
        link = queries.by_secret(secret, at=at)
        return link.place if link else None

    return find


def _page(find: Find, **address: Any) -> ResponseReturnValue:
    at = clock.now()
    place = find(at) or abort(404)
    secretly = "screen_" if "secret" in address else ""
    page = render_template(
        "growth/board.html",
        place=place,
        painted=boards().painted(place, at=at),
        as_of=words_for(at),
        day=at,
        version=version(),
        figures=url_for(f"boards.{secretly}figures", **address),
        stream=url_for(f"boards.{secretly}stream", **address),
        is_officer=not secretly,
        may_edit=not secretly and may_edit(place, clock.village_date(at)),
    )
    return private(make_response(page))


def may_edit(place: Place, today: date) -> bool:
    """Give out links to its board. Of communes none: what one did today may be one household's."""
    is_wide = place.level is not Level.COMMUNE
    return is_wide and me().may(Permission.CAMPAIGN_EDIT, at=place, on=today)


def _painter(find: Find) -> Look:
    def look(at: datetime) -> Painted | None:
        place = find(at)
        return boards().painted(place, at=at) if place else None

    return look


def told(look: Look) -> ResponseReturnValue:
    """For a board that asks."""
    at = clock.now()
    painted = look(at) or abort(404)
    return private(make_response(_what(painted, at, have=request.args.get("have", ""))))


def _what(painted: Painted, at: datetime, *, have: str) -> FiguresTold:
    """What a board that shows `have` still has to hear."""
    said: FiguresTold = {"beat": painted.beat, "at": words_for(at), "version": version()}
    if have != painted.beat:
        said["html"] = painted.html
    return said


def stream_of(look: Look) -> Response:
    """Every time it speaks, the door is asked again; while it waits, nobody is."""
    look(clock.now()) or abort(404)
    environ, streams = request.environ, _streams()
    had = request.headers.get("Last-Event-ID") or request.args.get("have", "")

    def feel() -> str:
        with streams.app.app_context():
            return felt(clock.now())

    def say(beat: str) -> Said | None:
        with streams.app.request_context(environ):
            at = clock.now()
            painted = look(at)
            if painted is None:
                return None
            what = _what(painted, at, have=beat or had)
        return Said("figures" if "html" in what else "still", what, painted.beat)

    return streams.open(feel, say)


def _streams() -> Streams:
    found: Streams = current_app.extensions["streams"]
    return found


def version() -> str:
    """A new market has new pages: a screen that never sleeps must fetch its own again."""
    asset: Any = current_app.jinja_env.globals["asset"]
    return " ".join(asset(name) for name in ("wall/board.css", "js/board.js"))
