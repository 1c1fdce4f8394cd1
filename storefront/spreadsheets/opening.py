"""A table out of a file that somebody brought, whichever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from storefront.spreadsheets import delimited, kinds, xlsx
from storefront.spreadsheets.cells import Row
from storefront.spreadsheets.decoding import decoded
from storefront.spreadsheets.unreadable import Reason, Unreadable

Found = TypeVar("Found")


def table_in(body: bytes, take: Callable[[Iterator[Row]], Found]) -> Found:
    """What `take` makes of its rows; formulas are handed over as such. Raises Unreadable."""
    kinds.check(body)
    if kinds.is_excel(body):
        return xlsx.read(body, take, formulas=True)
    plain = decoded(body)
    if kinds.is_page(plain):
        raise Unreadable(Reason.OLD_EXCEL)
    return delimited.read(plain, take)
