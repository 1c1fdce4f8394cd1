"""Sixteen readers who never rest ask for growth pages that must be made afresh: no worker dies.

    ./dev prove readers [--database sqlite|postgres] [--seconds N] [--plant]

With --plant Python looks for garbage in the middle of requests. On Python 3.11 workers then die
within seconds, and the proof must find them dead; later Pythons look between steps by themselves.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile

from sqlalchemy import create_engine

from bench import load
from bench.growth import SMALL, a_market, looks
from bench.scenarios import growth_asks
from bench.servers import serving

SOUND, PLANTED = "wsgi:app", "proofs._planted_collector:app"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("PRACTICE", "1")
    target = PLANTED if asked.plant else SOUND
    died = sum(
        _deaths(kind, target, asked.seconds) for kind in asked.database or ("sqlite", "postgres")
    )
    sys.exit(_verdict(died, planted=asked.plant))


def _verdict(died: int, *, planted: bool) -> str | None:
    if planted:
        return None if died else "The planted fault was not noticed."
    return f"{died} workers died." if died else None


def _deaths(kind: str, target: str, seconds: float) -> int:
    with tempfile.TemporaryDirectory() as folder, a_market(kind, folder, *SMALL) as (url, _helpers):
        engine = create_engine(url)
        with engine.connect() as rows:
            asks = [ask for _page, ways in looks(growth_asks(rows)) for ask in ways]
        engine.dispose()
        env = {"INSTANCE_DIR": folder, "DATABASE_URL": url}
        with serving(target, env, may_die=True) as server:
            done = load.pages(server.port, asks, seconds=seconds)
            print(f"{kind}: {done.done} pages, {server.dead()} workers died", flush=True)
            return server.dead()


if __name__ == "__main__":
    main()
