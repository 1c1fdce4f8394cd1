"""Kills the first of two PostgreSQL servers while the market is busy, and promotes the second:
nothing acknowledged is lost, and within thirty seconds the market serves again, by itself.

    ./dev prove failover [--rounds N] [--plant]

The second follows the first synchronously. The market's DATABASE_URL names both and asks for the
one that takes writing. A second before the first is killed the second hears nothing any more, as
when the network between them fails first: then nobody may be told that anything is done. With
--plant it follows asynchronously, and the proof must find what was lost.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench import market
from bench.servers import family, serving
from proofs._mixed import Crowd, a_cast, judged, until_well
from proofs.deliveries import SOUND
from proofs.postgres_kills import kill
from tests.databases import Cluster, a_cluster

WORK, DEAF = 6.0, 1.0
"""Seconds of work before the second hears nothing, and from then until the first is killed."""
MOST = 30.0


@dataclass(frozen=True, slots=True)
class Pair:
    first: Cluster
    second: Cluster

    @property
    def url(self) -> str:
        either = [f"127.0.0.1:{it.port}" for it in (self.first, self.second)]
        query = {"host": either, "target_session_attrs": "read-write"}
        url = make_url(self.first.url).set(host=None, port=None).update_query_dict(query)
        return url.render_as_string(hide_password=False)


def main() -> None:
    asked = _asked()
    for number in range(asked.rounds):
        with tempfile.TemporaryDirectory() as folder, a_pair(is_synchronous=not asked.plant) as two:
            wrong = prove(two, folder)
        print("\n".join(wrong) or f"round {number}: held", flush=True)
        if bool(wrong) != asked.plant:
            sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove failover", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(two: Pair, folder: str) -> list[str]:
    cast = a_cast(two.first.url)
    env = {"INSTANCE_DIR": folder, "DATABASE_URL": two.url, "PRACTICE": "1"}
    with serving(SOUND, env) as server:
        crowd = Crowd(server.port, cast)
        time.sleep(WORK)
        with _deaf(two.second):
            time.sleep(DEAF)
            killed = time.monotonic()
            kill(two.first)
        two.second.promote()
        away = until_well(server.port, killed, most=2 * MOST)
        time.sleep(WORK / 2)
        journal = crowd.stop()
    print(f"{journal}\n  served again after {away:.1f} s")
    return judged(two.second.url, cast, journal) + [f"away for {away:.1f} s"] * (away > MOST)


@contextmanager
def a_pair(*, is_synchronous: bool) -> Iterator[Pair]:
    with a_cluster(durable=True) as first:
        market.fill(first.url, 60, 100)
        second = Cluster(Path(tempfile.mkdtemp(prefix="choban-pg-")), durable=True)
        copy = [
            "-h",
            "127.0.0.1",
            "-p",
            str(first.port),
            "-D",
            str(second.data),
            "-R",
            "-c",
            "fast",
        ]
        second.run("pg_basebackup", *copy)
        second.start()
        try:
            if is_synchronous:
                _wait_for_the_second(first)
            yield Pair(first, second)
        finally:
            second.stop()


def _wait_for_the_second(first: Cluster) -> None:
    engine = create_engine(first.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as line:
        line.execute(text("ALTER SYSTEM SET synchronous_standby_names = '*'"))
        line.execute(text("SELECT pg_reload_conf()"))
        while line.scalar(text("SELECT max(sync_state) FROM pg_stat_replication")) != "sync":
            time.sleep(0.1)
    engine.dispose()


@contextmanager
def _deaf(second: Cluster) -> Iterator[None]:
    """What follows the first holds still, and what it has not read by then is never read."""
    (follower,) = [pid for pid in family(second.pid()) if b"walreceiver" in _title(pid)]
    os.kill(follower, signal.SIGSTOP)
    yield
    os.kill(follower, signal.SIGKILL)


def _title(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


if __name__ == "__main__":
    main()
