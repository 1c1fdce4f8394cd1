"""Reads a list of households that somebody brought. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from storefront import text
from storefront.rolls.headings import Where, columns, is_heading, passed_over
from storefront.rolls.sheet import LONGEST, MOST_ROWS, Line, Sheet
from storefront.spreadsheets.cells import Cell, Row, words
from storefront.spreadsheets.opening import table_in
from storefront.spreadsheets.unreadable import Reason, Unreadable

HIGHEST_HEADING = 40
KEPT_DIGITS = 15
"""Of a number in a spreadsheet."""
_PASSED = re.compile(r"(vi du|example|tong|cong|total)\b")
_LINES = 3 * MOST_ROWS
"""With all that is empty, above and below."""


@dataclass(slots=True)
class _Taken:
    where: Where = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)


def read(body: bytes) -> Sheet:
    """Raises Unreadable when there is no such table in it, or nothing in the table."""
    return table_in(body, table)


def table(rows: Iterable[Row]) -> Sheet:
    """Raises Unreadable."""
    it = _Taken()
    for number, row in enumerate(rows, start=1):
        if number > _LINES or len(it.lines) > MOST_ROWS:
            raise Unreadable(Reason.TOO_MANY)
        if it.where:
            _take(it, number, row)
        elif number <= HIGHEST_HEADING and is_heading(found := columns(row)):
            it.where, it.passed_over = found, passed_over(row, found)
    if not it.where:
        raise Unreadable(Reason.NO_TABLE)
    if len(it.lines) > MOST_ROWS:
        raise Unreadable(Reason.TOO_MANY)
    if not it.lines:
        raise Unreadable(Reason.EMPTY)
    return Sheet(tuple(it.lines), it.where, it.passed_over)


def _take(it: _Taken, number: int, row: Row) -> None:
    cells = {column: row[at] for column, at in it.where.items() if at < len(row)}
    first = text.fold(words(next((cell for cell in row if words(cell)), None)))
    if not any(words(cell) for cell in cells.values()) or _PASSED.match(first):
        return
    if columns(row) == it.where:  # repeated on every page
        return
    said = {column: _words(cell, LONGEST[column]) for column, cell in cells.items()}
    lost = frozenset(column for column, cell in cells.items() if _is_rounded(cell))
    it.lines.append(Line(number, said, lost))


def _words(cell: Cell, most: int) -> str:
    """One letter more than may be: too long is seen."""
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return words(cell, most=most + 1)


def _is_rounded(cell: Cell) -> bool:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return is_number and abs(float(str(cell))) >= 10**KEPT_DIGITS
