"""Adding and reading rows with little ado: the statements are built once, and what was written or
read is known to the session."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import (
    instance_dict,
    instance_state,
    manager_of_class,
    set_committed_value,
)
from sqlalchemy.orm.util import identity_key

from storefront.asking import Statement
from storefront.db import Base, line, session
from storefront.saying import ask, say

Thing = TypeVar("Thing", bound=Base)


def put(model: type[Base], *rows: dict[str, Any], unless: tuple[str, ...] = ()) -> None:
    """Add rows nobody will look at in this deed. They are sent together with others, by its end."""
    if rows:
        statement = _adding(model, len(rows), unless, line().dialect.name)
        say(statement, numbered(model, rows))


def put_once(model: type[Base], *, unless: tuple[str, ...], **values: Any) -> int | None:
    """Add a row and give its id, unless one with the same key is there; then nothing.

    The database decides, so that of two who try at the same moment exactly one adds.
    """
    return next(iter(put_all_once(model, values, unless=unless)), None)


def put_all_once(
    model: type[Base], *rows: dict[str, Any], unless: tuple[str, ...] = ()
) -> list[int]:
    """Add those that are not there yet, and give their ids."""
    statement = _adding_and_telling(model, len(rows), unless, line().dialect.name)
    return [added.id for added in ask(statement, numbered(model, rows))]


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


def add_all(
    model: type[Thing],
    *rows: dict[str, Any],
    told_by: tuple[str, ...],
    unless: tuple[str, ...] = (),
) -> list[Thing]:
    """Add rows in one statement, and give the things in their order, without those that yielded.

    Databases number rows as they like: `told_by` names what tells these apart.
    """
    whole = [_blank(model) | row for row in rows]
    statement = _adding_and_telling(model, len(rows), unless, line().dialect.name, told_by)
    numbers = {tuple(it[1:]): it.id for it in ask(statement, numbered(model, whole))}
    keys = [tuple(row[name] for name in told_by) for row in whole]
    return [
        _known(model, numbers[key], row)
        for key, row in zip(keys, whole, strict=True)
        if key in numbers
    ]


def change(thing: Base, **values: Any) -> None:
    """Change a row the deed has locked. It is sent together with others, by the deed's end."""
    key = {"number": thing.id}  # type: ignore[attr-defined]
    say(_changing(type(thing), tuple(values)), key | {f"new_{it}": values[it] for it in values})
    for name, value in values.items():
        set_committed_value(thing, name, value)


def columns(*models: type[Base]) -> list[ColumnElement[Any]]:
    """All that there is to ask of these, for `things` to read."""
    return [column for model in models for column in _table(model).columns]


def things(row: Sequence[Any], *models: type[Base]) -> list[Any]:
    """What a row of `columns` tells of, one thing of each; nothing where the row has none.

    As the session would have read them, in a fifth of its time.
    """
    found, at = [], 0
    for model in models:
        names = _names(model)
        told = dict(zip(names, row[at : at + len(names)], strict=True))
        found.append(_met(model, told.pop("id"), told))
        at += len(names)
    return found


def _met(model: type[Thing], number: int | None, row: dict[str, Any]) -> Thing | None:
    if number is None:
        return None
    there: Thing | None = session.identity_map.get(identity_key(model, number))
    if there is None:
        return _known(model, number, row)
    for name, value in {"id": number, **row}.items():  # forgotten, each of them, since a rollback
        set_committed_value(there, name, value)
    return there


def _known(model: type[Thing], number: int, row: dict[str, Any]) -> Thing:
    """Made known as SQLAlchemy does with what it reads: `session.add` would look at each of its
    relations for what else is to be added."""
    thing: Thing = manager_of_class(model).new_instance()
    instance_dict(thing).update(row, id=number)
    key, ours = identity_key(model, number), session()
    if key in ours.identity_map:  # of a deed that failed: SQLite gives its number to the next
        ours.expunge(ours.identity_map[key])
    state = instance_state(thing)
    state.key, state.session_id = key, ours.hash_key
    ours.identity_map.add(state)
    return thing


def numbered(model: type[Base], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The values of all rows side by side, as `adding` names them."""
    blank = _blank(model)
    return {
        f"{name}_{nth}": value
        for nth, row in enumerate(rows)
        for name, value in (blank | row).items()
    }


def adding(model: type[Base], found: Sequence[dict[str, Any]]) -> Statement:
    """Adds a row for each of `found`, which tell what the database finds by itself."""
    rows = zip(_places(model, len(found)), found, strict=True)
    return insert(_table(model)).values([row | by_itself for row, by_itself in rows]).inline()


@cache
def _adding(model: type[Base], many: int, unless: tuple[str, ...], dialect: str) -> Any:
    words = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = words(_table(model)).values(_places(model, many)).inline()
    return statement.on_conflict_do_nothing(index_elements=unless) if unless else statement


@cache
def _adding_and_telling(
    model: type[Base],
    many: int,
    unless: tuple[str, ...],
    dialect: str,
    told_by: tuple[str, ...] = (),
) -> Statement:
    columns = _table(model).c
    return _adding(model, many, unless, dialect).returning(
        columns.id, *(columns[name] for name in told_by)
    )


@cache
def _changing(model: type[Base], names: tuple[str, ...]) -> Statement:
    table = _table(model)
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return update(table).where(table.c.id == bindparam("number", type_=table.c.id.type)).values(new)


def _places(model: type[Base], many: int) -> list[dict[str, Any]]:
    kinds = {name: _table(model).c[name].type for name in _blank(model)}
    return [
        {name: bindparam(f"{name}_{nth}", type_=kind) for name, kind in kinds.items()}
        for nth in range(many)
    ]


@cache
def _names(model: type[Base]) -> list[str]:
    return [column.key for column in _table(model).columns]


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


@cache
def _blank(model: type[Base]) -> dict[str, Any]:
    """What a new row holds where nothing is said."""
    return {
        column.key: column.default.arg if column.default is not None else None
        for column in model.__table__.columns
        if column is not _table(model).autoincrement_column
    }
