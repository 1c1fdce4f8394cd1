"""A table of a page as a file: said once, written as CSV, Excel and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from itertools import islice

from flask import Response, flash, redirect, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.reports import paper, workbook
from storefront.reports.models import FileKind
from storefront.reports.papers import Cell, Listing, Table
from storefront.web.filters import day, moment
from storefront.web.languages import language
from storefront.web.private import private
from storefront.web.report_papers import TYPES
from storefront.web.spreadsheet import harmless

KINDS = "any(csv, xlsx, pdf)"
"""The last part of an address: which kind of file is meant."""
LONG = 2_000
"""So many rows a workbook or a paper holds that is made while somebody waits."""

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all three kinds are made of."""

    title: str
    place: str
    until: date
    heads: Sequence[str]
    rows: Iterable[Row]
    foot: Row | None = None
    words: int = 1
    """So many columns on the left hold words."""
    facts: list[tuple[str, str]] = field(default_factory=list)
    name: str = ""
    """What the file is called, if not by its title."""
    back: str = "/growth"
    """The page it was asked for on."""


def sent(sheet: Sheet, kind: str) -> ResponseReturnValue:
    """A download whose name says what it holds, of which place, until which day."""
    if kind == FileKind.CSV:
        body = stream_with_context(lines(sheet.heads, sheet.rows))
        return _download(Response(body, mimetype="text/csv"), sheet, kind)
    rows = [list(row) for row in islice(sheet.rows, LONG + 1)]
    if len(rows) > LONG:
        flash(_("Too long for that. Take it as CSV, or let the whole file be written."), "wait")
        return redirect(sheet.back)
    listing = _listing(sheet, rows)
    body_ = workbook.listing(listing) if kind == FileKind.XLSX else paper.listing(listing)
    return _download(Response(body_, mimetype=TYPES[FileKind(kind)]), sheet, kind)


def lines(heads: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """CSV, line by line, marked as UTF-8 for spreadsheets."""
    yield "\ufeff" + _line(heads)
    for row in rows:
        yield _line(row)


def file_name(what: str, place: str, until: date, kind: str) -> str:
    return f"{text.slug(what)}-{text.slug(place)}-{until.isoformat()}.{kind}"


def _listing(sheet: Sheet, rows: list[list[Cell]]) -> Listing:
    foot = list(sheet.foot) if sheet.foot else None
    table = Table(sheet.title, [str(it) for it in sheet.heads], rows, foot, sheet.words)
    until = (str(_("Until")), day(sheet.until))
    made = (str(_("Made")), moment(clock.now()))
    return Listing(
        lang=language(),
        at=clock.start_of(sheet.until),
        place=sheet.place,
        facts=[until, *sheet.facts, made],
        table=table,
        page_words=str(_("Page")),
    )


def _download(answer: Response, sheet: Sheet, kind: str) -> Response:
    name = file_name(sheet.name or sheet.title, sheet.place, sheet.until, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


def _line(row: Sequence[Cell]) -> str:
    out = StringIO()
    writer(out).writerow([harmless(cell) for cell in row])
    return out.getvalue()
