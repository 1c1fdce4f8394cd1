"""Pages of people who are signed in are painted one after the other in each process.

Its threads share one Python: eight pages painted at once each take eight times as long, and each
question to the database costs one more wait for Python (docs/adr/0191). Deeds do not stand in this
queue, for they may wait for a lock; nor do strangers' pages, which are too small to gain by it, nor
what goes on after the answer's first byte.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from typing import Any

from flask import Flask, current_app, request

from storefront.web.front import Environ, Wsgi
from storefront.web.people import brings_session

A_TURN = 0.1
"""Seconds. Whoever paints longer goes on, but no longer alone: it may wait for something else."""
PAINTED = frozenset({"GET", "HEAD"})
PAINTER = "storefront.painter"


class Queue:
    """Whoever came first is next. A thread that has just painted is awake and would else begin its
    next page before one that waits has woken up; who is passed over so goes to the end again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: deque[Condition] = deque()
        self._painter: Condition | None = None
        self._since = 0.0

    @contextmanager
    def turn(self) -> Iterator[object]:
        painter = self._come()
        try:
            yield painter
        finally:
            self.go(painter)

    def go(self, painter: object) -> None:
        """No matter whether it has gone before, or was overtaken."""
        with self._lock:
            if self._painter is painter:
                self._painter = None
                self._wake_next()

    def is_waited_for(self) -> bool:
        return bool(self._line)

    def _come(self) -> Condition:
        me = Condition(self._lock)
        with self._lock:
            self._line.append(me)
            while self._line[0] is not me:
                me.wait()
            while (left := self._left()) > 0:
                me.wait(left)
            self._line.popleft()
            self._painter, self._since = me, time.monotonic()
            self._wake_next()  # who from now on looks at the clock
        return me

    def _left(self) -> float:
        """Seconds until it is somebody else's turn, come what may."""
        return self._since + A_TURN - time.monotonic() if self._painter else 0.0

    def _wake_next(self) -> None:
        if self._line:
            self._line[0].notify()


def install(app: Flask) -> None:
    """Before all else, so that files and kept pages wait for nobody."""
    queue = app.extensions["queue_of_pages"] = Queue()
    app.wsgi_app = _queued(queue, app.wsgi_app)  # type: ignore[method-assign,assignment]


def _queued(queue: Queue, inside: Wsgi) -> Wsgi:
    def ask(environ: Environ, start: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in PAINTED or not brings_session(environ):
            return inside(environ, start)
        with queue.turn() as painter:
            environ[PAINTER] = painter
            return inside(environ, start)

    return ask


def let_others_paint() -> None:
    """What is left of this page is a wait, for the disk or for another machine."""
    queue: Queue = current_app.extensions["queue_of_pages"]
    queue.go(request.environ.get(PAINTER))


def is_waited_for() -> bool:
    """Whether others want a page of this process just now."""
    queue: Queue = current_app.extensions["queue_of_pages"]
    return queue.is_waited_for()
