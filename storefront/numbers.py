"""Many numbers, given to a statement as one value."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, cast, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class each(FunctionElement[Any]):  # noqa: N801 (named as SQL functions are)
    """The numbers of a JSON list, a row each: one value to send, however many there are."""

    inherit_cache = True


@compiles(each, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(each, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **how)} AS JSON))"


def numbers(name: str) -> Select[int]:
    """Those that the statement is given under a name, as a JSON list."""
    given = each(bindparam(name, type_=Text())).alias("it")
    return select(cast(column("value"), BigInteger).label("value")).select_from(given)
