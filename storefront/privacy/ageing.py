"""Rows that have been kept long enough: emptied of people, or gone. `data/retention.csv` says which
columns of which table, and by which moment they are old; no columns means the whole row."""

from __future__ import annotations

from csv import DictReader
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Select,
    Table,
    delete,
    exists,
    or_,
    select,
    update,
)

from storefront import clock
from storefront.db import Base, session
from storefront.orders.models import Order, OrderState
from storefront.privacy.emptying import nothing
from storefront.standing.models import StandingOrder, StandingState

_FILE = Path(__file__).parent / "data" / "retention.csv"
AT_ONCE = 2_000
"""Of one table in one deed: others want to write as well. The rest follows an hour later."""
UNDER_WAY = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.SENT)


@dataclass(frozen=True, slots=True)
class Aged:
    kind: str
    table: Table
    since: Column[Any]
    columns: tuple[Column[Any], ...]


@cache
def aged() -> tuple[Aged, ...]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(_aged(row) for row in DictReader(rows))


def nothing_is_old(kind: str, *, before: datetime) -> bool:
    """Asked before anybody takes the pen: to find nothing means to read whole tables."""
    its = [it for it in aged() if it.kind == kind]
    return bool(its) and not any(session.scalars(_old(it, before).limit(1)).first() for it in its)


def forget(kind: str, *, before: datetime) -> int:
    """Gives how many rows were emptied or went."""
    return sum(_forget(it, before=before) for it in aged() if it.kind == kind)


def _forget(it: Aged, *, before: datetime) -> int:
    numbers = list(session.scalars(_old(it, before).order_by(it.table.c.id).limit(AT_ONCE)))
    if numbers and it.columns:
        empty = {column.name: nothing(column) for column in it.columns}
        session.execute(update(it.table).where(it.table.c.id.in_(numbers)).values(empty))
    elif numbers:
        session.execute(delete(it.table).where(it.table.c.id.in_(numbers)))
    return len(numbers)


def _old(it: Aged, before: datetime) -> Select[tuple[int]]:
    return select(it.table.c.id).where(*_conditions(it, before))


def _conditions(it: Aged, before: datetime) -> list[ColumnElement[bool]]:
    is_day = isinstance(it.since.type, Date)
    found: list[ColumnElement[bool]] = [
        it.since < (clock.village_date(before) if is_day else before)
    ]
    if it.columns:
        found.append(or_(*(_says_something(column) for column in it.columns)))
    return found + _is_over(it.table)


def _says_something(column: Column[Any]) -> ColumnElement[bool]:
    if column.nullable:
        return column.is_not(None)
    said: ColumnElement[bool] = column != nothing(column)
    return said


def _is_over(table: Table) -> list[ColumnElement[bool]]:
    """What still runs is not old, whenever it began."""
    if table.name == "checkout":
        of_it = Order.checkout_id == table.c.id, Order.state.in_(UNDER_WAY)
        return [~exists().where(*of_it)]
    if table is StandingOrder.__table__:
        return [table.c.state == StandingState.STOPPED]
    return []


def _aged(row: dict[str, str]) -> Aged:
    table = Base.metadata.tables[row["table"]]
    columns = tuple(table.c[name] for name in filter(None, row["columns"].split(";")))
    return Aged(row["kind"], table, table.c[row["since"]], columns)
