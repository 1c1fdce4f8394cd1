"""All communes by months: as the product asks, as a plain GROUP BY, and as DuckDB answers that."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
from sqlalchemy import text

from bench.servers import cpu_of
from storefront import clock
from storefront.campaign import queries, sums
from storefront.campaign.scope import Geography, Scope
from storefront.db import db, reading_bit_by_bit, session
from storefront.facts.models import Indicator
from storefront.places.queries import as_then

TIMES = 20
Table = dict[tuple[int, str], int]
"""How many orders were placed, by commune and month."""

PLAIN = """
    SELECT village.parent_id, {month}, count(*)
    FROM "order"
    JOIN shop ON shop.id = "order".shop_id
    JOIN household ON household.id = shop.household_id
    JOIN place AS village ON village.id = household.village_id
    GROUP BY 1, 2
"""
MONTHS = {
    "sqlite": "strftime('%Y-%m', placed_at, '+7 hours')",
    "postgresql": "to_char(placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM')",
    "duckdb": "strftime(placed_at + INTERVAL 7 HOURS, '%Y-%m')",
}
COPIED = {
    "place": ("id BIGINT, parent_id BIGINT", "SELECT id, parent_id FROM place"),
    "household": ("id BIGINT, village_id BIGINT", "SELECT id, village_id FROM household"),
    "shop": ("id BIGINT, household_id BIGINT", "SELECT id, household_id FROM shop"),
    "order": ("shop_id BIGINT, placed_at TIMESTAMP", 'SELECT shop_id, {moment} FROM "order"'),
}
MOMENTS = {
    "sqlite": "placed_at",
    "postgresql": "to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
}


@dataclass(frozen=True)
class Answer:
    ms: float
    """The middle one of several."""
    cpu: float
    """Milliseconds of processor time each, the database included."""
    table: Table


def ours(scope: Scope, helpers: tuple[int, ...]) -> Answer:
    """The function behind the table of communes with its small pictures of months."""

    def ask() -> Table:
        session.rollback()
        months = sums.by_commune_and_month(scope, Indicator.ORDER_PLACED)
        return {
            (commune, f"{month:%Y-%m}"): orders
            for commune, by_month in months.items()
            for month, orders in by_month.items()
            if orders
        }

    ask()
    return _timed(ask, helpers, times=TIMES)


def plainly(helpers: tuple[int, ...]) -> Answer:
    dialect = db.engine.dialect.name
    wanted = text(PLAIN.format(month=MONTHS[dialect]))
    return _timed(lambda: _table(session.execute(wanted)), helpers, times=1)


def by_duckdb(folder: Path) -> Answer:
    """On the same rows, in its own columns."""
    with duckdb.connect(str(folder / "beside.duckdb")) as line:
        for name, (columns, rows) in COPIED.items():
            _copy(line, name, columns, rows, folder)
        wanted = PLAIN.format(month=MONTHS["duckdb"])
        line.execute(wanted).fetchall()
        return _timed(lambda: _table(line.execute(wanted).fetchall()), (), times=5)


def province(code: str) -> Scope:
    today = clock.village_date(clock.now())
    place = as_then(code, today)
    assert place
    return queries.scope_of(place, until=today, geography=Geography.NOW, today=today)


def _copy(line: Any, name: str, columns: str, rows: str, folder: Path) -> None:
    path = folder / f"{name}.csv"
    dialect = db.engine.dialect.name
    with reading_bit_by_bit() as market, path.open("w", newline="") as out:
        wanted = text(rows.format(moment=MOMENTS[dialect])).execution_options(yield_per=20_000)
        csv.writer(out).writerows(market.execute(wanted))
    line.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns})')
    line.execute(f"COPY \"{name}\" FROM '{path}'")
    path.unlink()


def _table(rows: Iterable[Any]) -> Table:
    return {(int(commune), str(month)): int(many) for commune, month, many in rows}


def _timed(ask: Callable[[], Table], helpers: tuple[int, ...], *, times: int) -> Answer:
    took, table = [], {}
    cpu = time.process_time() + cpu_of(helpers)
    for _ in range(times):
        began = time.perf_counter()
        table = ask()
        took.append(time.perf_counter() - began)
    spent = time.process_time() + cpu_of(helpers) - cpu
    return Answer(median(took) * 1e3, spent * 1e3 / times, table)
