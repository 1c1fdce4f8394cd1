"""Pages of people who are signed in are painted one after the other in each process.

Its threads share one Python: eight pages painted at once each take eight times as long, and each
question to the database costs one more wait for Python (docs/adr/0191). Deeds do not stand in this
queue, for they may wait for a lock; nor do strangers' pages, which are too small to gain by it, nor
what goes on after the answer's first byte.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from flask import Flask, current_app

from storefront.web.front import Environ, Wsgi
from storefront.web.people import brings_session

A_TURN = 0.1
"""Seconds. Whoever paints longer goes on, but no longer alone: it may wait for something else."""
PAINTED = frozenset({"GET", "HEAD"})


class Queue:
    def __init__(self) -> None:
        self._moved = Condition()
        self._painter: object | None = None
        self._since = 0.0
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        painter = self._come()
        try:
            yield
        finally:
            self._go(painter)

    def is_waited_for(self) -> bool:
        return self._waiting > 0

    def _come(self) -> object:
        painter = object()
        with self._moved:
            self._waiting += 1
            while (left := self._left()) > 0:
                self._moved.wait(left)
            self._waiting -= 1
            self._painter, self._since = painter, time.monotonic()
        return painter

    def _left(self) -> float:
        """Seconds until it is somebody else's turn, come what may."""
        return self._since + A_TURN - time.monotonic() if self._painter else 0.0

    def _go(self, painter: object) -> None:
        with self._moved:
            if self._painter is painter:
                self._painter = None
                self._moved.notify()


def install(app: Flask) -> None:
    """Before all else, so that files and kept pages wait for nobody."""
    queue = app.extensions["queue_of_pages"] = Queue()
    app.wsgi_app = _queued(queue, app.wsgi_app)  # type: ignore[method-assign,assignment]


def _queued(queue: Queue, inside: Wsgi) -> Wsgi:
    def ask(environ: Environ, start: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in PAINTED or not brings_session(environ):
            return inside(environ, start)
        with queue.turn():
            return inside(environ, start)

    return ask


def is_waited_for() -> bool:
    """Whether others want a page of this process just now."""
    queue: Queue = current_app.extensions["queue_of_pages"]
    return queue.is_waited_for()
