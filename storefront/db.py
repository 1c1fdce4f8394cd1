"""The session, the base class, and the column types every table shares.

The only room below the web that knows Flask-SQLAlchemy.
"""

import enum
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry, scoped_session
from sqlalchemy.types import TypeDecorator

from storefront.money import Money
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


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False}
)
session = cast(scoped_session[Session], db.session)


def insert(table: type[Base]) -> postgresql.Insert:
    """An INSERT that can say `on_conflict_do_…`, in the words of the database at hand."""
    if db.engine.dialect.name == "sqlite":
        return cast(postgresql.Insert, sqlite.insert(table))
    return postgresql.insert(table)


_writing: ContextVar[bool] = ContextVar("writing", default=False)


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
    with writing(db.engine):
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """Hold a database's pen: transactions begun inside are writing ones."""
    queue = _queues.get(str(engine.url))
    with queue.turn() if queue else nullcontext():
        token = _writing.set(True)
        try:
            yield
        finally:
            _writing.reset(token)


_queues: dict[str, WriterQueue] = {}


def must_be_writing() -> None:
    if not _writing.get():
        raise OutsideADeed("write inside `with deed():`")


@event.listens_for(Session, "before_flush")
def _only_in_a_deed(session: Session, *_rest: object) -> None:
    if session.new or session.dirty or session.deleted:
        must_be_writing()


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy needs to know about this database before it connects."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 5}
    try:
        from pysqlite3 import dbapi2  # Debian 12's own SQLite has a rare WAL bug
    except ImportError:
        return {"pool_size": 20}
    return {"module": dbapi2, "pool_size": 20}


def prepare(engine: Engine) -> None:
    """Teach a SQLite engine our manners. PostgreSQL has them already."""
    if engine.dialect.name != "sqlite":
        return
    path = make_url(str(engine.url)).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        _queues[str(engine.url)] = WriterQueue(Path(path))
    event.listen(engine, "connect", _sqlite_manners)
    event.listen(engine, "begin", _begin)


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


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
