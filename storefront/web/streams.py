"""Answers that stay open and say something now and then, few enough to leave room for pages.

An open answer holds one of a worker's threads. There are few of them, each ends after a while and
is asked for again, and while one waits it holds neither a line to the database nor a transaction.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask, Response

MOST = 2
"""In one worker, of its eight threads."""
LASTS = 240.0
"""Seconds, after which the browser asks again: whoever waits for a place gets one."""
LOOKS_EVERY = 2.0
SPEAKS_EVERY = 10.0
"""Seconds without news, after which it says that nothing has changed."""
ASKS_AGAIN = 3_000
"""Milliseconds until a browser asks again."""


class Said(NamedTuple):
    kind: str
    what: Mapping[str, Any]
    beat: str = ""


class Streams:
    def __init__(self, app: Flask, *, most: int = MOST, lasts: float = LASTS) -> None:
        self.app = app
        self.lasts = lasts
        self._most, self._open, self._lock = most, set[object](), Lock()
        self._is_closing: Callable[[], bool] = lambda: False

    def end_when(self, is_closing: Callable[[], bool]) -> None:
        """So that a worker that is to stop need not wait for them."""
        self._is_closing = is_closing

    def open(self, feel: Callable[[], str], look: Callable[[str], Said | None]) -> Response:
        """`feel` is cheap and tells whether to `look`, which is given what was said last, and
        has nothing to say when whoever listens may no longer hear it."""
        place = object()
        with self._lock:
            if len(self._open) >= self._most:
                return _full(self.lasts)
            self._open.add(place)
        answer = Response(self._words(feel, look), mimetype="text/event-stream", headers=HEADERS)
        answer.call_on_close(lambda: self._open.discard(place))
        return answer

    def _words(self, feel: Callable[[], str], look: Callable[[str], Said | None]) -> Iterator[str]:
        yield f"retry: {ASKS_AGAIN}\n\n"
        began = spoke = time.monotonic()
        felt, beat = "", ""
        while True:
            now = feel()
            if now != felt or time.monotonic() - spoke >= SPEAKS_EVERY:
                said = look(beat)
                if said is None:
                    yield written(Said("gone", {}))
                    return
                felt, beat, spoke = now, said.beat, time.monotonic()
                yield written(said)
            if time.monotonic() - began >= self.lasts or self._is_closing():
                return
            time.sleep(LOOKS_EVERY)


HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
"""The second keeps nginx from collecting words until there are many."""


def written(said: Said) -> str:
    name = f"id: {said.beat}\n" if said.beat else ""
    return f"{name}event: {said.kind}\ndata: {json.dumps(said.what, ensure_ascii=False)}\n\n"


def _full(lasts: float) -> Response:
    """No room: ask for the figures themselves, and for a stream later."""
    headers = {"Retry-After": str(int(lasts)), "Cache-Control": "private, no-store"}
    return Response("", 503, headers, mimetype="text/plain")
