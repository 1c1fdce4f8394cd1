"""Rows of another question inside a row: what a page lists comes with the answer it has anyway.

Each question costs the database and the line to it more than the few rows it is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from json import JSONDecoder
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Enum, Label, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine, UserDefinedType

from storefront.asking import Row, Statement, reader
from storefront.db import Dong, Moment
from storefront.money import Money


def rows_of(asked: Statement, name: str) -> Label[Any]:
    """A column with all that is asked, in its order; `asked` says what it correlates with."""
    found = asked.subquery(name)
    return select(_Listed(found.c)).scalar_subquery().label(name)


class _Listed(FunctionElement[Any]):
    inherit_cache = True

    def __init__(self, columns: Iterable[ColumnElement[Any]]) -> None:
        super().__init__(*columns)
        self.type = _Rows(list(self.clauses))


class _Rows(UserDefinedType[list[Row]]):
    """They travel as JSON, and are read as rows are that were asked for by themselves."""

    cache_ok = False

    def __init__(self, columns: list[ColumnElement[Any]]) -> None:
        self.columns = columns

    def result_processor(self, dialect: Any, _coltype: Any) -> Callable[[Any], list[Row]]:
        names = [column.key or "" for column in self.columns]
        row = reader(names, [_from_json(column.type) for column in self.columns])
        # PostgreSQL's driver has read the JSON already, and says nothing where there are no rows.
        return lambda told: [
            row(values) for values in (_read_json(told) if isinstance(told, str) else told or ())
        ]


def _from_json(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, (Moment, DateTime)):
        raise NotImplementedError("each database writes moments into JSON in its own way")
    if isinstance(kind, Enum):
        return _unless_nothing(kind.python_type)
    return next((_unless_nothing(read) for it, read in _READ.items() if isinstance(kind, it)), None)


_read_json = JSONDecoder().decode
_READ: dict[type[Any], Callable[[Any], Any]] = {
    Dong: Money,
    Date: date.fromisoformat,
    Boolean: bool,
}


def _unless_nothing(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


@compiles(_Listed, "sqlite")
def _on_sqlite(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **how)}))"


@compiles(_Listed, "postgresql")
def _on_postgresql(element: _Listed, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **how)}))"
