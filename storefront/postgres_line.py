"""A line to PostgreSQL for plain questions. Imported where there is one: psycopg takes room."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from sqlalchemy import PoolProxiedConnection

from storefront.lines import Answer


class PostgresLine:
    """Asks libpq itself: each question is prepared and planned when it is first asked, and asked
    without a cursor, which takes half of psycopg's time.

    Left alone, PostgreSQL plans a question anew for its first five values, and some for ever.
    """

    def __init__(self, held: PoolProxiedConnection) -> None:
        self.held = held
        self.connection = cast(Connection[Any], held.dbapi_connection)
        self.connection.autocommit = True
        self.connection.execute("SET plan_cache_mode = force_generic_plan")
        self._travel = Transformer(self.connection)
        self._prepared: dict[str, bytes] = {}

    def ask(self, sql: str, names: Sequence[str], values: Mapping[str, Any]) -> Answer:
        sent = self._travel.dump_sequence(
            [values[name] for name in names], [PyFormat.AUTO] * len(names)
        )
        name = self._prepared.get(sql) or self._prepare(sql)
        answer = self.connection.pgconn.exec_prepared(name, cast(Any, sent), self._travel.formats)
        self._must_be(ExecStatus.TUPLES_OK, answer)
        self._travel.set_pgresult(answer)
        rows = self._travel.load_rows(0, answer.ntuples, tuple)
        return Answer(rows, lambda: [answer.ftype(nth) for nth in range(answer.nfields)])

    def _prepare(self, sql: str) -> bytes:
        name = b"asked%d" % len(self._prepared)
        answer = self.connection.pgconn.prepare(name, sql.encode(), self._travel.types)
        self._must_be(ExecStatus.COMMAND_OK, answer)
        self._prepared[sql] = name
        return name

    def _must_be(self, status: ExecStatus, answer: Any) -> None:
        if answer.status == status:
            return
        told = error_from_result(answer, self.connection.info.encoding)
        # Of a server that was killed there is no code to tell an outage from a wrong question by.
        raise OperationalError(str(told)) if self.connection.closed else told
