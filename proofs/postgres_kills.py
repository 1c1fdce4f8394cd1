"""Kills PostgreSQL while the market is busy, fifty times: nothing acknowledged is lost or doubled,
and within fifteen seconds the market serves again, by itself.

    ./dev prove postgres_kills [--kills N] [--plant]

The work and its journal are those of `kills`. All of PostgreSQL's processes are killed with SIGKILL
and it is started again at once, as systemd does. The market's own processes are never touched. With
--plant PostgreSQL says that a commit is done before it is on disk, and the proof must find what was
lost.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from bench import market
from bench.servers import Server, family, serving
from proofs._mixed import Crowd, a_cast, judged, until_well
from proofs.deliveries import SOUND
from tests.databases import Cluster, a_cluster

PLANT = "-c synchronous_commit=off -c wal_writer_delay=10000"
PAUSE = (0.5, 2.5)
"""Seconds of work between kills."""
MOST = 15.0


def main() -> None:
    asked = _asked()
    settings = PLANT if asked.plant else ""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_cluster(durable=True, settings=settings) as cluster,
    ):
        market.fill(cluster.url, 60, 100)
        wrong = prove(cluster, Path(folder), asked)
    print("\n".join(wrong) or "held", flush=True)
    if bool(wrong) != asked.plant:
        sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove postgres_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(cluster: Cluster, folder: Path, asked: argparse.Namespace) -> list[str]:
    cast = a_cast(cluster.url)
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": cluster.url, "PRACTICE": "1"}
    with serving(SOUND, env) as server:  # complains if a worker dies of it
        crowd = Crowd(server.port, cast)
        dice = random.Random(asked.seed)  # noqa: S311
        well = [_kill(cluster, server, dice) for _time in range(asked.kills)]
        journal = crowd.stop()
    print(journal)
    print(f"{len(well)} killed; {told(well)}; the longest anybody asked: {journal.slowest:.1f} s")
    late = sum(it > MOST for it in well)
    return judged(cluster.url, cast, journal) + [f"{late} times away for longer"] * bool(late)


def told(well: Sequence[float]) -> str:
    return f"served again: half in {median(well):.2f} s, all in {max(well):.2f}"


def _kill(cluster: Cluster, server: Server, dice: random.Random) -> float:
    time.sleep(dice.uniform(*PAUSE))
    killed = time.monotonic()
    kill(cluster)
    cluster.start()
    return until_well(server.port, killed, most=2 * MOST)


def kill(cluster: Cluster) -> None:
    """Every process of it, as when the machine stops."""
    all_of_it = family(cluster.pid())
    for pid in all_of_it:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while any(Path(f"/proc/{pid}").exists() for pid in all_of_it):
        time.sleep(0.01)


if __name__ == "__main__":
    main()
