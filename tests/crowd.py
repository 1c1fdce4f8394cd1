"""Many people at the same moment, each with a line and a database connection of their own; and
whoever is killed in the middle."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient

from storefront.db import db, session

Answer = TypeVar("Answer")


def at_once(app: Flask, deeds: Sequence[Callable[[FlaskClient], Answer]]) -> list[Answer]:
    """Start all deeds together, and give what each came to."""
    start = threading.Barrier(len(deeds))
    came_to: dict[int, Answer] = {}

    def do(number: int, deed: Callable[[FlaskClient], Answer]) -> None:
        client = app.test_client()
        start.wait()
        came_to[number] = deed(client)

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [came_to[number] for number in range(len(deeds))]


def in_another_process(does: Callable[[], object]) -> int:
    """With connections of its own. Gives how it ended."""
    session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            does()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
