"""Who looked at rows about households: asked what for, told to them, watched over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, StringConstraints

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Look, Seen
from storefront.accounts.permissions import Permission
from storefront.reports.papers import Cell
from storefront.shops.queries import homes_of
from storefront.web import growth_asked as asking
from storefront.web import looking, office_words
from storefront.web.doors import SIGNED_IN, door
from storefront.web.filters import moment
from storefront.web.forms.draft import Draft
from storefront.web.forms.values import Tidy
from storefront.web.people import me
from storefront.web.private import private
from storefront.web.today import asked_on

bp = Blueprint("looks", __name__, url_prefix="/looks")

PAGE = 50
MINE = 100


class WhyForm(BaseModel):
    why: Annotated[Tidy, StringConstraints(min_length=5, max_length=200)]


@bp.get("")
@door(Permission.LOOKS_READ)
def index() -> Response:
    """All looks at households of the places one answers for."""
    skip = PAGE * (asking.page() - 1)
    some = looks.to_watch_over(me(), skip=skip, limit=PAGE + 1, on=asked_on())
    return _page("looks/index.html", some, page=asking.page(), has_more=len(some) > PAGE)


@bp.get("/mine")
@door(SIGNED_IN)
def mine() -> Response:
    """Who looked at one's own household."""
    return _page("looks/mine.html", looks.at_person(me(), homes_of(me()), limit=MINE))


@bp.route("/why", methods=["GET", "POST"])
@door(Permission.CAMPAIGN_READ)
def why() -> ResponseReturnValue:
    draft = Draft.read(WhyForm) if request.method == "POST" else Draft(WhyForm)
    if request.method == "POST" and draft.ok:
        looking.remember(draft.data.why)
        return redirect(_onward())
    status = 422 if request.method == "POST" else 200
    return render_template("looks/why.html", draft=draft, next=_onward()), status


def _onward() -> str:
    wanted = request.values.get("next", "")
    ours = wanted.startswith(("/growth/", "/reports/", "/imports/")) and wanted.isprintable()
    return wanted if ours and len(wanted) < 500 else url_for("growth.show")


def _page(template: str, some: Sequence[Look], **more: object) -> Response:
    shown = some[:PAGE] if "page" in more else some
    page = render_template(
        template,
        looks=shown,
        many=looks.how_many_seen(shown),
        words=_words(),
        offices=office_words.offices(),
        today=clock.village_date(clock.now()),
        years=looks.KEPT.days // 365,
        **more,
    )
    return private(Response(page, mimetype="text/html"))


def line(it: Look, many: int) -> list[Cell]:
    """One look as a row of a file. The household has its code there and no name."""
    offices = office_words.offices()
    day = clock.village_date(it.at)
    held = [f"{offices[at.role]}, {at.place.full_name}" for at in it.actor.held_on(day)]
    what, _colon, code = it.subject.partition(":")
    return [
        moment(it.at),
        it.actor.name,
        "; ".join(held),
        _words()[it.seen],
        it.place.full_name,
        code if what == "household" else "",
        _("everybody there") if it.is_whole else many,
        _("yes") if it.is_taken else "",
        it.reason,
    ]


def _words() -> dict[Seen, str]:
    return {
        Seen.HOUSEHOLD: _("the figures of the household"),
        Seen.PAGE: _("the page of the household, with its name"),
        Seen.TEAM: _("the list of a team's households"),
        Seen.WITHOUT_TEAM: _("the list of households without a team"),
        Seen.ROWS: _("the rows behind a number"),
        Seen.EVERYBODY: _("a file of every household of the place"),
        Seen.AUDIT: _("a list of shops to be telephoned"),
        Seen.SUSPECT: _("something to look at twice"),
        Seen.WARNINGS: _("the list of early warnings"),
        Seen.MONEY: _("bank and books of the household"),
        Seen.IMPORTED: _("a list of shops from another platform"),
        Seen.VISITS: _("the list of houses to visit"),
        Seen.FOLDERS: _("the list of late folders"),
        Seen.CALLS: _("the list of houses to ring"),
        Seen.CONSENTS: _("what households agreed to"),
        Seen.OBJECTIONS: _("what households say they did not ask for"),
        Seen.PACKING: _("the list of parcels to pack"),
        Seen.ROLL: _("a list of households, beside the book"),
        Seen.TWINS: _("entries that are perhaps one household"),
        Seen.COUNTER: _("at the counter of an access point"),
        Seen.FIELD: _("the field kit of a team, on a phone"),
        Seen.REQUESTS: _("what people ask about their own data"),
    }
