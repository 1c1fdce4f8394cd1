"""What growth costs at the size of the campaign: `./dev bench scale`.

Made is a market of five years; its orders are then made ten times as many, and everything is
measured at both sizes in the same run. `--shops 683110` asks the same of ten campaigns.

`--folder PATH` keeps the market there (on PostgreSQL in the database of DATABASE_URL), and when one
is there already, measures it as it is: all of it, or `--only pages` or `excel`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, func, inspect, select, text

from bench import counting, excel, growth, market, orders
from bench.load import Load
from bench.scale import growing, questions, staff
from bench.servers import cpu_of, parent_of, serving
from storefront import clock
from storefront.app import create_app
from storefront.campaign import folding
from storefront.db import db, deed, session
from storefront.facts import following
from storefront.facts.models import Fact
from storefront.orders.models import Order
from storefront.places.models import Place
from storefront.settings import Settings
from storefront.shops.models import Shop
from tests.databases import a_postgres_server

YEARS = 5
SEEDS = 200_000
"""Orders that the demo makes one by one; the rest are copies of these."""
REBUILD = 120
"""Seconds."""
QUESTION, AHEAD = 50, 100
"""Milliseconds, and times faster than the plain question."""
FACTS = 0.4
"""So much of an order's rate its facts may take."""
GLANCE = 5.0
"""Seconds for each way of looking at the growth page."""


def main(words: Sequence[str]) -> None:
    asked = _asked(words)
    os.environ.setdefault("PRACTICE", "1")
    for kind in asked.database or ["sqlite", "postgres"]:
        with _folder(asked.folder) as folder, _market(kind, folder, asked.folder) as it:
            _measure(kind, folder, *it, asked)


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench scale", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--seconds", type=float, default=30, help="of ten staff at all pages")
    parser.add_argument("--folder", type=Path, help="where the market is kept")
    parser.add_argument("--only", choices=("pages", "excel"), help="of a market that is kept")
    parser.add_argument("--buyers", type=int, default=0, help="who order while the ten look")
    return parser.parse_args(words)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="scale-") as scratch:
            yield Path(scratch)


@contextmanager
def _market(kind: str, folder: Path, kept: Path | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'market.db'}", ()
    elif kept:
        url = os.environ["DATABASE_URL"]
        yield url, (_server(url),)
    else:
        with a_postgres_server(durable=True) as url:
            yield url, (_server(url),)


def _server(url: str) -> int:
    """PostgreSQL's first process, on this machine."""
    engine = create_engine(url)
    with engine.connect() as line:
        server = parent_of(line.scalar(text("SELECT pg_backend_pid()")))
    engine.dispose()
    return server


def _is_there(url: str) -> bool:
    engine = create_engine(url)
    has_orders = inspect(engine).has_table("order")
    engine.dispose()
    return has_orders


