"""Hangs up on a PostgreSQL that does not answer any more, in web servers.

A server that lives ends every question in time, because it was told to (`statement_timeout`). Who
is silent for longer is not there: a machine without power, or a network that swallows everything.
TCP waits for it for a quarter of an hour, and a visitor and a thread with it.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

ANSWERS_IN = 15.0
"""Seconds for any one question of a page. Commands and the worker may ask for longer."""
SILENT = ANSWERS_IN + 2
EVERY = 1.0
_ACTIVE = 1
"""libpq: something was asked and not answered yet."""

is_on = False
_lines: WeakSet[Any] = WeakSet()
_since: WeakKeyDictionary[Any, float] = WeakKeyDictionary()


def met(line: Any) -> None:
    """A new line to PostgreSQL."""
    _lines.add(line)


def begin() -> None:
    """In each web worker, before it opens a line."""
    global is_on
    is_on = True
    threading.Thread(target=_watch, daemon=True, name="line watch").start()


def _watch() -> None:
    while True:
        time.sleep(EVERY)
        look(time.monotonic())


def look(now: float) -> None:
    for line in list(_lines):
        if line.closed or line.pgconn.transaction_status != _ACTIVE:
            _since.pop(line, None)
        elif now - _since.setdefault(line, now) > SILENT:
            _hang_up(line)


def _hang_up(line: Any) -> None:
    """Whoever waits for an answer on it hears that the line is dead."""
    ours = socket.socket(fileno=line.fileno())
    try:
        ours.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was dead already
    finally:
        ours.detach()
