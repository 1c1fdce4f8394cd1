"""CSV: by commas, semicolons, tabs or bars, as the bank or somebody's Excel saved it."""

import csv
from collections.abc import Iterator
from io import StringIO

from storefront.reconciliation.readers import tables
from storefront.reconciliation.statement import Reason, Statement, Unreadable


def read(text: str) -> Statement:
    """Whichever sign makes a statement of it is the one it was written with."""
    for sign in sorted(",;\t|", key=text.count, reverse=True):
        try:
            return tables.read(_rows(text, sign))
        except Unreadable as error:
            if error.reason is not Reason.NO_TABLE:
                raise
    raise Unreadable(Reason.NO_TABLE)


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=sign)
    except csv.Error as error:
        raise Unreadable(Reason.BROKEN) from error
