"""Finds the statement in a sheet: what stands above its table, the heading, the rows, the end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from storefront import text
from storefront.money import Money
from storefront.reconciliation.readers.columns import Column, Where, columns, is_heading
from storefront.reconciliation.statement import (
    LONGEST_MEMO,
    LONGEST_REFERENCE,
    MOST_LINES,
    Fault,
    Line,
    Statement,
    Wrong,
)
from storefront.spreadsheets.cells import MOST_CELLS, Cell, NotAValue, Row, amount, day, words
from storefront.spreadsheets.unreadable import Reason, Unreadable

HIGHEST_HEADING = 60
"""Banks put letterheads of a page above their tables."""
MOST_ROWS = 3 * MOST_LINES

_ACCOUNT = re.compile(r"so tai khoan|so tk|tai khoan so|account n[o|umber]|account$|^tai khoan")
_CURRENCY = re.compile(r"loai tien|don vi tien te|currency|ccy")
_FOREIGN = re.compile(r"\b(usd|eur|jpy|cny|krw|gbp|aud|sgd|thb|lak)\b")
_OPENING = re.compile(r"so du dau|du dau|opening balance|balance brought")
_CLOSING = re.compile(r"so du cuoi|du cuoi|closing balance|ending balance")
_TOTAL = re.compile(r"^(tong|cong|total)\b|\btong (cong|so|phat sinh)|\bcong phat sinh")
_NUMBER = re.compile(r"\d{6,19}")
_INCOMING = frozenset({"co", "c", "cr", "credit", "ghi co", "tien vao", "vao", "thu"})
_OUTGOING = frozenset({"no", "d", "dr", "debit", "ghi no", "tien ra", "ra", "chi"})


@dataclass(slots=True)
class _Sheet:
    where: Where = field(default_factory=dict)
    account: str = ""
    opening: Money | None = None
    closing: Money | None = None
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    heading_at: int = 0


def read(rows: Iterable[Row]) -> Statement:
    """Raises Unreadable when there is no table of movements in these rows."""
    sheet = _Sheet()
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS or len(sheet.lines) > MOST_LINES:
            raise Unreadable(Reason.TOO_MANY)
        _take(sheet, number, row[:MOST_CELLS])
    if not is_heading(sheet.where):
        raise Unreadable(Reason.NO_TABLE)
    return Statement(
        sheet.account, tuple(sheet.lines), sheet.opening, sheet.closing, tuple(sheet.faults)
    )


def _take(sheet: _Sheet, number: int, row: Row) -> None:
    cells = {column: row[at] for column, at in sheet.where.items() if at < len(row)}
    on = _day_or_none(cells.get(Column.DAY)) if is_heading(sheet.where) else None
    if on is not None:
        _take_line(sheet, number, on, cells)
        return
    where = columns(row)
    if is_heading(where):  # banks repeat it on every page
        sheet.where, sheet.heading_at = where, number
    elif not is_heading(sheet.where):
        if number <= HIGHEST_HEADING:
            _take_letterhead(sheet, row)
            sheet.where = where if len(where) >= 2 else sheet.where
    elif number == sheet.heading_at + 1 and len(where) >= 2:
        sheet.where |= where  # a heading in two storeys, or once more in English
    else:
        _take_rest(sheet, number, row, cells)


def _take_letterhead(sheet: _Sheet, row: Row) -> None:
    """Whose account it is, in which money, and what was on it."""
    said = [text.fold(words(cell)) for cell in row]
    line = " ".join(said)
    if _CURRENCY.search(line) and _FOREIGN.search(line):
        raise Unreadable(Reason.CURRENCY)
    if not sheet.account:
        sheet.account = _account_in(row, said)
    _take_balances(sheet, row, line)


def _account_in(row: Row, said: list[str]) -> str:
    for index, label in enumerate(said):
        if _ACCOUNT.search(label):
            for cell in row[index:]:
                if found := _NUMBER.search(words(cell)):
                    return found.group()
    return ""


def _take_balances(sheet: _Sheet, row: Row, line: str) -> None:
    if _OPENING.search(line):
        sheet.opening = _last_sum(row, sheet.opening)
    elif _CLOSING.search(line):
        sheet.closing = _last_sum(row, sheet.closing)


def _last_sum(row: Row, known: Money | None) -> Money | None:
    for cell in reversed(row):
        written = words(cell).rpartition(":")[2] if isinstance(cell, str) else cell
        try:
            found = amount(written)
        except NotAValue:
            continue
        if found is not None:
            return found
    return known


def _take_rest(sheet: _Sheet, number: int, row: Row, cells: dict[Column, Cell]) -> None:
    """A row under the heading that has no day: sums, the end, more of a note, or a fault."""
    line = text.fold(" ".join(words(cell) for cell in row))
    if _OPENING.search(line) or _CLOSING.search(line):
        _take_balances(sheet, row, line)
    elif _has_sum(cells) and not _TOTAL.search(line) and not _is_numbering(row):
        sheet.faults.append(Fault(number, Wrong.DAY, words(cells.get(Column.DAY), most=60)))
    elif _goes_on(sheet, number, cells):
        _lengthen(sheet, words(cells[Column.MEMO]))


def _day_or_none(cell: Cell) -> date | None:
    try:
        return day(cell)
    except NotAValue:
        return None


def _has_sum(cells: dict[Column, Cell]) -> bool:
    return any(words(cells.get(it)) for it in (Column.IN, Column.OUT, Column.AMOUNT))


def _is_numbering(row: Row) -> bool:
    """(1) (2) (3): banks number their columns under the heading."""
    return all(re.fullmatch(r"\(?\d{0,2}[a-z]?\)?", words(cell)) for cell in row)


def _goes_on(sheet: _Sheet, number: int, cells: dict[Column, Cell]) -> bool:
    """A row that holds nothing but more of the note above it."""
    filled = {column for column, cell in cells.items() if words(cell)}
    follows = bool(sheet.lines) and sheet.lines[-1].row == number - 1
    return follows and filled == {Column.MEMO}


def _lengthen(sheet: _Sheet, more: str) -> None:
    last = sheet.lines[-1]
    memo = f"{last.memo} {more}".strip()[:LONGEST_MEMO]
    sheet.lines[-1] = Line(last.row, last.day, last.amount, memo, last.reference, last.payer)


def _take_line(sheet: _Sheet, number: int, on: date, cells: dict[Column, Cell]) -> None:
    try:
        moved = _moved(cells)
    except NotAValue as error:
        sheet.faults.append(Fault(number, Wrong.AMOUNT, str(error)[:60]))
        return
    except _Faulty as error:
        sheet.faults.append(Fault(number, error.what))
        return
    reference = words(cells.get(Column.REFERENCE), most=LONGEST_REFERENCE)
    sheet.lines.append(
        Line(
            row=number,
            day=on,
            amount=moved,
            memo=words(cells.get(Column.MEMO), most=LONGEST_MEMO),
            reference=reference or _below_the_day(cells[Column.DAY]),
            payer=words(cells.get(Column.PAYER), most=120),
        )
    )


class _Faulty(Exception):
    def __init__(self, what: Wrong) -> None:
        self.what = what


def _moved(cells: dict[Column, Cell]) -> Money:
    """What the row says moved. Raises NotAValue or _Faulty."""
    into, out = amount(cells.get(Column.IN)), amount(cells.get(Column.OUT))
    if into and out:
        raise _Faulty(Wrong.BOTH_SIDES)
    if into or out:
        return into or -Money(abs((out or Money(0)).dong))
    moved = _signed(amount(cells.get(Column.AMOUNT)), cells.get(Column.SIDE))
    if not moved:
        raise _Faulty(Wrong.NO_AMOUNT)
    return moved


def _signed(moved: Money | None, side: Cell) -> Money | None:
    said = text.fold(words(side))
    if moved is None or said in _INCOMING or not said:
        return moved
    if said in _OUTGOING:
        return -Money(abs(moved.dong))
    raise NotAValue(words(side))


def _below_the_day(cell: Cell) -> str:
    """Vietcombank writes the day and under it, in the same cell, its number of the transfer."""
    below = str(cell).partition("\n")[2] if isinstance(cell, str) else ""
    return words(below, most=LONGEST_REFERENCE)
