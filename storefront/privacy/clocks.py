"""By when a request about one's data is answered and carried out. Pure.

The law moves: each row carries the day from which it holds and where that was read, and is never
changed, only followed by another. Days to carry out are counted on the calendar, from the day it
was asked: the stricter of two readings.
"""

from __future__ import annotations

from csv import DictReader
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from storefront import workdays

_FILE = Path(__file__).parent / "data" / "clocks.csv"


@dataclass(frozen=True, slots=True)
class Clock:
    from_day: date
    kind: str
    reply_workdays: int
    carry_days: int
    longer_days: int
    """Once, with a reason."""
    source: str

    def reply_by(self, asked_on: date) -> date:
        return workdays.after(asked_on, self.reply_workdays)

    def due_on(self, asked_on: date) -> date:
        return asked_on + timedelta(days=self.carry_days)


@cache
def table() -> tuple[Clock, ...]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(_clock(row) for row in DictReader(rows))


def clock_for(kind: str, *, on: date) -> Clock:
    """The newest that held on the day; before the law there was none, and its first one serves."""
    rows = [it for it in table() if it.kind == kind]
    held = [it for it in rows if it.from_day <= on]
    if not held:
        return min(rows, key=lambda it: it.from_day)
    return max(held, key=lambda it: it.from_day)


def _clock(row: dict[str, str]) -> Clock:
    return Clock(
        date.fromisoformat(row["from_day"]),
        row["kind"],
        int(row["reply_workdays"]),
        int(row["carry_days"]),
        int(row["longer_days"]),
        row["source"],
    )
