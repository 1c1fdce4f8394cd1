"""Does the growth page cost the same for a province as for a village?

Measured as it is for whoever looks again while nothing was counted, and when it must be made.

`python -m bench.growth [--database sqlite] [--shops 68311] [--orders 2000000] [--seconds 5]`
makes both markets, asks both for their growth pages, and prints the ratios.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bench import load, market
from bench.load import Ask
from bench.scenarios import growth_asks
from bench.servers import Server, parent_of, serving
from storefront import clock
from storefront.app import create_app
from storefront.campaign import folding
from storefront.db import deed
from storefront.settings import Settings
from tests.databases import a_postgres_server

SMALL = (60, 3_000)
AIM = 1.2
WARM_UP = 4.0
"""Both workers have shown the page before the clock starts."""
READERS = [
    f"lang={language}; text={letters}; theme={ground}; basket={'.'.join(basket[:kinds])}"
    for basket in [[f"{kind}:1" for kind in range(1, 41)]]
    for kinds in range(41)
    for language in ("vi", "en")
    for letters in ("normal", "large", "huge")
    for ground in ("auto", "light", "dark")
]
"""For each of them the page looks different, so that none is answered with another's."""


@dataclass(frozen=True)
class Cost:
    cpu: float
    """Milliseconds of processor time a page, servers and database."""
    p50: float
    p99: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--shops", type=int, default=68_311)
    parser.add_argument("--orders", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args()
    os.environ.setdefault("PRACTICE", "1")
    for kind in asked.database or ["sqlite", "postgres"]:
        small = measure(kind, *SMALL, asked.seconds)
        large = measure(kind, asked.shops, asked.orders, asked.seconds)
        for line in compared(small, large, asked.shops):
            print(f"{kind} {line}", flush=True)


def compared(small: dict[str, Cost], large: dict[str, Cost], shops: int) -> Iterator[str]:
    for page, cost in large.items():
        before = small[page]
        yield (
            f"{page}: {before.cpu:.1f} ms CPU with {SMALL[0]} shops, {cost.cpu:.1f} ms "
            f"with {shops:,}; ratio {cost.cpu / before.cpu:.2f} (aim {AIM}); "
            f"p50 {before.p50:.0f} and {cost.p50:.0f} ms, p99 {cost.p99:.0f} ms"
        )


def measure(kind: str, shops: int, orders: int, seconds: float) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as folder, a_market(kind, folder, shops, orders) as made:
        url, helpers = made
        print(f"{kind}, {shops:,} shops: folds made afresh in {_rebuild(url):.1f} s", flush=True)
        return costs(url, folder, helpers, seconds)


def costs(url: str, folder: str, helpers: tuple[int, ...], seconds: float) -> dict[str, Cost]:
    """Of each page, in a market that is there."""
    env = {"INSTANCE_DIR": folder, "DATABASE_URL": url}
    with serving("wsgi:app", env, helpers=helpers) as it:
        engine = create_engine(url)
        with engine.connect() as rows:
            asks = growth_asks(rows)
        engine.dispose()
        return {name: _cost(it, ways, seconds) for name, ways in looks(asks)}


def looks(asks: Sequence[Ask]) -> Iterator[tuple[str, list[Ask]]]:
    for ask in asks:
        yield f"{ask.path}, kept", [ask]
    for ask in asks:
        yield f"{ask.path}, made", [_with(ask, cookies) for cookies in READERS]


def _with(ask: Ask, cookies: str) -> Ask:
    return Ask(ask.path, ask.headers | {"Cookie": f"{ask.headers['Cookie']}; {cookies}"})


def _cost(market: Server, ways: Sequence[Ask], seconds: float) -> Cost:
    load.pages(market.port, ways[: len(ways) // 4 + 1], seconds=WARM_UP)
    before = market.cpu()
    done = load.pages(market.port, ways[len(ways) // 4 :], seconds=seconds)
    return Cost((market.cpu() - before) * 1_000 / done.done, done.p50, done.p99)


@contextmanager
def a_market(
    kind: str, folder: str, shops: int, orders: int
) -> Iterator[tuple[str, tuple[int, ...]]]:
    if kind == "sqlite":
        url = f"sqlite:///{Path(folder) / 'market.db'}"
        market.fill(url, shops, orders)
        yield url, ()
        return
    with a_postgres_server(durable=True) as url:
        market.fill(url, shops, orders)
        engine = create_engine(url)
        with engine.connect() as line:
            server = parent_of(line.scalar(text("SELECT pg_backend_pid()")))
        engine.dispose()
        yield url, (server,)


def _rebuild(url: str) -> float:
    app = create_app(Settings.from_env(os.environ | {"DATABASE_URL": url}))
    with app.app_context():
        folding.fold_all(at=clock.now())  # as the worker does wherever anybody looks
        began = time.monotonic()
        with deed():
            folding.rebuild_folds()
        return time.monotonic() - began


if __name__ == "__main__":
    main()
