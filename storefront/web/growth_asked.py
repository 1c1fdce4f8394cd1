"""What a growth page was asked for, read from its address and obtained through the person."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from flask import abort, request
from flask_babel import gettext as _

from storefront import clock
from storefront.campaign import drill, queries
from storefront.campaign.scope import Geography, Scope
from storefront.facts.models import COUNTED, Indicator
from storefront.places.models import Level, Place
from storefront.shops.models import Household
from storefront.web.people import me

EARLIEST = date(2000, 1, 1)
"""Nothing was counted before."""
MOST_BASES = 20
USUAL = Indicator.SHOP_OPENED
"""What pages are about when nobody chose."""


class Asked(NamedTuple):
    place: Place
    until: date
    geography: Geography
    today: date


def scope(code: str | None) -> Scope:
    return scope_of(asked(code))


def asked(code: str | None) -> Asked:
    """The place, obtained through the person, with the day and the geography they chose."""
    today = clock.village_date(clock.now())
    place = _place(code, today) or abort(404)
    geography = Geography.THEN if request.args.get("geo") == "then" else Geography.NOW
    return Asked(place, _until(today), geography, today)


def scope_of(asked: Asked) -> Scope:
    return queries.scope_of(
        asked.place, until=asked.until, geography=asked.geography, today=asked.today
    )


def commune(code: str) -> Scope:
    """Rows are shown commune by commune: a province's are in its exports."""
    found = asked(code)
    if found.place.level is not Level.COMMUNE:
        abort(404)
    return scope_of(found)


def household(code: str) -> Household:
    today = clock.village_date(clock.now())
    return drill.household_to_read(code, me(), on=today) or abort(404)


def indicator() -> Indicator:
    try:
        wanted = Indicator(request.args.get("of", USUAL))
    except ValueError:
        wanted = None
    if wanted not in COUNTED:
        abort(400, _("There is no such indicator."))
    return wanted


def bases() -> frozenset[int]:
    """Baselines that the reader chose instead of the campaign's own, by their numbers."""
    typed = request.args.getlist("base")[:MOST_BASES]
    if not all(it.isascii() and it.isdigit() and len(it) < 10 for it in typed):
        abort(400, _("There is no such baseline."))
    return frozenset(map(int, typed))


def page() -> int:
    try:
        page = int(request.args.get("page", "1")[:6])
    except ValueError:
        abort(400, _("There is no such page."))
    return min(max(page, 1), 10_000)


def _place(code: str | None, today: date) -> Place | None:
    if code is None:
        return queries.first_place_to_read(me(), on=today)
    name, gone, since = code.partition("@")
    if not gone:
        return queries.place_to_read(name, me(), on=today)
    try:
        return queries.former_place_to_read(name, date.fromisoformat(since), me(), on=today)
    except ValueError:
        return None


def _until(today: date) -> date:
    asked = request.args.get("to")
    if not asked:
        return today
    try:
        day = datetime.strptime(asked, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
        return max(min(day, today), EARLIEST)
    except ValueError:
        abort(400, _("Write a day, such as 24/8/2026."))
