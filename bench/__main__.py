"""Measures the market beside a bare Flask: `./dev bench [--database sqlite] [--seconds 5]`.
`./dev bench scale` measures growth at the size of the campaign, `./dev bench curve` what a market
costs as it grows."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import create_engine, text

from bench import callbacks, counting, curve, load, market, orders, report, scale
from bench.load import Ask, Load
from bench.market import Scratch
from bench.report import Line, Measured
from bench.scenarios import Scenario, scenarios
from bench.servers import Server, serving
from storefront.settings import ROOT

WARM_UP = 3.0
"""Seconds before the clock starts: templates are compiled, connections opened."""
TURNS = 6
"""In which both sides are measured, for a part of the time each."""
Turn = Callable[[], Load]
TARGET = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    if sys.argv[1:2] == ["curve"]:
        curve.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["scale"]:
        scale.main(sys.argv[2:])
        return
    asked = _asked()
    os.environ.setdefault("PRACTICE", "1")
    # A market that was installed has its modules and templates compiled; Python compiles the
    # reference's when it is first loaded, and this side's first start is no test of compilers.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "tools/ready_made.py"], cwd=ROOT, check=True)
    sections = [measure(kind, asked) for kind in asked.database]
    if asked.write:
        TARGET.write_text(report.document(sections, before=TARGET.read_text()))
        print(f"Written: {TARGET.relative_to(ROOT)}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--seconds", type=float, default=5, help="for each scenario and side")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--shops", type=int, default=market.SHOPS)
    parser.add_argument("--orders", type=int, default=market.ORDERS)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    asked = parser.parse_args()
    asked.database = asked.database or ["sqlite", "postgres"]
    return asked


def measure(kind: str, asked: argparse.Namespace) -> str:
    with (
        tempfile.TemporaryDirectory() as folder,
        market.scratch(kind, Path(folder), shops=asked.shops, orders=asked.orders) as scratch,
        _both(scratch, folder) as (ours, theirs),
    ):
        head = _say(_heading(kind, scratch, ours, theirs))
        lines = [_say(str(line)) for line in _lines(scratch, ours, theirs, asked)]
        return "\n".join([head, *lines, "", _say(_memory(ours, theirs)), ""])


@contextmanager
def _both(scratch: Scratch, folder: str) -> Iterator[tuple[Server, Server]]:
    env = {"INSTANCE_DIR": folder, "DATABASE_URL": scratch.ours}
    bare = {"DATABASE_URL": scratch.theirs}
    with (
        serving("wsgi:app", env, helpers=scratch.helpers) as ours,
        serving("bench.reference:app", bare, helpers=scratch.helpers) as theirs,
    ):
        yield ours, theirs


def _lines(
    scratch: Scratch, ours: Server, theirs: Server, asked: argparse.Namespace
) -> Iterator[Line]:
    engine = create_engine(scratch.ours)
    with engine.connect() as rows:
        wanted = scenarios(rows, ours.port)
        goods = orders.goods(rows)
    engine.dispose()
    for scenario in wanted:
        if asked.only in scenario.name:
            yield _pages(scenario, ours, theirs, asked.seconds)
    if asked.only in orders.NAME:
        yield _orders(goods, ours, theirs, asked.seconds)
    if asked.only in counting.NAME:
        yield _counted(scratch, goods, asked.seconds)
    if asked.only in callbacks.NAME:
        yield _callbacks(scratch, ours, theirs, asked.seconds)


def _pages(scenario: Scenario, ours: Server, theirs: Server, seconds: float) -> Line:
    def visit(server: Server, asks: Sequence[Ask]) -> Turn:
        # An eighth is for warming up alone. Each turn goes on where the last one ended: what comes
        # again has been pushed off the shelf by all the others.
        few = len(asks) // 8
        load.pages(server.port, asks[:few] or asks, seconds=WARM_UP)
        left = deque(asks[few:])

        def turn() -> Load:
            seen = load.pages(server.port, list(left), seconds=seconds / TURNS)
            left.rotate(-seen.done)
            return seen

        return turn

    visits = [(ours, visit(ours, scenario.ours))]
    if scenario.theirs:
        visits.append((theirs, visit(theirs, scenario.theirs)))
    return _line(scenario.name, visits, scenario.aim)


def _orders(goods: list[orders.Good], ours: Server, theirs: Server, seconds: float) -> Line:
    def buy(server: Server, way: Callable[[orders.Good], load.Journey]) -> Turn:
        ways = cycle([way(good) for good in goods])
        load.journeys(server.port, ways, seconds=WARM_UP, fresh=True)
        return lambda: load.journeys(server.port, ways, seconds=seconds / TURNS, fresh=True)

    here, there = buy(ours, orders.at_the_market), buy(theirs, orders.at_the_reference)
    return _line(orders.NAME, [(ours, here), (theirs, there)], 4)


def _line(name: str, visits: Sequence[tuple[Server, Turn]], aim: float | None) -> Line:
    """Of both sides by turns: no machine is equally fast all the time."""
    seen: dict[Server, list[Measured]] = {server: [] for server, _turn in visits}
    for _nth in range(TURNS):
        for server, turn in visits:
            seen[server].append(_measured(server, turn))
    ours, *theirs = map(report.together, seen.values())
    return Line(name, ours, theirs[0] if theirs else None, aim)


def _counted(scratch: Scratch, goods: list[orders.Good], seconds: float) -> Line:
    """The market beside itself."""
    with tempfile.TemporaryDirectory() as folder:
        with_facts, without = counting.compare(
            scratch.ours, Path(folder), scratch.helpers, goods, seconds=seconds
        )
    return Line(counting.NAME, with_facts, without, counting.AIM)


def _callbacks(scratch: Scratch, ours: Server, theirs: Server, seconds: float) -> Line:
    def heard(server: Server, url: str) -> Measured:
        engine = create_engine(url)
        with engine.connect() as rows:
            told = callbacks.told(callbacks.waiting(rows))
        engine.dispose()
        known = load.pages(server.port, told, seconds=WARM_UP, at_once=callbacks.AT_ONCE).done
        # Nobody is told of twice, not even what was on its way when the warming up ended.
        fresh = told[known + callbacks.AT_ONCE :]
        return _measured(
            server,
            lambda: load.pages(server.port, fresh, seconds=seconds, at_once=callbacks.AT_ONCE),
        )

    return Line(callbacks.NAME, heard(ours, scratch.ours), heard(theirs, scratch.theirs), 4)


def _measured(server: Server, visit: Callable[[], Load]) -> Measured:
    before = server.cpu()
    done = visit()
    return Measured(done, (server.cpu() - before) * 1_000 / max(1, done.done))


def _heading(kind: str, scratch: Scratch, ours: Server, theirs: Server) -> str:
    engine = create_engine(scratch.ours)
    with engine.connect() as rows:
        count = rows.scalar(text("SELECT count(*) FROM product"))
        placed = rows.scalar(text('SELECT count(*) FROM "order"'))
    engine.dispose()
    return (
        f"## {kind}\n\n{count:,} products, {placed:,} orders. First page "
        f"{ours.started_in:.1f} s after the start (reference {theirs.started_in:.1f} s).\n\n"
        f"{report.HEAD}"
    )


def _memory(ours: Server, theirs: Server) -> str:
    mine, bare = ours.worker_memory(), theirs.worker_memory()
    return f"Memory a worker: {mine:.0f} MB, reference {bare:.0f} MB, ratio {mine / bare:.2f}."


def _say(words: str) -> str:
    print(words, flush=True)
    return words


if __name__ == "__main__":
    main()
