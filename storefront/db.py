"""The session, the base class, and the column types every table shares.

The only room below the web that knows Flask-SQLAlchemy.
"""

import enum
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry, scoped_session
from sqlalchemy.types import TypeDecorator

from storefront import line_watch, on_disk
from storefront.money import Money
from storefront.planning import plan_once
from storefront.writers import WriterQueue


class Moment(TypeDecorator[datetime]):
    """A UTC moment. Naive datetimes are refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        # SQLite hands the moment back without its zone.
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Dong(TypeDecorator[Money]):
    """Money, kept as a whole number of đồng."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return value.dong if value is not None else None

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        # PostgreSQL's sums of đồng are decimals.
        return Money(int(value)) if value is not None else None


Json = JSON().with_variant(JSONB(), "postgresql")
BigKey = BigInteger().with_variant(Integer(), "sqlite")

pk = Annotated[int, mapped_column(BigKey, primary_key=True)]


class Base(DeclarativeBase):
    # One registry, because Flask-SQLAlchemy derives a class from this one.
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Moment(),
            Money: Dong(),
            dict[str, Any]: Json,
            enum.Enum: Enum(
                enum.Enum,
                native_enum=False,
                length=32,
                create_constraint=False,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


_elsewhere: ContextVar[Engine | None] = ContextVar("elsewhere", default=None)


class MarketSession(FlaskSession):
    """Reads where `asked_of` says, and writes where everything is written."""

    def get_bind(self, *which: Any, **told: Any) -> Engine | Connection:
        elsewhere = _elsewhere.get()
        if elsewhere is not None and not is_writing():
            return elsewhere
        return super().get_bind(*which, **told)


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "class_": MarketSession},
)
session = cast(scoped_session[Session], db.session)


def insert(table: type[Base]) -> postgresql.Insert:
    """An INSERT that can say `on_conflict_do_…`, in the words of the database at hand."""
    if db.engine.dialect.name == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(table))
    return postgresql.insert(table)


_writing: ContextVar[bool] = ContextVar("writing", default=False)
_until: ContextVar[float] = ContextVar("until", default=0.0)
_line: ContextVar[Connection | None] = ContextVar("line", default=None)


LONGEST_LOCK = 4_500
"""Milliseconds. With what else there is to do, an answer comes within five seconds."""
CONNECTS_IN = 3
"""Seconds for PostgreSQL to greet a new line."""


class OutsideADeed(RuntimeError):
    """Something tried to write without `with deed():`. A programming error, never a visitor's."""


@contextmanager
def deed() -> Iterator[None]:
    """One writing transaction: begun now, committed at the end, undone on any error.

    What was read before is forgotten, so that decisions rest on what is true under the lock.
    Raises Busy when other writers hold the database for too long.
    """
    if _writing.get():
        raise OutsideADeed("deeds do not nest: one edge, one transaction")
    session.rollback()
    session.expire_all()  # a rollback forgets nothing of what was asked plainly
    with writing(db.engine):
        try:
            token = _line.set(session.connection())
            try:
                yield
            finally:
                _line.reset(token)
            session.commit()
        except BaseException:
            session.rollback()
            raise


def gone(statement: Executable) -> int:
    """Delete or change rows; gives how many."""
    return int(cast(CursorResult[Any], session.execute(statement)).rowcount)


@contextmanager
def brief_deed() -> Iterator[None]:
    """A deed that hands the pen on before it is on disk, and ends when it is: those who write
    little and often wait for the disk together. PostgreSQL does so by itself."""
    with deed():
        on_disk.later(line())
        yield
    on_disk.now(db.engine)


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """Hold a database's pen: transactions begun inside are writing ones."""
    queue = _queues.get(str(engine.url))
    with queue.turn() if queue else nullcontext(0.0) as until:
        token, deadline = _writing.set(True), _until.set(until)
        try:
            yield
        finally:
            _writing.reset(token)
            _until.reset(deadline)


def patience_left() -> int:
    """Milliseconds for which whoever has the pen may wait for SQLite itself."""
    return max(int((_until.get() - time.monotonic()) * 1_000), 100)


_queues: dict[str, WriterQueue] = {}


def line() -> Connection:
    """The deed's own line to the database."""
    must_be_writing()
    ours = _line.get()
    return session.connection() if ours is None or ours.closed else ours


def is_writing() -> bool:
    return _writing.get()


def must_be_writing() -> None:
    if not is_writing():
        raise OutsideADeed("write inside `with deed():`")


@event.listens_for(Session, "before_flush")
def _only_in_a_deed(session: Session, *_rest: object) -> None:
    if session.new or session.dirty or session.deleted:
        must_be_writing()


def asked_of() -> Engine:
    """Who is asked plainly: a replica while `replica.reading`, else the database itself."""
    elsewhere = _elsewhere.get()
    return db.engine if elsewhere is None or is_writing() else elsewhere


@contextmanager
def asking_of(engine: Engine) -> Iterator[None]:
    token = _elsewhere.set(engine)
    try:
        yield
    finally:
        _elsewhere.reset(token)


def reading_bit_by_bit() -> Connection:
    """For an answer that is too long to hold: all of it is of the moment it was asked."""
    return db.engine.connect().execution_options(begin="BEGIN")


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy needs to know about this database before it connects."""
    # The line last used is used first: it has its statements prepared and its pages at hand.
    if not url.startswith("sqlite"):
        pool = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 5, "pool_use_lifo": True}
        return pool | {"connect_args": {"connect_timeout": CONNECTS_IN}}
    try:
        from pysqlite3 import dbapi2  # Debian 12's own SQLite has a rare WAL bug
    except ImportError:
        return {"pool_size": 20, "pool_use_lifo": True}
    return {"module": dbapi2, "pool_size": 20, "pool_use_lifo": True}


def prepare(engine: Engine) -> None:
    """Teach an engine our manners: no transaction outside a deed, each question by itself."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _postgresql_manners)
        event.listen(engine, "checkout", _refuse_dead_lines)
        return
    plan_once(engine)
    on_disk.prepare(engine)
    event.listen(engine, "connect", _sqlite_manners)
    path = make_url(str(engine.url)).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        _queues[str(engine.url)] = WriterQueue(Path(path))


def _sqlite_manners(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged payment is on disk
        "busy_timeout = 5000",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -2000",  # every thread has one; the mapped file is shared by all
        "mmap_size = 268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _postgresql_manners(connection: Any, _record: object) -> None:
    from psycopg.types.numeric import Int8Dumper

    connection.autocommit = True  # we say BEGIN ourselves
    line_watch.met(connection)
    if line_watch.is_on:
        connection.execute(f"SET statement_timeout = {int(line_watch.ANSWERS_IN * 1_000)}")
    for setting in (
        "jit = off",  # it compiles for longer than our questions take
        "max_parallel_workers_per_gather = 0",  # starting helpers takes longer too
        "random_page_cost = 1.1",  # what pages ask for is in memory
        f"lock_timeout = {LONGEST_LOCK}",  # then whoever asked is told to come again
    ):
        connection.execute(f"SET {setting}")
    # Else each size of each number would be a statement of its own, prepared and planned anew.
    connection.adapters.register_dumper(int, Int8Dumper)


def _refuse_dead_lines(connection: Any, _record: object, _proxy: object) -> None:
    """A server that was started again has hung up. Seen here, without asking it anything."""
    line = select.poll()
    line.register(connection.fileno(), _HUNG_UP)
    if line.poll(0):
        raise DisconnectionError


_HUNG_UP = getattr(select, "POLLRDHUP", select.POLLHUP)
