"""A market that has been open for years is brought up to date: nothing of what was written is lost.

A row is put into every table as it was at revision 0044, every column filled where the rules of the
table allow it; after all later migrations each row must say what it said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine, MetaData, text

from storefront.cli import schema
from tests.databases import never_made

BEFORE = "0044"
Row = Mapping[str, Any]

THEN = datetime(2026, 7, 20, tzinfo=UTC)
OF_A_KIND: Mapping[type[Any], Any] = {
    sa.Boolean: False, sa.DateTime: THEN, sa.Date: date(2026, 7, 20), sa.JSON: {},
    sa.LargeBinary: b"x", sa.Integer: 1, sa.Numeric: 1, sa.Float: 1.0,
}  # fmt: skip
"""What stands in a column of which nothing else is known."""


@pytest.fixture
def old(app: Flask, tmp_path: Path) -> Iterator[Engine]:
    with never_made("old", tmp_path) as engine:
        schema.migrate(engine, to=BEFORE)
        yield engine


def test_every_row_lives_through_every_upgrade(old: Engine) -> None:
    before = tables(old)
    fill(old, before)
    written = read(old, before)

    schema.migrate(old)

    after = tables(old)
    assert gone(before, after) == {"mark.checkout_id"}
    kept = read(old, after)
    assert len(written) > 70
    for name, row in written.items():
        now = kept[name]
        assert {it: now[it] for it in row if it in now} == {it: row[it] for it in row if it in now}
        new = {f"{name}.{it}": said for it, said in now.items() if it not in row}
        assert {it: said for it, said in new.items() if said} == {
            it: said for it, said in FILLED.items() if it in new
        }


FILLED: Mapping[str, Any] = {
    "checkout.origin": "basket",
    "checkout.mark": "mark",
    "order.let_go": 1,
}
"""Of what came later, what is not empty: where the order came from, the browser it was placed in,
and what was given back and never asked for again."""


def tables(engine: Engine) -> MetaData:
    """All but those that the database keeps up by itself."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _found: not name.startswith(ITS_OWN))
    return found


ITS_OWN = ("search_", "known_word", "unsettled_journal", "alembic")


def fill(engine: Engine, found: MetaData) -> None:
    """Each row refers to the first of all others; in what order they come plays no part."""
    heedless = {
        "sqlite": "PRAGMA foreign_keys = OFF",
        "postgresql": "SET session_replication_role = replica",
    }
    with engine.connect() as connection:
        connection.execute(text(heedless[engine.dialect.name]))
        for table in found.tables.values():
            connection.execute(sa.insert(table), {it.name: said(it) for it in table.columns})
        connection.commit()
        connection.invalidate()


def said(column: sa.Column[Any]) -> Any:
    if str(column) == "movement.amount":
        return 0  # so that its journal adds up to nothing
    if column.foreign_keys:
        return None if column.name == "parent_id" else 1
    for kind, known in OF_A_KIND.items():
        if isinstance(column.type, kind):
            return known
    return column.name[: getattr(column.type, "length", None)]


def read(engine: Engine, found: MetaData) -> dict[str, Row]:
    with engine.connect() as connection:
        return {
            name: dict(connection.execute(sa.select(table)).mappings().one())
            for name, table in found.tables.items()
            if connection.scalar(sa.select(sa.func.count()).select_from(table))
        }


def gone(before: MetaData, after: MetaData) -> set[str]:
    """Columns that were there and are not any more."""
    return {
        f"{name}.{column.name}"
        for name, table in before.tables.items()
        for column in table.columns
        if name not in after.tables or column.name not in after.tables[name].columns
    }
