"""How cost grows with the market: `./dev bench curve [--size 1 --size 10 --size 100] [--write]`.

A hundred is the campaign: 68,000 shops and two million orders. What is measured is kept in
docs/curve.csv, so that large sizes can be measured on another night; --write draws it anew.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from itertools import cycle
from pathlib import Path

from sqlalchemy import create_engine, text

from bench import drawing, growth, load, market, orders
from bench.load import Ask, Load
from bench.scenarios import growth_asks, scenarios
from bench.servers import Server, parent_of, serving
from storefront.settings import ROOT
from tests.databases import a_postgres_server

SHOPS, ORDERS = 680, 20_000
WARM_UP = 3.0
PAGES = ("product", "shop", "search")
KEPT = ROOT / "docs" / "curve.csv"
BOOK, PICTURE = ROOT / "docs" / "scaling.md", ROOT / "docs" / "curve.svg"
HERE = "<!-- written by ./dev bench curve -->\n"


@dataclass(frozen=True)
class Row:
    database: str
    size: int
    page: str
    cpu: float
    """Milliseconds of processor time, servers and database."""
    p50: float
    p99: float
    rate: float
    megabytes: float
    """Of the database on disk."""


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="./dev bench curve", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--size", action="append", type=int, help="1, 10 and 100 if none")
    parser.add_argument("--seconds", type=float, default=5, help="for each page")
    parser.add_argument("--write", action="store_true", help="into docs/scaling.md")
    asked = parser.parse_args(words)
    os.environ.setdefault("PRACTICE", "1")
    for size in asked.size or [1, 10, 100]:
        for kind in asked.database or ["sqlite", "postgres"]:
            _remember(list(_measured(kind, size, asked.seconds)))
    if asked.write:
        _write(_remembered())


def _measured(kind: str, size: int, seconds: float) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="curve-") as folder, _place(kind, folder) as place:
        url, helpers = place
        market.fill(url, SHOPS * size, ORDERS * size)
        weight = _megabytes(url)
        env = {"INSTANCE_DIR": folder, "DATABASE_URL": url}
        with serving("wsgi:app", env, helpers=helpers) as server:
            for page, done, cpu in _asked(url, server, seconds):
                row = Row(kind, size, page, cpu, done.p50, done.p99, done.rate, weight)
                print(*astuple(row), f"failed {done.failures}", flush=True)
                yield row


@contextmanager
def _place(kind: str, folder: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/market.db", ()
        return
    with a_postgres_server(durable=True) as url:
        engine = create_engine(url)
        with engine.connect() as line:
            helpers = (parent_of(line.scalar(text("SELECT pg_backend_pid()"))),)
        engine.dispose()
        yield url, helpers


def _asked(url: str, server: Server, seconds: float) -> Iterator[tuple[str, Load, float]]:
    engine = create_engine(url)
    with engine.connect() as rows:
        wanted = {it.name: it.ours for it in scenarios(rows, server.port) if it.name in PAGES}
        wanted["growth, made anew"] = _of_everybody(growth_asks(rows)[0])
        goods = orders.goods(rows)
    engine.dispose()
    for page, asks in wanted.items():
        load.pages(server.port, asks[::-1], seconds=WARM_UP)
        before = server.cpu()
        done = load.pages(server.port, asks, seconds=seconds)
        yield page, done, _each(server, before, done)
    ways = cycle([orders.at_the_market(good) for good in goods])
    before = server.cpu()
    done = load.journeys(server.port, ways, seconds=seconds, fresh=True)
    yield orders.NAME, done, _each(server, before, done)


def _of_everybody(ask: Ask) -> list[Ask]:
    own = ask.headers["Cookie"]
    return [Ask(ask.path, ask.headers | {"Cookie": f"{own}; {it}"}) for it in growth.READERS]


def _each(server: Server, before: float, done: Load) -> float:
    return (server.cpu() - before) * 1_000 / max(1, done.done)


def _megabytes(url: str) -> float:
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).stat().st_size / 1e6
    engine = create_engine(url)
    with engine.connect() as line:
        size = int(line.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    engine.dispose()
    return size / 1e6


def _remembered() -> list[Row]:
    if not KEPT.exists():
        return []
    with KEPT.open(encoding="utf-8", newline="") as kept:
        return [
            Row(it["database"], int(it["size"]), it["page"], *map(float, list(it.values())[3:]))
            for it in csv.DictReader(kept)
        ]


def _remember(new: Sequence[Row]) -> None:
    again = {(it.database, it.size) for it in new}
    rows = [it for it in _remembered() if (it.database, it.size) not in again] + list(new)
    rows.sort(key=lambda it: (it.database, it.page, it.size))
    with KEPT.open("w", encoding="utf-8", newline="") as kept:
        out = csv.writer(kept, lineterminator="\n")
        out.writerow([it.name for it in fields(Row)])
        out.writerows([*astuple(it)[:3], *(f"{it:.2f}" for it in astuple(it)[3:])] for it in rows)


def _write(rows: Sequence[Row]) -> None:
    before, _marked, rest = BOOK.read_text().partition(HERE)
    _old, _marked, after = rest.partition(HERE)
    BOOK.write_text(before + HERE + _table(rows) + HERE + after)
    PICTURE.write_text(drawing.drawn({(it.database, it.page, it.size): it.cpu for it in rows}))
    print(f"Written: {BOOK.relative_to(ROOT)}, {PICTURE.relative_to(ROOT)}")


def _table(rows: Sequence[Row]) -> str:
    lines = [
        "| database | page | size | shops | CPU ms | p50 ms | p99 ms | a second | database MB |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {it.database} | {it.page} | {it.size}× | {SHOPS * it.size:,} | {it.cpu:.2f} "
        f"| {it.p50:.0f} | {it.p99:.0f} | {it.rate:.0f} | {it.megabytes:,.0f} |"
        for it in rows
    ]
    return "\n".join(["", *lines, "", "![Processor time by size](curve.svg)", "", ""])
