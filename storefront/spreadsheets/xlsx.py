"""Excel files since 2007, and what other programs save as such."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, TypeVar
from zipfile import BadZipFile, ZipFile

from storefront.spreadsheets.cells import FORMULA, MOST_CELLS, Row
from storefront.spreadsheets.unreadable import Reason, Unreadable

UNPACKED = 40 * 1024 * 1024
"""Bytes all parts may have together, whatever they are packed into."""
PARTS, SHEETS = 200, 8

Found = TypeVar("Found")


def read(body: bytes, take: Callable[[Iterator[Row]], Found], *, formulas: bool = False) -> Found:
    """What `take` makes of the first sheet in which it finds its table.

    `formulas` hands over formulas as such; else their last result.
    """
    _check_size(body)
    try:
        return _read(body, take, formulas)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl lets out whatever a strange file trips it over
        raise Unreadable(Reason.BROKEN) from error


def _check_size(body: bytes) -> None:
    try:
        with ZipFile(BytesIO(body)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(Reason.BROKEN) from error
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Unreadable(Reason.TOO_LARGE)


def _read(body: bytes, take: Callable[[Iterator[Row]], Found], formulas: bool) -> Found:
    from openpyxl import load_workbook  # thirty megabytes: only for whoever brings such a file

    book = load_workbook(BytesIO(body), read_only=True, data_only=not formulas, keep_links=False)
    try:
        for sheet in book.worksheets[:SHEETS]:
            try:
                return take(_rows(sheet))
            except Unreadable as error:
                if error.reason is not Reason.NO_TABLE:
                    raise
    finally:
        book.close()
    raise Unreadable(Reason.NO_TABLE)


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # some banks' programs write them wrong
    for row in sheet.iter_rows(max_col=MOST_CELLS, values_only=True):
        yield [FORMULA if _is_table_of_formulas(cell) else cell for cell in row]


def _is_table_of_formulas(cell: Any) -> bool:
    """One that fills many cells is a thing of openpyxl's own, not text that begins with "="."""
    return getattr(cell, "ref", None) is not None
