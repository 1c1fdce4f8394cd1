"""A market that has been open for years is brought up to date: nothing of what was written is lost.

A row is put into every table as it was at revision 0044, every column filled where the rules of the
table allow it; after all later migrations each row must say what it said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
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
    if str(column) == "fair.closes_at":
        return THEN + timedelta(hours=1)
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


# --- sales at stalls, from before anybody asked how they were paid ------------------------------

SALES: Mapping[str, tuple[str | None, list[tuple[str, int]], str | None]] = {
    "cash": ("bank", [("keeper_says_cash", 40_000)], None),
    "into a bank": ("bank", [("bank_notice", 40_000)], "bank"),
    "into a wallet": ("wallet", [("gateway", 40_000)], "wallet"),
    "as mobile money": ("mobile_money", [("statement", 40_000)], "mobile_money"),
    "the keeper saw it come": ("wallet", [("keeper_says_bank", 40_000)], "wallet"),
    "put there by a person": ("bank", [("moved", 40_000)], "bank"),
    "came and went back": ("bank", [("bank_notice", 40_000), ("bank_notice", -40_000)], "bank"),
    "cash, and the rest by transfer": (
        "bank", [("keeper_says_cash", 20_000), ("bank_notice", 20_000)], "bank",
    ),
    "only given back": ("bank", [("bank_notice", -40_000)], None),
    "not paid": ("bank", [], None),
    "to no account": (None, [("bank_notice", 40_000)], None),
}  # fmt: skip
"""What the account was, what came and how, and how the sale is said to have been paid."""


@pytest.fixture
def market_of_old(app: Flask, tmp_path: Path) -> Iterator[Engine]:
    with never_made("stalls", tmp_path) as engine:
        schema.migrate(engine, to="0077")
        yield engine


def test_old_sales_at_stalls_say_how_they_were_paid(market_of_old: Engine) -> None:
    before = tables(market_of_old)
    before.remove(before.tables["twin"])  # of two households, and here is one
    fill(market_of_old, before)
    with market_of_old.begin() as connection:
        for number, (kind, came, _paid) in enumerate(SALES.values(), start=2):
            for name, row in _a_sale(number, kind, came):
                connection.execute(sa.insert(before.tables[name]), _row(before, name, row))

    schema.migrate(market_of_old)

    with market_of_old.connect() as connection:
        asked = text("SELECT paid_into FROM stall_sale WHERE id > 1 ORDER BY id")
        told = connection.scalars(asked).all()
        assert connection.scalars(text("SELECT wallet FROM close_out")).all() == [0]
    assert dict(zip(SALES, told, strict=True)) == {it: row[2] for it, row in SALES.items()}


def _a_sale(
    number: int, kind: str | None, came: list[tuple[str, int]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if kind:
        yield "payment_account", {"id": number, "kind": kind}
    yield "bill", {"id": number, "account_id": number if kind else None}
    for nth, (means, amount) in enumerate(came):
        told = {"id": 10 * number + nth, "means": means, "amount": amount}
        yield "receipt", {"bill_id": number, "order_id": None, **told}
    yield "stall_sale", {"id": number, "bill_id": number, "slip": number}


def _row(found: MetaData, name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Words are told apart by the row's number, so that none is there twice."""
    row = {it.name: said(it) for it in found.tables[name].columns}
    for column in found.tables[name].columns:
        if isinstance(row[column.name], str):
            longest = getattr(column.type, "length", None) or 20
            row[column.name] = f"{told['id']}{column.name}"[:longest]
    return row | told
