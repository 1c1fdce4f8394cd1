"""What growth costs at the size of the campaign: `./dev bench scale`.

Made is a market of five years; its orders are then made ten times as many, and everything is
measured at both sizes in the same run. `--shops 683110` asks the same of ten campaigns.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from bench import excel, market
from bench.scale import growing, questions, staff
from bench.servers import cpu_of, parent_of, serving
from storefront.app import create_app
from storefront.campaign import folding
from storefront.db import db, deed, session
from storefront.facts.models import Fact
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.settings import Settings
from tests.databases import a_postgres_server

YEARS = 5
SEEDS = 200_000
"""Orders that the demo makes one by one; the rest are copies of these."""
REBUILD = 120
"""Seconds."""
QUESTION, AHEAD = 50, 100
"""Milliseconds, and times faster than the plain question."""


def main(words: Sequence[str]) -> None:
    asked = _asked(words)
    os.environ.setdefault("PRACTICE", "1")
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory(prefix="scale-") as scratch, _market(kind, scratch) as it:
            _measure(kind, Path(scratch), *it, asked)


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench scale", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--seconds", type=float, default=30, help="of ten staff at all pages")
    return parser.parse_args(words)


@contextmanager
def _market(kind: str, folder: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    if kind == "sqlite":
        yield f"sqlite:///{Path(folder) / 'market.db'}", ()
        return
    with a_postgres_server(durable=True) as url:
        engine = create_engine(url)
        with engine.connect() as line:
            server = parent_of(line.scalar(text("SELECT pg_backend_pid()")))
        engine.dispose()
        yield url, (server,)


def _measure(
    kind: str, folder: Path, url: str, helpers: tuple[int, ...], asked: argparse.Namespace
) -> None:
    began = time.monotonic()
    market.fill(url, asked.shops, min(SEEDS, asked.orders // 10), years=YEARS)
    settings = Settings.from_env(os.environ | {"DATABASE_URL": url, "INSTANCE_DIR": str(folder)})
    with create_app(settings).app_context():
        for orders in (asked.orders // 10, asked.orders):
            growing.grow(orders)
            _rebuild()
            _say(
                f"\n{kind}, {asked.shops:,} shops, {time.monotonic() - began:.0f} s after the start"
            )
            _say(_counted())
            _say(_rebuilt(helpers))
            _say(_question(settings.province_code, folder, helpers))
        home = questions.province(settings.province_code).place
        session.remove()
        db.engine.dispose()
    _say(_pages(url, folder, home, helpers, asked.seconds))
    _say(f"The whole province: {excel.measured(url, str(folder))}")
    _say(f"Load of the machine: {os.getloadavg()[1]:.1f}")


def _counted() -> str:
    orders, facts = (session.scalar(select(func.count(it.id))) for it in (Order, Fact))
    return f"{orders:,} orders, {facts:,} facts"


def _rebuild() -> None:
    with deed():
        folding.rebuild_folds()


def _rebuilt(helpers: tuple[int, ...]) -> str:
    began, busy = time.monotonic(), time.process_time() + cpu_of(helpers)
    _rebuild()
    spent = time.process_time() + cpu_of(helpers) - busy
    took = time.monotonic() - began
    return f"All folds from the facts: {took:.0f} s, {spent:.0f} s of CPU (aim {REBUILD} s)"


def _question(code: str, folder: Path, helpers: tuple[int, ...]) -> str:
    scope = questions.province(code)
    ours, plain = questions.ours(scope, helpers), questions.plainly(helpers)
    duck = questions.by_duckdb(folder)
    if not ours.table == plain.table == duck.table:
        raise AssertionError("the three do not give the same numbers")
    cells = len({month for _, month in ours.table}), len({place for place, _ in ours.table})
    return (
        f"{cells[1]} communes × {cells[0]} months, the same {sum(ours.table.values()):,} orders: "
        f"{ours.ms:.1f} ms, {ours.cpu:.1f} of CPU (aim {QUESTION}); plain GROUP BY {plain.ms:,.0f} "
        f"ms, {plain.cpu:,.0f} of CPU: {plain.ms / ours.ms:,.0f} times, "
        f"{plain.cpu / ours.cpu:,.0f} by CPU (aim {AHEAD}); DuckDB {duck.ms:.0f} ms, "
        f"{duck.cpu:.0f} of CPU: {duck.ms / ours.ms:.1f} times, {duck.cpu / ours.cpu:.1f} by CPU"
    )


def _pages(url: str, folder: Path, home: Place, helpers: tuple[int, ...], seconds: float) -> str:
    engine = create_engine(url)
    with engine.connect() as rows:
        who, wanted = staff.hire(rows, home.id), staff.pages(rows, home.code)
    engine.dispose()
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url}
    with serving("wsgi:app", env, helpers=helpers) as server:
        costs = staff.alone(server, wanted, who[0])
        seen = staff.together(server, wanted, who, seconds=seconds)
    lines = [
        f"| {name} | {costs[name]:.1f} | {len(it.times)} | {it.at(50):.0f} | {it.at(99):.0f} | "
        f"{it.failures} |"
        for name, it in seen.items()
    ]
    head = f"| page | CPU ms, afresh | looks | p50 ms | p99 ms (aim {staff.P99}) | failures |"
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|", *lines])


def _say(words: str) -> None:
    print(words, flush=True)
