"""Reads a table of figures that somebody brought. Every cell that is wrong is named. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import phonenumbers

from storefront import text
from storefront.imports.headings import Where, columns, is_heading, passed_over
from storefront.imports.sheet import (
    COLUMNS,
    FIGURES,
    LONGEST,
    MOST_ROWS,
    NEEDED,
    Column,
    Fault,
    Sheet,
    SheetKind,
    Told,
    Wrong,
)
from storefront.spreadsheets.cells import (
    FORMULA,
    Cell,
    NotAValue,
    Row,
    amount,
    cell_name,
    words,
)
from storefront.spreadsheets.opening import table_in
from storefront.spreadsheets.unreadable import Reason, Unreadable

HIGHEST_HEADING = 40
_TOTAL = re.compile(r"(tong|cong|total|together)\b")
_EXAMPLE = re.compile(r"(vi du|example)\b")
_LINES = 3 * MOST_ROWS
"""With all that is empty, above and below."""


def read(body: bytes, kind: SheetKind) -> Sheet:
    """Raises Unreadable when there is no such table in it, or nothing in the table."""
    sheet = table_in(body, lambda rows: table(rows, kind))
    if len(sheet.rows) > MOST_ROWS:
        raise Unreadable(Reason.TOO_MANY)
    if not sheet.rows and not sheet.faults:
        raise Unreadable(Reason.EMPTY)
    return sheet


@dataclass(slots=True)
class _Taken:
    kind: SheetKind
    where: Where = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    rows: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_totalled: bool = False

    def blame(self, row: int, column: Column, what: Wrong, says: str = "") -> None:
        cell = cell_name(self.where.get(column, 0), row)
        self.faults.append(Fault(row, column, cell, what, says))


def table(rows: Iterable[Row], kind: SheetKind) -> Sheet:
    """Raises Unreadable."""
    it = _Taken(kind)
    for number, row in enumerate(rows, start=1):
        if number > _LINES or len(it.rows) > MOST_ROWS:
            raise Unreadable(Reason.TOO_MANY)
        if it.where:
            _take(it, number, row)
        elif number <= HIGHEST_HEADING:
            _take_heading(it, row)
    if not it.where:
        raise Unreadable(Reason.NO_TABLE)
    return Sheet(kind, tuple(it.rows), tuple(it.faults), it.where, it.passed_over)


def _take_heading(it: _Taken, row: Row) -> None:
    where = columns(row, it.kind)
    if is_heading(where, it.kind):
        it.where, it.passed_over = where, passed_over(row, where)


def _take(it: _Taken, number: int, row: Row) -> None:
    cells = {column: row[at] for column, at in it.where.items() if at < len(row)}
    first = text.fold(words(next((cell for cell in row if words(cell)), None)))
    if not any(words(cell) for cell in cells.values()) or _EXAMPLE.match(first):
        return
    if columns(row, it.kind) == it.where:  # repeated on every page
        return
    if it.is_totalled:
        _take_rest(it, number, cells)
    elif _TOTAL.match(first):
        it.is_totalled = True
        _check_totals(it, number, cells)
    else:
        _take_row(it, number, cells)


def _take_rest(it: _Taken, number: int, cells: dict[Column, Cell]) -> None:
    """Below the totals people sign their names; figures are rows that were forgotten."""
    for column in FIGURES:
        if words(cells.get(column)):
            it.blame(number, column, Wrong.AFTER_TOTAL, words(cells.get(column), most=60))
            return


def _check_totals(it: _Taken, number: int, cells: dict[Column, Cell]) -> None:
    """Where a cell above is wrong its column has no sum yet."""
    sums: Counter[Column] = Counter()
    for row in it.rows:
        sums.update(row.figures)
    for column in FIGURES:
        before = len(it.faults)
        if any(fault.column is column for fault in it.faults):
            continue
        told = _figure(it, number, column, cells.get(column))
        if told is not None and len(it.faults) == before and told != sums[column]:
            it.blame(number, column, Wrong.TOTAL, str(sums[column]))


def _take_row(it: _Taken, number: int, cells: dict[Column, Cell]) -> None:
    said = {column: _words(it, number, column, cells.get(column)) for column in LONGEST}
    for column in NEEDED[it.kind]:
        if not said[column]:
            it.blame(number, column, Wrong.MISSING)
    row = Told(
        number,
        said[Column.COMMUNE],
        name=said[Column.NAME],
        phone=_phone(it, number, cells.get(Column.PHONE)),
        shop=said[Column.SHOP],
        address=said[Column.ADDRESS],
        holder=said[Column.HOLDER],
        figures=_figures(it, number, cells),
    )
    it.rows.append(row)


def _figures(it: _Taken, number: int, cells: dict[Column, Cell]) -> dict[Column, int]:
    before = len(it.faults)
    read = {column: _figure(it, number, column, cells.get(column)) for column in FIGURES}
    found = {column: value for column, value in read.items() if value is not None}
    if it.kind is SheetKind.HOUSEHOLDS:
        return found | {Column.SHOPS: 1}
    if not found and len(it.faults) == before:
        column = next(column for column in COLUMNS[it.kind] if column in FIGURES)
        it.blame(number, column, Wrong.NO_FIGURE)
    return found


def _words(it: _Taken, number: int, column: Column, cell: Cell) -> str:
    most = LONGEST[column]
    said = words(cell, most=most + 1)
    if said.startswith(FORMULA):
        it.blame(number, column, Wrong.FORMULA, said[:60])
    elif len(said) > most:
        it.blame(number, column, Wrong.TOO_LONG, said[:60])
    return said[:most]


def _figure(it: _Taken, number: int, column: Column, cell: Cell) -> int | None:
    """Nothing where nothing stands, and where something wrong does."""
    said = words(cell, most=60)
    if said.startswith(FORMULA):
        it.blame(number, column, Wrong.FORMULA, said)
        return None
    try:
        value = amount(cell)
    except NotAValue:
        it.blame(number, column, Wrong.NOT_A_NUMBER, said)
        return None
    if value is None:
        return None
    if value.dong < 0:
        it.blame(number, column, Wrong.NEGATIVE, said)
        return None
    return value.dong


def _phone(it: _Taken, number: int, cell: Cell) -> str:
    said = words(cell, most=40)
    if not said:
        return ""
    if said.startswith(FORMULA):
        it.blame(number, Column.PHONE, Wrong.FORMULA, said)
        return ""
    found = _valid(f"0{said}" if re.fullmatch(r"[1-9]\d{8}", said) else said)
    if not found:
        it.blame(number, Column.PHONE, Wrong.PHONE, said)
    return found


def _valid(written: str) -> str:
    try:
        number = phonenumbers.parse(written, "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def blamed(sheet: Sheet, faults: Iterable[Fault]) -> Sheet:
    """The same with further faults, in the order of its rows."""
    both = (*sheet.faults, *faults)
    return replace(sheet, faults=tuple(sorted(both, key=lambda it: it.row)))
