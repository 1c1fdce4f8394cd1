"""Each household's folder, as its registering and its first goods have left it."""

from __future__ import annotations

from sqlalchemy import func, select

from storefront import workdays
from storefront.clock import village_date
from storefront.db import session
from storefront.demo.book import Book
from storefront.demo.farms import Farm
from storefront.demo.rows import moment, stamp, village_day
from storefront.rows import put
from storefront.shops.folders.numbers import series_of
from storefront.shops.models import Folder, FolderSeries

_TURN = 7
"""Letters of a number that its series does not have: -000123."""


def begin(book: Book, farm: Farm, at: int, live: int | None) -> None:
    """Numbered as households are; a market where people write gives turn by turn."""
    day = village_date(moment(at))
    series = series_of(farm.village.commune, on=day)
    book.folders.add(
        (
            book.folders.next_id(),
            farm.id,
            f"HS-{series}-{farm.id:06}",
            stamp(at),
            farm.helper,
            str(workdays.after(day)),
            village_day(live) if live else None,
        )
    )


def remember_series() -> None:
    """Those who come later go on from there."""
    begins = func.substr(Folder.number, 4, func.length(Folder.number) - 3 - _TURN)
    found = session.execute(select(begins, func.max(Folder.number)).group_by(begins))
    rows = [{"series": series, "last": int(number[-6:])} for series, number in found]
    put(FolderSeries, *rows)
