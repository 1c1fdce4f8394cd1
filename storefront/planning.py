"""How SQLite is asked, so that it plans each statement once.

What is bound to a plain `LIMIT ?` is looked at by its planner since 3.47, and therefore it plans
such a statement anew at every asking, which costs a list as much as reading its rows. A sum is not
looked at.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

AS_IT_STANDS = {"as_it_stands": True}
"""Said when a statement is written for one limit alone: the planner is told the number, by which it
knows what to begin a join with."""


class PlannedOnce(SQLiteCompiler):
    def limit_clause(self, select: Any, **more: Any) -> str:
        # A compiler has no other way to read them; SQLAlchemy's own do so.
        limit, offset = select._limit_clause, select._offset_clause  # noqa: SLF001
        begun = "" if offset is None else f" OFFSET {self.process(offset, **more)}"
        return f"\n LIMIT {self._most(limit, **more)}{begun}"

    def _most(self, limit: Any, *, as_it_stands: bool = False, **more: Any) -> str:
        if limit is None:
            return "-1"
        if as_it_stands and getattr(limit, "value", None) is not None:
            return str(int(limit.value))
        return f"{self.process(limit, **more)} + 0"


def plan_once(engine: Engine) -> None:
    engine.dialect.statement_compiler = PlannedOnce
