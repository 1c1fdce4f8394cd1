"""Links that open a live board on a wall where nobody signs in: made, renewed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import addresses, clock, qr
from storefront.accounts.permissions import Permission
from storefront.boards import actions, queries
from storefront.boards.models import ScreenLink
from storefront.campaign.queries import place_to_read
from storefront.db import deed, session
from storefront.fairs.models import Fair
from storefront.places.models import Place
from storefront.web.boards import may_edit
from storefront.web.doors import door
from storefront.web.fairs import to_hold
from storefront.web.forms.boards import DAYS, ScreenForm
from storefront.web.forms.draft import Draft
from storefront.web.people import me
from storefront.web.private import private

bp = Blueprint("screens", __name__)

EDIT, HOLD = Permission.CAMPAIGN_EDIT, Permission.FAIR_HOLD
USUAL = {"days": 30}


@dataclass(frozen=True, slots=True)
class Wall:
    """Whose board it is, and where its links are looked after."""

    of: Place | Fair
    room: str
    """Before the names of its endpoints."""
    screen: str
    """The page that such a link opens."""
    trail: list[tuple[str, str | None]]
    about: str

    @property
    def links(self) -> Sequence[ScreenLink]:
        return (
            queries.of_market(self.of) if isinstance(self.of, Fair) else queries.of_place(self.of)
        )

    def address(self, what: str, **more: Any) -> str:
        code = self.of.code
        return url_for(f"screens.{self.room}{what}", code=code, **more)


@bp.get("/growth/<code>/screens")
@door(EDIT)
def place_links(code: str) -> ResponseReturnValue:
    return _page(_of_place(code), Draft(ScreenForm, USUAL), 200)


@bp.post("/growth/<code>/screens")
@door(EDIT)
def place_make(code: str) -> ResponseReturnValue:
    return _make(lambda: _of_place(code))


@bp.post("/growth/<code>/screens/<int:number>/renewal")
@door(EDIT)
def place_renew(code: str, number: int) -> ResponseReturnValue:
    return _renew(lambda: _of_place(code), number)


@bp.post("/growth/<code>/screens/<int:number>/withdrawal")
@door(EDIT)
def place_withdraw(code: str, number: int) -> ResponseReturnValue:
    return _withdraw(lambda: _of_place(code), number)


@bp.get("/fairs/<code>/screens")
@door(HOLD)
def fair_links(code: str) -> ResponseReturnValue:
    return _page(_of_fair(code), Draft(ScreenForm, USUAL), 200)


@bp.post("/fairs/<code>/screens")
@door(HOLD)
def fair_make(code: str) -> ResponseReturnValue:
    return _make(lambda: _of_fair(code))


@bp.post("/fairs/<code>/screens/<int:number>/renewal")
@door(HOLD)
def fair_renew(code: str, number: int) -> ResponseReturnValue:
    return _renew(lambda: _of_fair(code), number)


@bp.post("/fairs/<code>/screens/<int:number>/withdrawal")
@door(HOLD)
def fair_withdraw(code: str, number: int) -> ResponseReturnValue:
    return _withdraw(lambda: _of_fair(code), number)


def _of_place(code: str) -> Wall:
    today = clock.village_date(clock.now())
    place = place_to_read(code, me(), on=today) or abort(404)
    if not may_edit(place, today):
        abort(404)
    growth, board = url_for("growth.show", code=code), url_for("boards.show", code=code)
    return Wall(
        of=place,
        room="place_",
        screen="boards.screen",
        trail=[(place.full_name, growth), (_("Live board"), board), (_("Screens"), None)],
        about=_(
            "A link opens the live board of %(place)s on a screen where nobody signs in. It shows "
            "sums only: no household, no person. Whoever has the link sees the board, until it "
            "ends or you withdraw it.",
            place=place.full_name,
        ),
    )


def _of_fair(code: str) -> Wall:
    fair = to_hold(code)
    its, board = url_for("fairs.show", code=code), url_for("fair_board.show", code=code)
    return Wall(
        of=fair,
        room="fair_",
        screen="fair_board.screen",
        trail=[(fair.name, its), (_("The big board"), board), (_("Screens"), None)],
        about=_(
            "A link opens the big board on a television or a projector in the market, where "
            "nobody signs in. It shows sums and numbers of stalls, no names, and each market day "
            "of this series in turn. Whoever has the link sees it, until it ends or you withdraw "
            "it."
        ),
    )


def _make(find: Callable[[], Wall]) -> ResponseReturnValue:
    draft = Draft.read(ScreenForm)
    if not draft.ok:
        return _page(find(), draft, 422)
    wanted = draft.data
    with deed():
        of = find().of
        secret = actions.make(of, label=wanted.label, days=wanted.days, by=me(), at=clock.now())
    return _page(find(), Draft(ScreenForm, USUAL), 201, secret=secret)


def _renew(find: Callable[[], Wall], number: int) -> ResponseReturnValue:
    with deed():
        secret = actions.renew(_link(find(), number), by=me(), at=clock.now())
    return _page(find(), Draft(ScreenForm, USUAL), 201, secret=secret)


def _withdraw(find: Callable[[], Wall], number: int) -> ResponseReturnValue:
    with deed():
        wall = find()
        actions.withdraw(_link(wall, number), by=me(), at=clock.now())
    return redirect(wall.address("links"))


def _link(wall: Wall, number: int) -> ScreenLink:
    link = session.get(ScreenLink, number)
    return link if link is not None and link in wall.links else abort(404)


def _page(
    wall: Wall, draft: Draft[ScreenForm], status: int, *, secret: str = ""
) -> ResponseReturnValue:
    address = f"{addresses.market()}{url_for(wall.screen, secret=secret)}" if secret else ""
    page = render_template(
        "growth/screens.html",
        wall=wall,
        links=wall.links,
        now=clock.now(),
        draft=draft,
        address=address,
        picture=qr.draw(address) if address else None,
        lengths=[(str(days), _length(days)) for days in DAYS],
    )
    return private(make_response(page, status))


def _length(days: int) -> str:
    return str(_("one year")) if days == 365 else str(_("%(days)s days", days=days))
