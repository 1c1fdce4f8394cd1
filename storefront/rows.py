"""Adding rows with little ado: the statements are built once, and what was written is known."""

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from storefront.db import Base, must_be_writing, session

Thing = TypeVar("Thing", bound=Base)


def put(model: type[Base], *rows: dict[str, Any]) -> None:
    """Add rows nobody will look at in this deed. A tenth of the work of objects."""
    must_be_writing()
    session.connection().execute(_plainly(model), list(rows))


def put_once(model: type[Base], *, unless: tuple[str, ...], **values: Any) -> int | None:
    """Add a row and give its id, unless one with the same key is there; then nothing.

    The database decides, so that of two who try at the same moment exactly one adds.
    """
    must_be_writing()
    connection = session.connection()
    adding = _unless(model, unless, connection.dialect.name)
    return connection.execute(adding, values).scalar()


def add_once(model: type[Thing], *, unless: tuple[str, ...], **values: Any) -> Thing | None:
    """Like `put_once`, and gives the thing itself, as the session would have read it."""
    row = _blank(model) | values
    number = put_once(model, unless=unless, **row)
    return _known(model, number, row) if number is not None else None


def add(model: type[Thing], **values: Any) -> Thing:
    """Add a row now. The database refuses one whose key is there."""
    row = _blank(model) | values
    number = put_once(model, unless=(), **row)
    assert number is not None  # noqa: S101  nothing it would yield to
    return _known(model, number, row)


def _known(model: type[Thing], number: int, row: dict[str, Any]) -> Thing:
    thing = model(id=number, **row)
    make_transient_to_detached(thing)  # what is in the database need not be read again
    key = identity_key(model, number)
    if key in session.identity_map:  # of a deed that failed: SQLite gives its number to the next
        session.expunge(session.identity_map[key])
    session.add(thing)
    return thing


@cache
def _plainly(model: type[Base]) -> Executable:
    return insert(model.__table__)  # type: ignore[arg-type]


@cache
def _unless(model: type[Base], unless: tuple[str, ...], dialect: str) -> Executable:
    table: Any = model.__table__
    if not unless:
        return insert(table).returning(table.c.id)
    words = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return words(table).on_conflict_do_nothing(index_elements=unless).returning(table.c.id)


@cache
def _blank(model: type[Base]) -> dict[str, Any]:
    """What a new row holds where nothing is said."""
    return {
        column.key: column.default.arg if column.default is not None else None
        for column in model.__table__.columns
        if not column.primary_key
    }
