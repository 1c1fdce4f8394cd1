"""Looking at rows about households: what it is for is asked first, and every look written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Look, Seen
from storefront.db import deed
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.web import growth_views, long_tables
from storefront.web.people import me

WHY = "why"


def asks_why(place: Place) -> ResponseReturnValue | None:
    """Whoever does not work there says once a day what for. Then the page they wanted comes."""
    if growth_views.is_named(place.path) or reason():
        return None
    is_page = request.method == "GET"
    onward = request.full_path if is_page else url_for("growth.show", code=place.code)
    return redirect(url_for("looks.why", next=onward.rstrip("?")))


def reason() -> str:
    """What the person said today."""
    if writing := long_tables.at_work():
        return writing.why
    said = cookie.get(WHY)
    if not isinstance(said, list) or len(said) != 2 or said[0] != _today():
        return ""
    return str(said[1])


def remember(words: str) -> None:
    cookie[WHY] = [_today(), words]


def listed(seen: Seen, homes: Iterable[Household | None], *, is_taken: bool = False) -> None:
    """A list of what waits for this person, wherever it is: written under the widest place."""
    keepers = [home.keeper_id for home in homes if home and home.keeper_id != me().id]
    places = [posting.place for posting in me().held_on(clock.village_date(clock.now()))]
    if keepers and places:
        widest = min(places, key=lambda place: len(place.ids))
        noted(seen, seen.value, widest, keepers=keepers, is_taken=is_taken)


def noted(
    seen: Seen,
    subject: str,
    place: Place,
    *,
    keepers: Iterable[int] | None,
    is_taken: bool = False,
) -> None:
    """Nobody sees rows about households without leaving a trace."""
    writing = long_tables.at_work()
    if writing is not None and writing.is_noted:
        return
    # Found out before the pen is taken: a deed forgets what was read, and would read it again.
    look = _look(seen, subject, place, keepers, is_taken)
    with deed():
        looks.note(**look)


def note(
    seen: Seen,
    subject: str,
    place: Place,
    *,
    keepers: Iterable[int] | None,
    is_taken: bool = False,
) -> Look:
    """The same inside a deed."""
    return looks.note(**_look(seen, subject, place, keepers, is_taken))


def _look(
    seen: Seen, subject: str, place: Place, keepers: Iterable[int] | None, is_taken: bool
) -> dict[str, Any]:
    long_tables.noted()
    return {
        "seen": seen,
        "subject": subject,
        "by_id": me().id,
        "place_id": place.id,
        "keepers": None if keepers is None else set(keepers),
        "reason": _said(place),
        "is_taken": is_taken,
        "at": clock.now(),
    }


def _said(place: Place) -> str:
    return "" if growth_views.is_named(place.path) else reason()


def _today() -> str:
    return clock.village_date(clock.now()).isoformat()
