"""Looking at rows about households: what it is for is asked first, and every look written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from storefront import clock
from storefront.accounts import looks
from storefront.accounts.models import Look, Seen
from storefront.db import brief_deed
from storefront.places.models import Place
from storefront.shops.models import Household
from storefront.together import Take, Together
from storefront.web import growth_views, long_tables, one_by_one
from storefront.web.people import me

THREADS = 8
"""As many as there are pages at a time: whoever waits for another's deed holds one."""
WHY = "why"
Values = dict[str, Any]


def install(app: Flask) -> None:
    hands, write = ThreadPoolExecutor(THREADS, "looks"), Together(partial(_write, app))
    app.extensions["looks"] = lambda look: hands.submit(write, look)


def _write(app: Flask, take: Take[Values]) -> None:
    """Those of all threads that wait for the pen, in one deed. In a context of its own: a deed
    forgets what the page has read."""
    with app.app_context(), brief_deed():
        for look in take():
            looks.note(**look)


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
    """Nobody sees rows about households without leaving a trace: it is on disk when this ends."""
    with noting(seen, subject, place, keepers=keepers, is_taken=is_taken):
        pass


@contextmanager
def noting(
    seen: Seen,
    subject: str,
    place: Place,
    *,
    keepers: Iterable[int] | None,
    is_taken: bool = False,
) -> Iterator[None]:
    """The same, while the page is painted: what takes longest is waiting for the disk."""
    writing = long_tables.at_work()
    if writing is not None and writing.is_noted:
        yield
        return
    note: Callable[[Values], Future[None]] = current_app.extensions["looks"]
    written = note(_look(seen, subject, place, keepers, is_taken))
    try:
        yield
    finally:
        one_by_one.let_others_paint()
        written.result()


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
) -> Values:
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
