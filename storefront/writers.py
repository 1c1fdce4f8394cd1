"""A fair queue for SQLite's single writer.

SQLite lets writers poll for its lock, and the unlucky ones starve. Here threads queue in the order
they came, and one per process waits in the kernel: whoever is next holds `next` while waiting for
`held`, so a busy process cannot overtake another.
"""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storefront.errors import Busy

PATIENCE = 5.0
"""Seconds to wait for a turn before telling the visitor to come back."""


class WriterQueue:
    def __init__(self, path: Path) -> None:
        self._next = path.with_name(path.name + ".next")
        self._held = path.with_name(path.name + ".held")
        self._mutex = threading.Lock()
        self._line: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, *, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the only pen in the house. Raises Busy when the line is too long."""
        self._queue(patience)
        try:
            with _locked_file(self._next) as waiting, _locked_file(self._held):
                fcntl.flock(waiting, fcntl.LOCK_UN)
                yield
        finally:
            self._leave()

    def _queue(self, patience: float) -> None:
        mine = threading.Event()
        with self._mutex:
            self._line.append(mine)
            if self._line[0] is mine:
                return
        deadline = time.monotonic() + patience
        if not mine.wait(deadline - time.monotonic()):
            self._give_up(mine)

    def _give_up(self, mine: threading.Event) -> None:
        with self._mutex:
            if mine.is_set():
                return  # our turn came while we were deciding to leave
            self._line.remove(mine)
        raise Busy("writers")

    def _leave(self) -> None:
        with self._mutex:
            self._line.popleft()
            if self._line:
                self._line[0].set()


@contextmanager
def _locked_file(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