def _measure(
    kind: str, folder: Path, url: str, helpers: tuple[int, ...], asked: argparse.Namespace
) -> None:
    began, is_there = time.monotonic(), _is_there(url)
    if is_there:
        market.migrate(url)
    else:
        market.fill(url, asked.shops, min(SEEDS, asked.orders // 10), years=YEARS)
    settings = Settings.from_env(os.environ | {"DATABASE_URL": url, "INSTANCE_DIR": str(folder)})
    with create_app(settings).app_context():
        for size in _sizes(asked, is_there=is_there):
            if size:
                growing.grow(size)
                with deed():
                    folding.recount()
                market.tidy(url)
            _say(f"\n{kind}, {time.monotonic() - began:.0f} s after the start")
            _say(_counted())
            _say(_rebuilt(helpers))
            _say(_question(settings.province_code, folder, helpers))
        folding.fold_all(at=clock.now())  # as the worker does wherever anybody looks
        home = questions.province(settings.province_code).place
        shops = session.scalar(select(func.count(Shop.id))) or 0
        session.remove()
        db.engine.dispose()
    if asked.only != "excel":
        _say(_pages(url, folder, home, helpers, asked))
    if asked.only != "pages":
        _say(f"The whole province: {excel.measured(url, str(folder))}")
    if not asked.only:
        _say(_growth(kind, url, folder, helpers, shops))
        _say(_order(url, folder, helpers, asked.seconds))
    _say(f"Load of the machine: {os.getloadavg()[1]:.1f}")


def _sizes(asked: argparse.Namespace, *, is_there: bool) -> list[int]:
    """To how many orders the market is grown before each measuring; nothing as it is."""
    if is_there:
        return [] if asked.only else [0]
    return [asked.orders // 10, asked.orders]


def _growth(kind: str, url: str, folder: Path, helpers: tuple[int, ...], shops: int) -> str:
    """Beside a market of sixty shops that is made for it."""
    small = growth.measure(kind, *growth.SMALL, GLANCE)
    large = growth.costs(url, str(folder), helpers, GLANCE)
    return "\n".join(growth.compared(small, large, shops))


def _order(url: str, folder: Path, helpers: tuple[int, ...], seconds: float) -> str:
    engine = create_engine(url)
    with engine.connect() as rows:
        goods = orders.goods(rows)
    engine.dispose()
    counted, plain = counting.compare(url, folder, helpers, goods, seconds=seconds)
    less = 1 - counted.load.rate / plain.load.rate
    return (
        f"An order written: {counted.load.rate:,.0f} a second with its facts, "
        f"{plain.load.rate:,.0f} without: facts cost {less:.0%} of the rate, "
        f"{1 - plain.cpu / counted.cpu:.0%} by CPU (aim {FACTS:.0%})"
    )


def _counted() -> str:
    counted = (session.scalar(select(func.count(it.id))) for it in (Shop, Order, Fact))
    return "{:,} shops, {:,} orders, {:,} facts".format(*counted)


def _rebuilt(helpers: tuple[int, ...]) -> str:
    looked = _timed(following.complete, helpers)
    return (
        f"All folds from the facts: {_timed(folding.rebuild_folds, helpers)} (aim {REBUILD} s); "
        f"before that, looking for facts that follow from others: {looked}"
    )


def _timed(does: Callable[[], None], helpers: tuple[int, ...]) -> str:
    began, busy = time.monotonic(), time.process_time() + cpu_of(helpers)
    with deed():
        does()
    spent = time.process_time() + cpu_of(helpers) - busy
    return f"{time.monotonic() - began:.0f} s, {spent:.0f} s of CPU"


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


def _pages(
    url: str, folder: Path, home: Place, helpers: tuple[int, ...], asked: argparse.Namespace
) -> str:
    engine = create_engine(url)
    with engine.connect() as rows:
        who, wanted = staff.hire(rows, home.id), staff.pages(rows, home.code)
        goods = orders.goods(rows) if asked.buyers else []
    engine.dispose()
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url}
    with serving("wsgi:app", env, helpers=helpers) as server:
        costs = staff.alone(server, wanted, who[0])
        with staff.buying(server, goods, asked.buyers, seconds=asked.seconds) as bought:
            seen = staff.together(server, wanted, who, seconds=asked.seconds)
    lines = [
        f"| {name} | {costs[name]:.1f} | {len(it.times)} | {it.at(50):.0f} | {it.at(99):.0f} | "
        f"{it.failures} |"
        for name, it in seen.items()
    ]
    lines += [f"| {it.name} | {costs[it.name]:.1f} | | | | |" for it in wanted if not it.is_walked]
    head = f"| page | CPU ms, afresh | looks | p50 ms | p99 ms (aim {staff.P99}) | failures |"
    return "\n".join([head, "|---|---:|---:|---:|---:|---:|", *lines, *map(_orders, bought)])


def _orders(placed: Load) -> str:
    return (
        f"Meanwhile {placed.done} orders by guests, {placed.rate:.1f} a second: p50 "
        f"{placed.p50:.0f} ms, p99 {placed.p99:.0f} ms, {placed.failures} failures"
    )


def _say(words: str) -> None:
    print(words, flush=True)
