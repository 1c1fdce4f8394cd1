"""Excel files since 2007, and what other programs save as such."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from storefront.reconciliation.readers import tables
from storefront.reconciliation.statement import Reason, Statement, Unreadable

UNPACKED = 40 * 1024 * 1024
"""Bytes all parts may have together, whatever they are packed into."""
PARTS, SHEETS = 200, 8


def read(body: bytes) -> Statement:
    """The first sheet that holds a statement."""
    _check_size(body)
    try:
        return _read(body)
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


def _read(body: bytes) -> Statement:
    from openpyxl import load_workbook  # thirty megabytes: only for whoever brings such a file

    book = load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets[:SHEETS]:
            try:
                return tables.read(_rows(sheet))
            except Unreadable as error:
                if error.reason is not Reason.NO_TABLE:
                    raise
    finally:
        book.close()
    raise Unreadable(Reason.NO_TABLE)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # some banks' programs write them wrong
    return iter(sheet.iter_rows(max_col=tables.MOST_CELLS, values_only=True))
