"""Says plainly what is to be written: statements are written once, and sent on the deed's own line.

As `asking` does for pages. What needs no answer waits and goes with the next question, or with the
end of the deed; all of it in one trip where the database can. Nothing that SQLAlchemy asks in the
same deed is asked before what was said has been sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from storefront import asking
from storefront.asked import asked
from storefront.asking import Question, Row, Statement
from storefront.db import is_writing, line, patience_left, session

Said: TypeAlias = tuple[str, Any]
"""A statement as the database reads it, and its values."""
UNSENT = "unsent"
ENDS = "ends"
"""Whether the end of the transaction can be said with the rest."""


def say(statement: Statement, values: Mapping[str, Any]) -> None:
    """Have it written before the deed ends."""
    ours = line()
    ours.info[UNSENT].append(_said(asking.question(statement, ours.dialect), values))


def ask(statement: Statement, values: Mapping[str, Any]) -> Sequence[Row]:
    """Have it written now, and hear what came of it; or hear what is there by now."""
    session.flush()
    ours = line()
    question = asking.question(statement, ours.dialect)
    return question.read(_send(ours, [*_unsent(ours), _said(question, values)]))


def _said(question: Question, values: Mapping[str, Any]) -> Said:
    ready = question.values(values)
    is_named = "%(" in question.driver_sql
    return question.driver_sql, ready if is_named else [ready[name] for name in question.names]


def raw() -> Any:
    """The driver's own line, for loading in bulk. All that was said before has been sent."""
    ours = line()
    _send_all(ours)
    return ours.connection.dbapi_connection


def prepare(engine: Engine) -> None:
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _before_asking)
    event.listen(engine, "commit", _end)


def _begin(ours: Connection) -> None:
    """The first thing that waits to be said. The drivers' own transactions are off."""
    otherwise = _BEGIN[ours.dialect.name] if is_writing() else ""
    if otherwise and ours.dialect.name == "sqlite":
        raw_line: Any = ours.connection.dbapi_connection
        raw_line.execute(f"PRAGMA busy_timeout = {patience_left()}")
    begin = ours.get_execution_options().get("begin", otherwise)
    ours.info[UNSENT] = [(begin, ())] if begin else []
    ours.info[ENDS] = bool(begin) and ours.dialect.name == "postgresql"


def _end(ours: Connection) -> None:
    """What still waits goes together with the end; the driver then finds nothing to commit."""
    if ours.info.pop(ENDS, False):
        ours.info[UNSENT].append(("COMMIT", ()))
    _send_all(ours)


def _before_asking(ours: Connection, *_rest: object) -> None:
    asked.statements += 1
    _send_all(ours)


_BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}


def _send_all(ours: Connection) -> None:
    if ours.info.get(UNSENT):
        _send(ours, _unsent(ours))


def _unsent(ours: Connection) -> list[Said]:
    waiting: list[Said] = ours.info[UNSENT]
    ours.info[UNSENT] = []
    return waiting


def _send(ours: Connection, said: Sequence[Said]) -> Any:
    """Gives what the last one is answered."""
    raw = ours.connection.dbapi_connection
    with _known_errors(ours), _together(raw, len(said)):
        for sql, values in said:
            answer = send(raw, sql, values)
    return answer


def send(raw: Any, sql: str, values: Any) -> Any:
    asked.statements += 1
    return raw.execute(sql, values)


def _together(raw: Any, many: int) -> AbstractContextManager[Any]:
    pipeline = getattr(raw, "pipeline", None)  # PostgreSQL's
    return pipeline() if pipeline and many > 1 else nullcontext()


@contextmanager
def _known_errors(ours: Connection) -> Iterator[None]:
    """What the driver raises, as everybody here knows it."""
    kinds, raw = ours.dialect.loaded_dbapi.Error, ours.connection.dbapi_connection
    try:
        yield
    except kinds as error:
        gone = ours.dialect.is_disconnect(error, raw, None)
        if gone:
            ours.invalidate(error)
        raise DBAPIError.instance("", {}, error, kinds, connection_invalidated=gone) from error
