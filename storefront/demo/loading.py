"""Writing many rows at once: guards and indexes step aside and are put back at the end.

All in the caller's deed, so that a load which breaks leaves nothing behind, on both databases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, func, select, text

from storefront import saying
from storefront.db import session
from storefront.demo.rows import Rows

CACHE_KB = 500_000
"""Unique columns get their values in no order, so SQLite must hold their whole indexes."""


class BrokenReference(Exception):
    """A row points at nothing."""


class Unbalanced(Exception):
    """Some journals do not sum to zero. The books' own guard was away, so we looked ourselves."""


@contextmanager
def hurry(engine: Engine) -> Iterator[None]:
    """While inside, SQLite writes new pages straight into its file and follows no references.

    A load into an empty market has next to nothing to undo; a write-ahead log would hold it twice.
    References are looked at all together at the end.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    session.remove()  # what is still open would keep the log
    engine.dispose()
    event.listen(engine, "connect", _without_log)
    try:
        yield
    finally:
        session.remove()
        event.remove(engine, "connect", _without_log)
        engine.dispose()


def _without_log(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
    except Exception as error:  # the driver's own class, whichever driver it is
        if "locked" not in str(error):
            raise  # somebody is reading: then with the log


def loader() -> Loader:
    sqlite = session.connection().dialect.name == "sqlite"
    return SqliteLoader() if sqlite else PostgresLoader()


class Loader:
    """Writes rows through the session's own transaction."""

    def __init__(self) -> None:
        self._back: list[str] = []

    @property
    def _raw(self) -> Any:
        return saying.raw()

    def set_aside(self, tables: list[str]) -> None:
        raise NotImplementedError

    def write(self, rows: Rows) -> None:
        raise NotImplementedError

    def write_all(self, book: Iterable[Rows]) -> None:
        for rows in book:
            if rows.waiting:
                self.write(rows)

    def put_back(self) -> None:
        for statement in self._back:
            self._raw.execute(statement)
        _refuse_unbalanced()


class SqliteLoader(Loader):
    def set_aside(self, tables: list[str]) -> None:
        for kind, name, table, sql in self._guards():
            if table in tables:
                self._back.append(sql)
                self._raw.execute(f'DROP {kind} "{name}"')

    def write(self, rows: Rows) -> None:
        columns = ", ".join(f'"{column}"' for column in rows.columns)
        places = ", ".join("?" * len(rows.columns))
        sql = f'INSERT INTO "{rows.table.name}" ({columns}) VALUES ({places})'  # noqa: S608
        self._raw.executemany(sql, rows.take())

    def put_back(self) -> None:
        super().put_back()
        for name in self._searches():
            self._raw.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608
        broken = self._raw.execute("PRAGMA foreign_key_check").fetchmany(3)
        if broken:
            raise BrokenReference(str(broken))
        self._raw.execute("ANALYZE")

    def _guards(self) -> list[tuple[str, str, str, str]]:
        wanted = (
            "SELECT type, name, tbl_name, sql FROM sqlite_master"
            " WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid"
        )
        return list(self._raw.execute(wanted).fetchall())

    def _searches(self) -> list[str]:
        wanted = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        return [name for (name,) in self._raw.execute(wanted).fetchall()]


_PG_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'u'
    FROM pg_constraint WHERE contype IN ('u', 'f') AND conrelid::regclass::text = ANY(%s)
    ORDER BY contype = 'f', conname
"""
_PG_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s)
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    ORDER BY 1
"""


class PostgresLoader(Loader):
    def set_aside(self, tables: list[str]) -> None:
        self._tables = [_quoted(table) for table in tables]
        self._raw.execute("SET LOCAL timezone = 'UTC'")
        self._raw.execute("SET LOCAL maintenance_work_mem = '256MB'")
        self._set_triggers("DISABLE")
        self._drop_indexes()
        self._drop_constraints()

    def write(self, rows: Rows) -> None:
        columns = ", ".join(f'"{column}"' for column in rows.columns)
        copy = f'COPY "{rows.table.name}" ({columns}) FROM STDIN'
        with self._raw.cursor() as cursor, cursor.copy(copy) as target:
            for row in rows.take():
                target.write_row(row)

    def put_back(self) -> None:
        for table in self._tables:
            self._raw.execute(f"ANALYZE {table}")
        super().put_back()
        self._set_triggers("ENABLE")
        for table in self._tables:
            self._move_sequence(table)

    def _set_triggers(self, state: str) -> None:
        for table in self._tables:
            self._raw.execute(f"ALTER TABLE {table} {state} TRIGGER USER")

    def _drop_indexes(self) -> None:
        for name, definition in self._raw.execute(_PG_INDEXES, [self._tables]).fetchall():
            self._back.append(definition)
            self._raw.execute(f"DROP INDEX {name}")

    def _drop_constraints(self) -> None:
        found = self._raw.execute(_PG_CONSTRAINTS, [self._tables]).fetchall()
        # Unique keys come back before the references that may rest on them, and go after.
        for table, name, definition, _unique in found:
            self._back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table, name, _definition, _unique in reversed(found):
            self._raw.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def _move_sequence(self, table: str) -> None:
        self._raw.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
            f" FROM {table} HAVING max(id) IS NOT NULL"
        )


def _quoted(table: str) -> str:
    """As PostgreSQL itself writes the name: only the order table needs quotes."""
    return f'"{table}"' if table == "order" else table


def _refuse_unbalanced() -> None:
    off = session.execute(
        text("SELECT journal_id FROM movement GROUP BY journal_id HAVING sum(amount) <> 0 LIMIT 3")
    ).all()
    if off:
        raise Unbalanced(f"journals {[row[0] for row in off]}")


def continue_numbers(rows: Rows) -> None:
    """Let new rows follow those that are there."""
    if "id" in rows.table.c:
        rows.start_after(session.scalar(select(func.max(rows.table.c.id))) or 0)
