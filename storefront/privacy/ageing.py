"""Rows that have been kept long enough: emptied of people, or gone. `data/retention.csv` says which
columns of which table, and by which moment they are old: one of its own, or `column.moment` of what
it belongs to. No columns means the whole row."""

from __future__ import annotations

from collections.abc import Callable
from csv import DictReader
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Date,
    Select,
    Table,
    Text,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from storefront import clock
from storefront.db import Base, session
from storefront.orders.models import Order, OrderState
from storefront.payments.models import Verdict
from storefront.privacy.emptying import nothing
from storefront.standing.models import StandingState
from storefront.takedowns.models import DOWN, LIVE

_FILE = Path(__file__).parent / "data" / "retention.csv"
AT_ONCE = 2_000
"""Of one table in one deed: others want to write as well. The rest follows an hour later."""
FEW = 200
UNDER_WAY = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.SENT)


@dataclass(frozen=True, slots=True)
class Aged:
    kind: str
    table: Table
    since: Column[Any]
    columns: tuple[Column[Any], ...]
    via: Column[Any] | None
    """What it belongs to, where that has the moment."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a table's rows are old, of those that could go some day."""

    table: str
    old: int
    of: int

    @property
    def is_more_than_expected(self) -> bool:
        """What comes of age within an hour is never so much: the clock is wrong, or the days are,
        or nobody has carried it out for long."""
        return self.old * 2 > self.of


@cache
def aged() -> tuple[Aged, ...]:
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(_aged(row) for row in DictReader(rows))


def nothing_is_old(kind: str, *, before: datetime) -> bool:
    """Asked before anybody takes the pen: to find nothing means to read whole tables."""
    its = [it for it in aged() if it.kind == kind]
    return bool(its) and not any(session.scalars(_old(it, before).limit(1)).first() for it in its)


def too_much(kind: str, *, before: datetime) -> list[Share]:
    """Tables that would lose more than can have come of age. Whole ones are counted only where
    there is much."""
    many = [
        it for it in aged() if it.kind == kind and _count(_old(it, before).limit(FEW + 1)) > FEW
    ]
    return [share for it in many if (share := _share(it, before)).is_more_than_expected]


def _share(it: Aged, before: datetime) -> Share:
    all_of_it = select(it.table.c.id).where(*_has_words(it), *_is_over(it))
    return Share(it.table.name, _count(_old(it, before)), _count(all_of_it))


def _count(wanted: Select[tuple[int]]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


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
    is_day = isinstance(it.since.type, Date)
    wanted = select(it.table.c.id).where(*_has_words(it), *_is_over(it))
    if it.via is not None:
        wanted = wanted.join(it.since.table, it.since.table.c.id == it.via)
    return wanted.where(it.since < (clock.village_date(before) if is_day else before))


def _has_words(it: Aged) -> list[ColumnElement[bool]]:
    return [or_(*(_says_something(column) for column in it.columns))] if it.columns else []


def _says_something(column: Column[Any]) -> ColumnElement[bool]:
    if column.nullable:
        return column.is_not(None)
    if isinstance(column.type, JSON):  # as text: PostgreSQL compares no JSON
        return cast(column, Text) != "{}"
    said: ColumnElement[bool] = column != nothing(column)
    return said


def _is_over(it: Aged) -> list[ColumnElement[bool]]:
    """What still runs is not old, whenever it began."""
    columns = it.table.c
    over: dict[tuple[str, str], Callable[[], ColumnElement[bool]]] = {
        ("orders", "checkout"): lambda: (
            ~exists().where(Order.checkout_id == columns.id, Order.state.in_(UNDER_WAY))
        ),
        ("orders", "order"): lambda: columns.state.not_in(UNDER_WAY),
        ("orders", "standing_order"): lambda: columns.state == StandingState.STOPPED,
        ("orders", "listing_report"): lambda: columns.state.not_in((*LIVE, *DOWN)),
        ("messages", "raw_message"): lambda: columns.verdict == Verdict.FORGED,
    }
    says = over.get((it.kind, it.table.name))
    return [says()] if says else []


def _aged(row: dict[str, str]) -> Aged:
    table = Base.metadata.tables[row["table"]]
    columns = tuple(table.c[name] for name in filter(None, row["columns"].split(";")))
    by, _dot, moment = row["since"].rpartition(".")
    if not by:
        return Aged(row["kind"], table, table.c[moment], columns, None)
    parent = next(iter(table.c[by].foreign_keys)).column.table
    return Aged(row["kind"], table, parent.c[moment], columns, table.c[by])
