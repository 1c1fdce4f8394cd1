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

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Whoever wants the same meanwhile waits, and then looks whether it is there."""
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        is_ours = turn.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if is_ours:
                turn.release()
