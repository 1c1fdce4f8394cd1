"""A copy of all that the market holds about one person, as it lies in its tables."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Row, Select, Table, func, select

from storefront.accounts.models import Person
from storefront.db import Base, session
from storefront.money import Money
from storefront.privacy.holdings import Holding, held, rows_about

SECRETS = frozenset(
    {"secret", "once", "invite", "answer_key", "sealed", "hint", "code_hash", "password_hash"}
    | {"mark", "folded", "digest", "key_hash"}
)
"""Keys by which pages are opened or things recognised: whoever reads the copy needs none."""
OTHERS = frozenset(
    {
        ("bill", "payer_name"),
        ("bill", "payer_phone"),
        ("statement_line", "payer"),
        ("payment_refund", "to_bank_bin"),
        ("payment_refund", "to_number"),
        ("payment_refund", "to_holder"),
        ("standing_order", "buyer_name"),
        ("standing_order", "buyer_phone"),
        ("standing_order", "address"),
        ("standing_order", "note"),
        ("handover", "phone"),
    }
)
"""Of whoever was on the other side of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table's rows about somebody."""

    holding: Holding
    many: int
    rows: list[dict[str, Any]]
    """The newest first; as many as were asked for."""


def parts(person: Person, *, most: int | None = None) -> Iterator[Part]:
    """Those that hold something, in the order of the list."""
    names = _Names(person)
    for holding in held():
        table = Base.metadata.tables[holding.table]
        mine = rows_about(holding.table, person.id)
        many = session.scalar(select(func.count()).select_from(table).where(mine)) or 0
        if many:
            found = session.execute(_reading(table).where(mine).limit(most)).all()
            yield Part(holding, many, [_told(table, row, names) for row in found])


def as_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    return {part.holding.table: part.rows for part in parts(person)}


class _Names:
    """Who pressed is named, and nothing else of them."""

    def __init__(self, person: Person) -> None:
        self._known = {person.id: person.name}

    def of(self, number: int | None) -> str | None:
        if number is not None and number not in self._known:
            found = session.scalar(select(Person.name).where(Person.id == number))
            self._known[number] = found or ""
        return None if number is None else self._known[number]


def _reading(table: Table) -> Select[Any]:
    newest = [column.desc() for column in table.primary_key]
    return select(*_told_columns(table)).order_by(*newest)


def _told_columns(table: Table) -> list[Column[Any]]:
    return [it for it in table.c if it.name not in SECRETS and (table.name, it.name) not in OTHERS]


def _told(table: Table, row: Row[Any], names: _Names) -> dict[str, Any]:
    return {
        column.name: names.of(value) if _is_person(column) else _plain(value)
        for column, value in zip(_told_columns(table), row, strict=True)
    }


def _is_person(column: Column[Any]) -> bool:
    return any(it.column.table.name == "person" for it in column.foreign_keys)


def _plain(value: Any) -> Any:
    """As JSON says it. Pictures and voices are too large for a list: how large is said instead."""
    if isinstance(value, Money):
        return value.dong
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):  # and moments
        return value.isoformat()
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    return value
