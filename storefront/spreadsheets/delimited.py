"""CSV: by commas, semicolons, tabs or bars, as the bank or somebody's Excel saved it."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import TypeVar

from storefront.spreadsheets.cells import Row
from storefront.spreadsheets.unreadable import Reason, Unreadable

Found = TypeVar("Found")


def read(text: str, take: Callable[[Iterator[Row]], Found]) -> Found:
    """Whichever sign lets `take` find its table is the one the file was written with."""
    for sign in sorted(",;\t|", key=text.count, reverse=True):
        try:
            return take(_rows(text, sign))
        except Unreadable as error:
            if error.reason is not Reason.NO_TABLE:
                raise
    raise Unreadable(Reason.NO_TABLE)


def _rows(text: str, sign: str) -> Iterator[Row]:
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=sign)
    except csv.Error as error:
        raise Unreadable(Reason.BROKEN) from error
