"""One at a time, for each thing that several threads may want to make at once."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

PATIENCE = 10
"""Seconds in which whoever makes a thing is done with it, or gone."""


class Turns:
    def __init__(self) -> None:
        self._lock = Lock()
        self._turns: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()
        self._at_work = 0

    def is_any(self) -> bool:
        """Whether somebody is making anything just now."""
        return self._at_work > 0

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Whoever wants the same meanwhile waits, and then looks whether it is there."""
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        is_ours = turn.acquire(timeout=PATIENCE)
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)
            if is_ours:
                turn.release()

    def _count(self, more: int) -> None:
        with self._lock:
            self._at_work += more
