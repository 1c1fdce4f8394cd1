"""The number of a folder: HS, the province's letters, the year, and which it was of that year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from storefront import text
from storefront.db import insert, session
from storefront.places.models import Level, Place
from storefront.shops.models import FolderSeries

ELSEWHERE = "VN"
"""For a village of which nobody knows the province."""


def next_numbers(villages: Sequence[Place], *, on: date) -> list[str]:
    """One for a household of each. Whoever asks at the same moment waits, so that none is left out
    and none given twice."""
    series = [series_of(village, on=on) for village in villages]
    free = {it: _taken(it, many) for it, many in sorted(Counter(series).items())}
    return [f"HS-{it}-{next(free[it]):06}" for it in series]


def _taken(series: str, many: int) -> Iterator[int]:
    first = insert(FolderSeries).values(series=series, last=many)
    more = first.on_conflict_do_update(
        index_elements=["series"], set_={"last": FolderSeries.last + many}
    )
    last = session.scalars(more.returning(FolderSeries.last)).one()
    return iter(range(last - many + 1, last + 1))


def series_of(village: Place, *, on: date) -> str:
    """LS-26. Provinces whose letters are alike share a series."""
    place: Place | None = village
    while place and place.level is not Level.PROVINCE:
        place = place.parent
    words = text.fold(place.name).upper().split() if place else []
    letters = "".join(word[0] for word in words)[:4] or ELSEWHERE
    return f"{letters}-{on:%y}"
