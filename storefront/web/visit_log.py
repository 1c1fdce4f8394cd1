"""The log of visits of a territory, by village, outcome and time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Seen
from storefront.accounts.permissions import Permission
from storefront.places.models import Place
from storefront.rounds import territory
from storefront.visits import log
from storefront.visits.log import Wanted
from storefront.visits.models import Outcome
from storefront.web import looking, tables, visit_words
from storefront.web.doors import door
from storefront.web.people import me
from storefront.web.tables import KINDS, Sheet

bp = Blueprint("visit_log", __name__, url_prefix="/team/visits")

SHOWN = 60
MOST_PAGES = 500


@bp.get("/log")
@door(Permission.VISIT_WRITE)
def index() -> str:
    today = clock.village_date(clock.now())
    villages = territory.villages_of(me(), on=today)
    asked = _asked()
    wanted = _wanted(asked, villages, on=today)
    page = min(max(request.args.get("page", 1, int), 1), MOST_PAGES)
    visits, many = log.read(wanted, limit=SHOWN, skip=(page - 1) * SHOWN)
    looking.listed(Seen.VISITS, [it.household for it in visits])
    last = max(-(-many // SHOWN), 1)
    return render_template(
        "visits/log.html",
        lines=[visit_words.line(it) for it in visits],
        many=many,
        counts=log.outcomes(wanted),
        villages=villages,
        asked=asked,
        page=page,
        last=last,
        before=_page(page - 1, asked) if page > 1 else None,
        after=_page(page + 1, asked) if page < last else None,
        today=today,
        words=visit_words,
        leads=bool(me().places_where(Permission.SHOP_OPEN, on=today)),
        files=[url_for(".file", kind=it, **_said(asked)) for it in ("csv", "xlsx", "pdf")],
    )


@bp.get(f"/log.<{KINDS}:kind>")
@door(Permission.VISIT_WRITE)
def file(kind: str) -> ResponseReturnValue:
    """The visits that were chosen, all of them; names as whoever asks may know them."""
    today, asked = clock.village_date(clock.now()), _asked()
    title, back = _("Log of visits"), url_for(".index", **_said(asked))
    wanted = _wanted(asked, territory.villages_of(me(), on=today), on=today)
    visits, _many = log.read(wanted, limit=tables.most())
    if tables.is_long(visits):
        return tables.later(title, kind, back=back)
    looking.listed(Seen.VISITS, [it.household for it in visits], is_taken=True)
    where = ", ".join(it.place.full_name for it in me().held_on(today))
    rows = [visit_words.row(it) for it in visits]
    sheet = Sheet(title, where, today, visit_words.heads(), rows, words=9, back=back)
    return tables.sent(sheet, kind)


def _wanted(asked: dict[str, str], villages: Collection[Place], *, on: date) -> Wanted:
    village = territory.village_for(asked["village"], me(), on=on) if asked["village"] else None
    return Wanted(
        [village] if village else villages,
        next((it for it in Outcome if it == asked["outcome"]), None),
        _day(asked["since"]),
        _day(asked["until"]),
    )


def _asked() -> dict[str, str]:
    names = ("village", "outcome", "since", "until")
    return {name: request.args.get(name, "")[:20] for name in names}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _page(number: int, asked: dict[str, str]) -> str:
    return url_for(".index", page=number, **_said(asked))


def _said(asked: dict[str, str]) -> dict[str, Any]:
    return {name: it for name, it in asked.items() if it}
