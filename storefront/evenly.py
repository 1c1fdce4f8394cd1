"""A worker that leaves a new connection to another with fewer.

Lines stay open between requests. Whichever worker happens to be awake takes most of the new ones,
and then all on those lines wait for that worker while another is idle.
"""

from __future__ import annotations

import mmap
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

MOST = 64
"""Workers that tell each other how many lines they hold."""
PATIENCE = 4
"""How often a line is left to others before we take it after all: they may be busy, or gone."""
A_MOMENT = 0.0005
"""Seconds for another to take it."""

_held = memoryview(mmap.mmap(-1, 4 * MOST)).cast("i")
"""Shared by all who are forked from here: lines held, and one more; nought is nobody."""


def forget(worker: Any) -> None:
    """It is gone, however it went."""
    _held[worker.age % MOST] = 0


def how_many() -> int:
    """Workers that are there."""
    return sum(1 for it in _held if it)


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    _left = 0

    def notify(self) -> None:
        super().notify()
        self._tell()

    def _tell(self) -> None:
        _held[self.age % MOST] = self.nr_conns + 1

    def accept(self, listener: Any) -> None:
        if self._left < PATIENCE and self._has_more_than_another():
            self._left += 1
            time.sleep(A_MOMENT)
            return
        self._left = 0
        super().accept(listener)
        self._tell()

    def _has_more_than_another(self) -> bool:
        fewest = min((it for it in _held if it), default=0)
        return bool(self.nr_conns + 1 > fewest)
