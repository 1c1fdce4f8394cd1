"""Asks the database plainly: statements are written once and sent on a line kept for them.

For pages everybody reads. SQLAlchemy writes the SQL and knows how values travel, but takes no part
in each asking, which would cost more than the database's answer. Every question is answered by
itself, outside any transaction: what a deed has not committed is not seen here.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from operator import call, itemgetter
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Dialect, Engine, Select, event
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storefront.asked import asked
from storefront.db import asked_of
from storefront.lines import Answer, Line, SqliteLine
from storefront.planning import AS_IT_STANDS

Row = Any
"""A named tuple with the statement's columns."""
Statement = Select[Any] | Any


def fetch(statement: Statement, **values: Any) -> Sequence[Row]:
    asked, rows = _ask(statement, values)
    return [asked.row(row) for row in rows]


def fetch_one(statement: Statement, **values: Any) -> Row | None:
    asked, rows = _ask(statement, values)
    return asked.row(rows[0]) if rows else None


def beat(statement: Statement, **values: Any) -> str | None:
    """What the database says, to be compared and not to be read; nothing when there is no row."""
    rows = _ask(statement, values)[1]
    return str(rows[0]) if rows else None


def _ask(statement: Statement, values: dict[str, Any]) -> "tuple[Question, Sequence[Any]]":
    engine = asked_of()
    asked = question(statement, engine.dialect)
    answer = _answer(engine, asked, values)
    if asked.row is _unknown:
        asked.learn(answer.kinds())
    return asked, answer.rows


def _unknown(_values: Sequence[Any]) -> Row:
    raise NotImplementedError


class UnknownLength(TypeError):
    """A statement that would be written anew at every asking. A programming error."""


class Question:
    """A statement as one kind of database reads it."""

    row: Callable[[Sequence[Any]], Row] = staticmethod(_unknown)

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, compile_kwargs=AS_IT_STANDS)
        written = cast(SQLCompiler, compiled)
        if written.post_compile_params:
            raise UnknownLength(written.string)
        self.sql, self.names = _with_places(written)
        self.driver_sql = written.string
        self._columns = statement.exported_columns
        self._dialect = dialect
        self._known = written.params
        self._sent = {
            name: convert
            for value, name in written.bind_names.items()
            if (convert := _impl(value.type, dialect).bind_processor(dialect))
        }

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {**self._known, **given}
        for name, convert in self._sent.items():
            values[name] = convert(values[name])
        return values

    def read(self, answer: Any) -> list[Row]:
        """What a driver's cursor has found."""
        if self.row is _unknown:
            self.learn([column[1] for column in answer.description])
        return [self.row(row) for row in answer.fetchall()]

    def learn(self, answered: Sequence[Any]) -> None:
        """How rows are read depends on what the database calls the types it answers with."""
        kinds = [_impl(column.type, self._dialect) for column in self._columns]
        readers = [
            kind.result_processor(self._dialect, name)
            for kind, name in zip(kinds, answered, strict=True)
        ]
        self.row = reader(self._columns.keys(), readers)


def _with_places(written: SQLCompiler) -> tuple[str, Sequence[str]]:
    """A statement with a place for each value, and the values' names in order. PostgreSQL itself
    reads $1 where its driver reads %(name)s."""
    if written.positiontup is not None:
        return written.string, written.positiontup
    names = list(written.params)
    places = {name: f"${nth}" for nth, name in enumerate(names, start=1)}
    sql = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], written.string)
    return sql.replace("%%", "%"), names


def reader(
    names: Sequence[str], readers: Sequence[Callable[[Any], Any] | None]
) -> Callable[[Sequence[Any]], Row]:
    """Makes rows of values as they came."""
    make = cast(Any, namedtuple("Row", names, rename=True))._make
    odd = {place: read for place, read in enumerate(readers) if read}
    if not odd:
        return cast(Callable[[Sequence[Any]], Row], make)
    reads, raw, many = list(odd.values()), _picked(list(odd)), len(names)
    nth_odd = {place: many + nth for nth, place in enumerate(odd)}
    in_order = _picked([nth_odd.get(place, place) for place in range(many)])

    def row(values: Sequence[Any]) -> Row:
        """What was read is put behind what came, and all is then picked in order: no step of
        Python for each column."""
        return make(in_order((*values, *map(call, reads, raw(values)))))

    return row


def _picked(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What stands in these places."""
    if len(places) == 1:
        return itemgetter(slice(places[0], places[0] + 1))
    return itemgetter(*places)


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


_questions: WeakKeyDictionary[Any, dict[str, Question]] = WeakKeyDictionary()


def question(statement: Statement, dialect: Dialect) -> Question:
    """Written when it is first asked, for as long as the statement is there."""
    known = _questions.setdefault(statement, {})
    if dialect.name not in known:
        known[dialect.name] = Question(statement, dialect)
    return known[dialect.name]


def _answer(engine: Engine, question: Question, values: dict[str, Any]) -> Answer:
    """Tried once more on a new line when the database had hung up: asking changes nothing."""
    lines, sent = _lines_to(engine), question.values(values)
    line = lines.take()
    try:
        answer = send(line, question, sent)
    except engine.dialect.loaded_dbapi.Error as error:
        if not engine.dialect.is_disconnect(error, line.connection, None):
            lines.give_back(line)
            raise
        lines.hang_up()
        lines.give_back(line)
        line = lines.take()
        answer = send(line, question, sent)
    lines.give_back(line)
    return answer


def send(line: Line, question: Question, values: dict[str, Any]) -> Answer:
    asked.statements += 1
    return line.ask(question.sql, question.names, values)


class Lines:
    """Lines to one database, until its engine is disposed of. The one last used is used first: it
    has its statements prepared and its pages at hand, and few are ever opened."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._all: WeakSet[Line] = WeakSet()
        self._free: list[Line] = []
        event.listen(engine, "engine_disposed", lambda _engine: self.hang_up())

    def take(self) -> Line:
        try:
            return self._free.pop()
        except IndexError:
            line = self._opened()
            self._all.add(line)
            return line

    def give_back(self, line: Line) -> None:
        if line in self._all:
            self._free.append(line)
        else:
            line.held.close()

    def hang_up(self) -> None:
        """Those that are in use are closed when they come back."""
        free, self._free, self._all = self._free, [], WeakSet()
        for line in free:
            line.held.close()

    def _opened(self) -> Line:
        held = self._engine.raw_connection()
        held.detach()
        if self._engine.dialect.name == "sqlite":
            return SqliteLine(held)
        from storefront.postgres_line import PostgresLine

        return PostgresLine(held)


_lines: WeakKeyDictionary[Engine, Lines] = WeakKeyDictionary()


def _lines_to(engine: Engine) -> Lines:
    lines = _lines.get(engine)
    return lines if lines is not None else _lines.setdefault(engine, Lines(engine))
