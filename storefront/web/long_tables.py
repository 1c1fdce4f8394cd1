"""Tables too long to be made while somebody waits.

The worker asks the same address again, in the name of whoever asked and in their language, and
writes into a file what the page would have sent. So every table of every page may be long, and
doors are looked at twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock
from storefront.accounts.models import Person
from storefront.accounts.permissions import Permission
from storefront.db import deed, session
from storefront.files import Files
from storefront.places.models import Place
from storefront.reports import exporting, row_by_row
from storefront.reports.models import ExportOf, FileKind
from storefront.reports.papers import Listing
from storefront.reports.row_by_row import Row
from storefront.web.languages import COOKIE, language
from storefront.web.people import as_if, me

LONGEST = 500
"""Letters of an address."""
EVERY = 1_000
"""After so many rows the page that waits is told."""


class NotTold(Exception):
    """The page did not come to its table: whoever asked may look there no longer."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A file under way: where to, whom to tell, and why it was asked for."""

    path: Path
    tell: Callable[[int], None]
    why: str
    is_noted: bool
    """Whether the look was written down when it was asked for."""


def at_work() -> Writing | None:
    """Set while the worker asks."""
    found: Writing | None = g.get("writing")
    return found


def noted() -> None:
    """The look behind this request is written down: the worker need not do it once more."""
    g.is_noted = True


def ask(
    title: str, kind: FileKind, *, why: str, back: str, what: ExportOf = ExportOf.TABLE
) -> ResponseReturnValue:
    """The file is made soon after; its page says how far it is."""
    place, address = _widest(), request.full_path.rstrip("?")
    if place is None or len(address) > LONGEST:
        flash(_("Too long for that."), "wait")
        return redirect(back)
    with deed():
        export = exporting.ask_table(
            place,
            title,
            address,
            {"why": why, "lang": language(), "is_noted": "is_noted" in g},
            by=me(),
            kind=kind,
            what=what,
            at=clock.now(),
        )
    return redirect(url_for("growth_exports.show", code=export.code))


def install(app: Flask) -> None:
    app.extensions["long_tables"] = carry_out


def carry_out(payload: dict[str, Any], *, to: Files, at: datetime) -> None:
    """The worker's job."""
    export = exporting.still_waiting(payload)
    if export is None:
        return
    address, person, app = export.address, export.asked_by_id, current_app
    tell = partial(_tell, export.id)
    try:
        with exporting.draft(export, to=to) as path:
            writing = Writing(path, tell, payload["why"], payload["is_noted"])
            _ask_again(app, address, person, payload["lang"], writing)
    except row_by_row.TooLong:
        exporting.say_it_failed(payload, at=at)


def write(
    writing: Writing, rows: Iterable[Row], kind: FileKind, of: Callable[[int, int], Listing]
) -> Response:
    """All rows of a table. `of` gives the words around them, by the first and the last row."""
    if kind is FileKind.PDF:
        for done in row_by_row.volumes(writing.path, rows, of):
            writing.tell(done)
        return Response(status=HTTPStatus.NO_CONTENT)
    it = of(0, 0)
    is_csv, heads = kind is FileKind.CSV, it.table.heads
    file = row_by_row.csv if is_csv else partial(row_by_row.workbook, title=it.table.title)
    with file(writing.path, heads) as put:
        for done, row in enumerate(rows, start=1):
            put(row)
            if done % EVERY == 0:
                writing.tell(done)
    return Response(status=HTTPStatus.NO_CONTENT)


def _ask_again(app: Flask, address: str, person: int, lang: str, writing: Writing) -> None:
    cookie = {"Cookie": f"{COOKIE}={lang}"}
    with app.app_context(), app.test_request_context(address, headers=cookie):
        g.writing = writing
        as_if(session.get_one(Person, person))
        told = app.view_functions[request.endpoint or ""](**request.view_args or {})
        if not isinstance(told, Response) or told.status_code != HTTPStatus.NO_CONTENT:
            raise NotTold(address)


def _tell(number: int, done: int) -> None:
    """In a context of its own: a deed would make the table forget what it has read."""
    with current_app.app_context():
        exporting.progress(number, done=done)


def _widest() -> Place | None:
    """The largest place whose figures the person may read."""
    places = me().places_where(Permission.CAMPAIGN_READ, on=clock.village_date(clock.now()))
    return min(places, key=lambda place: len(place.ids), default=None)
