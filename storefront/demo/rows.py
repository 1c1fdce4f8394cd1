"""Rows on their way to the database: gathered by table, written many at a time.

Values are given as the database keeps them: moments and days as text, sums as whole đồng, kinds
by their value. Converting thirty million rows one by one would take longer than writing them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Table

from storefront.db import Base

MINUTE, HOUR, DAY = 60, 3_600, 86_400
TO_VILLAGE = 7 * HOUR
"""Asia/Ho_Chi_Minh has had one offset since 1975."""


@cache
def _days() -> list[str]:
    return [str(date(1970, 1, 1) + timedelta(days=day)) for day in range(30_000)]


@cache
def _times() -> list[str]:
    return [
        f" {second // HOUR:02d}:{second // MINUTE % 60:02d}:{second % MINUTE:02d}.000000"
        for second in range(DAY)
    ]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def stamp(at: int) -> str:
    """A moment, in seconds, as both databases read it (UTC)."""
    return _days()[at // DAY] + _times()[at % DAY]


def village_day(at: int) -> str:
    """The day on the shopkeeper's calendar."""
    return _days()[(at + TO_VILLAGE) // DAY]


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


class Rows:
    """The rows of one table that wait to be written."""

    def __init__(self, model: type[Base], columns: str) -> None:
        assert isinstance(model.__table__, Table)  # noqa: S101
        self.table = model.__table__
        self.columns = columns.split()
        self._refuse_gaps()
        self.waiting: list[tuple[Any, ...]] = []
        self.add = self.waiting.append
        self.written = 0
        self.start_after(0)

    def start_after(self, highest: int) -> None:
        self.next_id = count(highest + 1).__next__

    def take(self) -> list[tuple[Any, ...]]:
        rows = list(self.waiting)
        self.waiting.clear()
        self.written += len(rows)
        return rows

    def _refuse_gaps(self) -> None:
        # A column added to the market must not stay empty here unnoticed.
        needed = {column.name for column in self.table.columns if not column.nullable}
        unknown = set(self.columns) - {column.name for column in self.table.columns}
        if missing := needed - set(self.columns) | unknown:
            raise LookupError(f"{self.table.name}: {', '.join(sorted(missing))}")
