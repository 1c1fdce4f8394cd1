"""Kills the server's workers while the market is busy: nothing acknowledged is lost or doubled, and
within three seconds others are served.

    ./dev prove kills [--database sqlite|postgres] [--kills N] [--plant]

Guests order, keepers press, a bank tells of money, people read and an officer looks at growth;
whoever hears nothing asks again, and all keep a journal of what they were told. All the while a
worker is killed with SIGKILL. With --plant the server has each of PLANTED's faults in turn, and the
proof must find it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from bench.servers import Server, family, serving
from proofs._mixed import Crowd, a_cast, judged, until_well
from proofs.deliveries import SOUND, a_market

PLANTED = (
    "proofs._planted_thanks:app",
    "proofs._planted_twice:app",
    "proofs._planted_forgets_once:app",
)
PAUSE = (0.1, 0.6)
"""Seconds between kills; a worker needs about as long to come back."""
MOST = 3.0
"""Seconds until the market serves again."""


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        for served in PLANTED if asked.plant else [SOUND]:
            print(f"{kind}, {served}", flush=True)
            _judge(kind, served, asked)


def _judge(kind: str, served: str, asked: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, a_market(kind, Path(folder)) as url:
        wrong = prove(url, Path(folder), served, asked)
        print("\n".join(wrong) or f"{kind}: held", flush=True)
        if bool(wrong) != asked.plant:
            sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove kills", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(url: str, folder: Path, served: str, asked: argparse.Namespace) -> list[str]:
    """What is wrong afterwards, in words."""
    cast = a_cast(url)
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "PRACTICE": "1"}
    with serving(served, env, may_die=True) as server:
        crowd = Crowd(server.port, cast)
        well = kill_workers(server, asked.kills, random.Random(asked.seed))  # noqa: S311
        journal = crowd.stop()
    print(journal)
    print(f"{len(well)} killed; served again: half in {median(well):.2f} s, all in {max(well):.2f}")
    slow = sum(it > MOST for it in well)
    return judged(url, cast, journal) + [f"{slow} times not served in {MOST:.0f} s"] * bool(slow)


def kill_workers(server: Server, many: int, dice: random.Random) -> list[float]:
    """How long each time until the market served again."""
    well: list[float] = []
    while len(well) < many:
        time.sleep(dice.uniform(*PAUSE))
        workers = family(server.pid)[1:]
        with suppress(ProcessLookupError):  # it may have ended by itself since we looked
            if workers:
                os.kill(dice.choice(workers), signal.SIGKILL)
                well.append(until_well(server.port, time.monotonic(), most=2 * MOST))
    return well


if __name__ == "__main__":
    main()
