"""Many rows of another table as one value of a row: read with it, and asked for by no statement of
their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class packed(FunctionElement[Any]):  # noqa: N801 (named as SQL functions are)
    """Names and numbers of a group as one JSON text: a row to read instead of hundreds."""

    type = Text()
    inherit_cache = True


@compiles(packed, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **how)})"


@compiles(packed, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **how: Any) -> str:
    return f"CAST(json_object_agg({compiler.process(element.clauses, **how)}) AS TEXT)"
