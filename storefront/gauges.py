"""What the workers count, in memory that all who are forked share.

Each worker has a row of its own, so that two never write one number; the threads of one take turns.
The memory belongs to whoever forked them: what a killed worker had counted stays, and its row goes
on to another. Nothing is counted before it is opened.
"""

from __future__ import annotations

import mmap
import threading
from collections.abc import Sequence
from dataclasses import dataclass

STATUSES = (
    200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422,
    429, 500, 503, 0,
)  # fmt: skip
"""What is told apart; 0 is any other."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds; what took longer is in one more."""
OTHER = "other"
"""Whatever no route was found for."""
ROWS = 64
"""Workers at once that are told apart."""

_STATUS = {status: place for place, status in enumerate(STATUSES)}


@dataclass(frozen=True, slots=True)
class Counted:
    requests: dict[tuple[str, int], int]
    """By route and status, where there were any."""
    buckets: list[int]
    """How many took at most so long, each by itself; the last is what took longer than all."""
    microseconds: int
    under_way: int


class Gauges:
    def __init__(self, routes: Sequence[str]) -> None:
        self._routes = [*routes, OTHER]
        self._place = {route: nth for nth, route in enumerate(self._routes)}
        self._sums = len(self._routes) * len(STATUSES)  # then buckets, time, and who is under way
        self._width = self._sums + len(BUCKETS) + 3
        self._cells = memoryview(mmap.mmap(-1, 8 * ROWS * self._width)).cast("q")
        self._mutex = threading.Lock()
        self._row = 0

    def take_row(self, nth: int) -> None:
        """By each worker once, after it was forked."""
        self._mutex = threading.Lock()
        self._row = nth % ROWS * self._width

    def begin(self) -> None:
        with self._mutex:
            self._cells[self._row + self._width - 1] += 1

    def end(self) -> None:
        with self._mutex:
            self._cells[self._row + self._width - 1] -= 1

    def forget_those_under_way(self, nth: int) -> None:
        """Of a worker that is gone, however it went."""
        self._cells[nth % ROWS * self._width + self._width - 1] = 0

    def note(self, route: str, status: int, microseconds: int) -> None:
        place = self._place.get(route, len(self._routes) - 1) * len(STATUSES)
        place += self._row + _STATUS.get(status, len(STATUSES) - 1)
        sums = self._row + self._sums
        bucket = sums + _bucket(microseconds / 1e6)
        with self._mutex:
            self._cells[place] += 1
            self._cells[bucket] += 1
            self._cells[sums + len(BUCKETS) + 1] += microseconds

    def read(self) -> Counted:
        rows = [
            row
            for nth in range(ROWS)
            if any(row := self._cells[nth * self._width : (nth + 1) * self._width].tolist())
        ]
        summed = [sum(cells) for cells in zip(*rows, strict=True)] or [0] * self._width
        requests = {
            (route, status): many
            for nth, route in enumerate(self._routes)
            for at, status in enumerate(STATUSES)
            if (many := summed[nth * len(STATUSES) + at])
        }
        *buckets, microseconds, under_way = summed[self._sums :]
        return Counted(requests, buckets, microseconds, under_way)


def _bucket(seconds: float) -> int:
    """Most are quick."""
    for nth, most in enumerate(BUCKETS):
        if seconds <= most:
            return nth
    return len(BUCKETS)


_opened: list[Gauges] = []


def open_(routes: Sequence[str]) -> None:
    """By the server, before its workers are forked."""
    _opened[:] = [Gauges(routes)]


def opened() -> Gauges | None:
    return _opened[0] if _opened else None
