"""A fair queue for SQLite's single writer.

SQLite lets writers poll for its lock, and the unlucky ones starve. Here threads queue in the order
they came, and one per process waits for the others: whoever is next holds `next` while waiting for
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
"""Seconds to wait for a turn before telling the visitor to come back; the database's own lock is
waited for with what is left of it."""
AGAIN = 0.0005
"""Seconds between two looks at a file another process holds: the kernel waits for ever or not at
all, and whoever holds the pen may have lost the database to somebody who knows nothing of pens."""


class WriterQueue:
    def __init__(self, path: Path) -> None:
        self._next = path.with_name(path.name + ".next")
        self._held = path.with_name(path.name + ".held")
        self._mutex = threading.Lock()
        self._line: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, *, patience: float = PATIENCE) -> Iterator[float]:
        """Hold the only pen in the house; gives the moment until which one may wait for the
        database itself. Raises Busy when the line is too long."""
        deadline = time.monotonic() + patience
        self._queue(deadline)
        try:
            with _locked_file(self._next, deadline) as ours, _locked_file(self._held, deadline):
                fcntl.flock(ours, fcntl.LOCK_UN)
                yield deadline
        finally:
            self._leave()

    def _queue(self, deadline: float) -> None:
        mine = threading.Event()
        with self._mutex:
            self._line.append(mine)
            if self._line[0] is mine:
                return
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
def _locked_file(path: Path, deadline: float) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, deadline)
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy("writers") from None
            time.sleep(AGAIN)
        else:
            return
