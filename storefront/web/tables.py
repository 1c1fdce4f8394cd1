"""A table of a page as a file: said once, written as CSV, Excel and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import StringIO
from itertools import chain, islice

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront import clock, text
from storefront.reports import paper, workbook
from storefront.reports.models import FileKind
from storefront.reports.papers import Cell, Listing, Table
from storefront.reports.row_by_row import Row
from storefront.spreadsheets.harmless import harmless
from storefront.web import long_tables, looking
from storefront.web.filters import day, moment, number
from storefront.web.languages import language
from storefront.web.private import private
from storefront.web.report_papers import TYPES

KINDS = "any(csv, xlsx, pdf)"
"""The last part of an address: which kind of file is meant."""
LONG = 2_000
"""So many rows a workbook or a paper holds that is made while somebody waits."""

EVERYTHING = 10_000_000
SHORT = 200
"""Setting a longer paper takes memory that is not given back: a process of its own does it."""


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
    """A download whose name says what it holds, of which place, until which day. What is too
    long for a request is written by the worker."""
    if writing := long_tables.at_work():
        return long_tables.write(writing, sheet.rows, FileKind(kind), partial(_part, sheet))
    if kind == FileKind.CSV:
        body = stream_with_context(lines(sheet.heads, _begun(sheet.rows)))
        return _download(Response(body, mimetype="text/csv"), sheet, kind)
    rows = [list(row) for row in islice(sheet.rows, LONG + 1)]
    if len(rows) > LONG:
        return later(sheet.title, kind, back=sheet.back)
    listing, aside = _listing(sheet, rows), len(rows) > SHORT
    body_ = (
        workbook.listing(listing) if kind == FileKind.XLSX else paper.listing(listing, aside=aside)
    )
    return _download(Response(body_, mimetype=TYPES[FileKind(kind)]), sheet, kind)


def _begun(rows: Iterable[Row]) -> Iterator[Row]:
    """The first is read while the person who asks is still known: later nothing more is learnt of
    them, and what cannot be told fails before anything is sent."""
    told = iter(rows)
    return chain(list(islice(told, 1)), told)


def most() -> int:
    """So many rows of a list are read: in a request one more than it may send."""
    return EVERYTHING if long_tables.at_work() else LONG + 1


def is_long(some: Sequence[object]) -> bool:
    return len(some) > LONG and long_tables.at_work() is None


def later(title: str, kind: str, *, back: str) -> ResponseReturnValue:
    """Asked for now, and fetched when the worker has written it."""
    return long_tables.ask(title, FileKind(kind), why=looking.reason(), back=back)


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


def _part(sheet: Sheet, first: int, last: int) -> Listing:
    """The words around some of the rows of a long table."""
    it = _listing(sheet, [])
    if last:
        rows = f"{number(first)}–{number(last)}"
        it.facts.append((str(_("Rows")), rows))
    return it


def _download(answer: Response, sheet: Sheet, kind: str) -> Response:
    name = file_name(sheet.name or sheet.title, sheet.place, sheet.until, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(answer)


def _line(row: Sequence[Cell]) -> str:
    out = StringIO()
    writer(out).writerow([harmless(cell) for cell in row])
    return out.getvalue()
