"""Counts what a page asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storefront import asking, saying
from storefront.db import db

NOT_QUESTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def counted(when: Callable[[], bool] = lambda: True) -> Iterator[list[str]]:
    """The statements sent while inside; `len()` of it is what a test compares."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if when() and not statement.startswith(NOT_QUESTIONS):
            said.append(statement)

    def send(line: Any, question: Any, values: Any) -> Any:
        if when():
            said.append(question.sql)
        return plainly(line, question, values)

    plainly, asking.send = asking.send, send
    try:
        with overheard(before_cursor_execute=listen):
            yield said
    finally:
        asking.send = plainly


@contextmanager
def overheard(**listeners: Callable[..., Any]) -> Iterator[None]:
    """Listens to the database while inside, by name of SQLAlchemy's event; also to what is put
    straight to it, past SQLAlchemy."""
    plainly = saying.send

    def send(raw: Any, sql: str, values: Any) -> Any:
        listeners["before_cursor_execute"](raw, None, sql)
        return plainly(raw, sql, values)

    saying.send = send
    for name, listener in listeners.items():
        event.listen(db.engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(db.engine, name, listener)
        saying.send = plainly
