"""Kills the server's workers while they settle: nothing acknowledged is lost or doubled.

    ./dev prove kills [--database sqlite|postgres] [--kills N] [--plant]

Sixteen senders tell of a payment each until they hear that it was understood, as banks do; all the
while a worker is killed with SIGKILL. With --plant the server thanks before it has settled, and
the proof must find what was lost.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from bench import callbacks
from bench.callbacks import Waiting
from bench.servers import Server, family, serving
from proofs.deliveries import SENDERS, SOUND, Delivery, a_market, booked_wrongly, status

PLANTED = "proofs._planted_thanks:app"
PAUSE = (0.1, 0.6)
"""Seconds between kills; a worker needs about as long to come back."""


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder, a_market(kind, Path(folder)) as url:
            wrong = prove(url, Path(folder), asked)
            print("\n".join(wrong) or f"{kind}: held", flush=True)
            if bool(wrong) != asked.plant:
                sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove kills", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def prove(url: str, folder: Path, asked: argparse.Namespace) -> list[str]:
    """What is wrong afterwards, in words."""
    engine = create_engine(url)
    with engine.connect() as rows:
        payments = callbacks.waiting(rows)
        before = int(rows.scalar(text(RECEIPTS)) or 0)
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "PRACTICE": "1"}
    with serving(PLANTED if asked.plant else SOUND, env, may_die=True) as server:
        tellers = Tellers(server, payments)
        killed = kill_workers(server, asked.kills, random.Random(asked.seed))  # noqa: S311
        told = tellers.stop()
    print(f"{killed} workers killed, {tellers.unheard} tellings without an answer")
    with engine.connect() as rows:
        wrong = [*booked_wrongly(rows, told), *_others(rows, before, len(told))]
    engine.dispose()
    return wrong + [f"killed {killed}, not {asked.kills}"] * (killed != asked.kills)


class Tellers:
    """Sixteen at once, each telling of the next payment until it is understood."""

    def __init__(self, server: Server, payments: Sequence[Waiting]) -> None:
        self._server = server
        self._waiting = iter(payments)
        self._told: list[Waiting] = []
        self.unheard = 0
        self._mutex = threading.Lock()
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._tell) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[Waiting]:
        """Whoever has begun goes on until understood. Gives all that were acknowledged."""
        self._enough.set()
        for thread in self._threads:
            thread.join()
        return self._told

    def _tell(self) -> None:
        while not self._enough.is_set():
            with self._mutex:
                one = next(self._waiting)
            while status(self._server.port, Delivery(callbacks.said(one), "genuine")) != 200:
                with self._mutex:
                    self.unheard += 1
                time.sleep(0.05)
            with self._mutex:
                self._told.append(one)


def kill_workers(server: Server, many: int, dice: random.Random) -> int:
    killed = 0
    while killed < many:
        time.sleep(dice.uniform(*PAUSE))
        workers = family(server.pid)[1:]
        with suppress(ProcessLookupError):  # it may have ended by itself since we looked
            if workers:
                os.kill(dice.choice(workers), signal.SIGKILL)
                killed += 1
    return killed


def _others(rows: Connection, before: int, told: int) -> Iterator[str]:
    """No more money in the books than was told of and understood."""
    found = int(rows.scalar(text(RECEIPTS)) or 0) - before
    print(f"  acknowledged: {told}, receipts of the bank: {found}")
    if found != told:
        yield f"{found} receipts of {told} payments"


RECEIPTS = "SELECT count(*) FROM receipt WHERE provider = 'sepay'"


if __name__ == "__main__":
    main()
