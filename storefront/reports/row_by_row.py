"""Files of any length, written row by row: none of them is ever held whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from csv import writer
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from storefront.reports import paper
from storefront.reports.papers import Cell, Listing
from storefront.reports.workbook import ZERO, tab
from storefront.spreadsheets.harmless import DANGEROUS, harmless

Row = Sequence[Cell]
Put = Callable[[Row], None]

FULL = 1_048_575
"""Rows a sheet of a workbook holds below its heads; more go on the next sheet."""
VOLUME = 2_000
"""Rows of one paper: setting more takes more memory than a small server has."""
MOST = 50_000
"""Rows that come on paper at all: six thousand sheets."""


@contextmanager
def csv(path: Path, heads: Sequence[str]) -> Iterator[Put]:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = writer(out)
        sheet.writerow(heads)
        yield lambda row: sheet.writerow([harmless(cell) for cell in row]) and None


@contextmanager
def workbook(path: Path, heads: Sequence[str], title: str) -> Iterator[Put]:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    pen = _Pen(book, tab(title), heads)
    yield pen.row
    pen.close()
    book.close()


class TooLong(Exception):
    """More rows than anybody would print. A workbook holds them all."""


def volumes(path: Path, rows: Iterable[Row], of: Callable[[int, int], Listing]) -> Iterator[int]:
    """A ZIP of papers; says after each how many rows there are. `of` gives a paper's words, by
    its first and last row. Raises TooLong."""
    done, some = 0, iter(rows)
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        while here := [list(row) for row in islice(some, VOLUME)]:
            if done == MOST:
                raise TooLong
            it = of(done + 1, done + len(here))
            it.table.rows.extend(here)
            done += len(here)
            out.writestr(f"{-(-done // VOLUME):02}.pdf", paper.listing(it, aside=True))
            yield done


class _Pen:
    def __init__(self, book: Any, title: str, heads: Sequence[str]) -> None:
        self._book, self._title, self._heads = book, title, heads
        self._sheets = 0
        self._day = book.add_format({"num_format": "d/m/yyyy"})
        self._number = book.add_format({"num_format": "#,##0"})
        self._quoted = book.add_format({"quote_prefix": True})
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2})
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        last = f" {self._sheets}" if self._sheets > 1 else ""
        self._sheet = self._book.add_worksheet(self._title[: 31 - len(last)] + last)
        for column, words in enumerate(self._heads):
            self._sheet.write_string(0, column, words, self._head)
        self._sheet.set_column(0, len(self._heads) - 1, 15)
        self._sheet.freeze_panes(1, 0)
        self._at = 1

    def row(self, row: Row) -> None:
        if self._at > FULL:
            self.close()
            self._begin()
        for column, value in enumerate(row):
            self._cell(column, value)
        self._at += 1

    def _cell(self, column: int, value: Cell) -> None:
        if isinstance(value, str):
            style = self._quoted if value.startswith(DANGEROUS) else None
            self._sheet.write_string(self._at, column, value, style)
        elif isinstance(value, date):
            self._sheet.write_number(self._at, column, (value - ZERO).days, self._day)
        elif value is not None:
            self._sheet.write_number(self._at, column, value, self._number)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._at - 1, len(self._heads) - 1)
