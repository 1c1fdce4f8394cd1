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

    def send_together(raw: Any, sql: str, values: Any) -> Any:
        listen(raw, None, sql)
        return together(raw, sql, values)

    plainly, asking.send = asking.send, send
    together, saying.send = saying.send, send_together
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
        asking.send, saying.send = plainly, together
