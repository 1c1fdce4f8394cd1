"""A line to the database for plain questions, in the words of the driver at hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import PoolProxiedConnection


class Answer(NamedTuple):
    rows: Sequence[Sequence[Any]]
    kinds: Callable[[], Sequence[Any]]
    """What the database calls the type of each column."""


class Line(Protocol):
    held: PoolProxiedConnection
    """Closes when nobody holds it."""
    connection: Any
    """The driver's."""

    def ask(self, sql: str, names: Sequence[str], values: Mapping[str, Any]) -> Answer: ...


class SqliteLine:
    def __init__(self, held: PoolProxiedConnection) -> None:
        self.held = held
        self.connection: Any = held.dbapi_connection

    def ask(self, sql: str, names: Sequence[str], values: Mapping[str, Any]) -> Answer:
        cursor = self.connection.execute(sql, [values[name] for name in names])
        return Answer(cursor.fetchall(), lambda: [column[1] for column in cursor.description])
