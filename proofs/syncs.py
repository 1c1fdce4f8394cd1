"""Counts how often the disk is waited for while one buyer orders: at least once for each order that
was acknowledged.

    ./dev prove syncs [--database sqlite|postgres] [--orders N] [--plant]

strace watches every process that writes: the server's on SQLite, PostgreSQL's. One buyer at a time,
because several who commit at one moment share a wait. A sync counts for an order when it ends
before the answer is there. With --plant the database does not wait for the disk (synchronous = OFF,
synchronous_commit = off), and the proof must find it.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import market
from bench.load import Visitor
from bench.orders import Good
from bench.servers import family, serving
from proofs._mixed import _form, _sent, a_cast
from proofs.deliveries import SOUND, a_market
from tests.databases import a_cluster

PLANTED = "proofs._planted_unsynced:app"
CALLS = "fsync,fdatasync"
ENDED = re.compile(r"^\d+ +(\d+\.\d+) .*(?:fsync|fdatasync)(?:\(| resumed).*= 0")


@dataclass(frozen=True, slots=True)
class Ordered:
    began: float
    heard: float


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder:
            wrong = prove(kind, Path(folder), asked)
        print("\n".join(wrong) or f"{kind}: held", flush=True)
        if bool(wrong) != asked.plant:
            sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove syncs", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(kind: str, folder: Path, asked: argparse.Namespace) -> list[str]:
    with ExitStack() as stack:
        url, writers = stack.enter_context(_database(kind, folder, plant=asked.plant))
        cast = a_cast(url)
        env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "PRACTICE": "1"}
        served = PLANTED if asked.plant and kind == "sqlite" else SOUND
        server = stack.enter_context(serving(served, env, may_die=True))
        visitor = Visitor(server.port)
        list(_orders(visitor, cast.goods, 5))  # lines are open, all is loaded
        with _watched(writers or [server.pid], folder / "calls") as calls:
            ordered = list(_orders(visitor, cast.goods, asked.orders))
        return list(_wrong(ordered, _syncs(calls)))


@contextmanager
def _database(kind: str, folder: Path, *, plant: bool) -> Iterator[tuple[str, list[int]]]:
    if kind == "sqlite":
        with a_market(kind, folder) as url:
            yield url, []
        return
    # What it does by itself now and then would be counted too.
    settings = "-c autovacuum=off -c checkpoint_timeout=1h"
    settings += " -c synchronous_commit=off -c wal_writer_delay=10000" if plant else ""
    with a_cluster(durable=True, settings=settings) as cluster:
        market.fill(cluster.url, 60, 100)
        yield cluster.url, [cluster.pid()]


@contextmanager
def _watched(roots: Sequence[int], into: Path) -> Iterator[Path]:
    pids = [pid for root in roots for pid in family(root)]
    command = [shutil.which("strace") or "/usr/bin/strace", "-f", "-ttt", "-e", f"trace={CALLS}"]
    command += ["-o", str(into), *(word for pid in pids for word in ("-p", str(pid)))]
    watching = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(2.0)  # until it has taken hold of all of them
    try:
        yield into
    finally:
        watching.terminate()
        watching.wait(timeout=10)


def _orders(visitor: Visitor, goods: Sequence[Good], many: int) -> Iterator[Ordered]:
    for _nth in range(many):
        typed = _form(visitor, goods[0])
        began = time.time()
        _sent(visitor, typed)
        yield Ordered(began, time.time())


def _syncs(calls: Path) -> list[float]:
    """When each ended well."""
    found = (ENDED.match(line) for line in calls.read_text().splitlines())
    return [float(it[1]) for it in found if it]


def _wrong(ordered: Sequence[Ordered], syncs: Sequence[float]) -> Iterator[str]:
    waited = [sum(one.began <= at <= one.heard for at in syncs) for one in ordered]
    none = sum(many == 0 for many in waited)
    print(
        f"{len(ordered)} orders; syncs while they were placed:"
        f" {sum(waited)}, fewest for one {min(waited)}; acknowledged without one: {none}"
    )
    if none:
        yield f"{none} orders were acknowledged without waiting for the disk"


if __name__ == "__main__":
    main()
