"""Lives the whole life of payments in histories nobody thought of; all must add up at every step.

    ./dev prove life [--database sqlite|postgres] [--histories N] [--steps N] [--seed N] [--plant]

The rules and the checks are those of tests/payments/life. A history in which something does not
add up is made as short as it goes, and told. With --plant every planted fault must be found.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Postgres, Sqlite, a_postgres_server, app_on
from tests.gateway import standing_in
from tests.payments.life.machine import PaymentLife
from tests.payments.life.planted import FAULTS
from tests.payments.life.world import a_stage


def main() -> None:
    asked = _asked()
    print(f"seed {asked.seed}", flush=True)
    hypothesis.seed(asked.seed)(PaymentLife)
    for kind in asked.database or ["sqlite", "postgres"]:
        with a_database(kind) as database:
            well = _planted(database, asked) if asked.plant else held(PaymentLife, database, asked)
        print(f"{kind}: {'held' if well else 'not held'}", flush=True)
        if not well:
            sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove life", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--histories", type=int, default=1_000)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


@contextmanager
def a_database(kind: str) -> Iterator[Sqlite | Postgres]:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield Sqlite(Path(folder))
            return
        with a_postgres_server() as url:
            yield Postgres(url, Path(folder))


def _planted(database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    found = []
    for fault in FAULTS:
        print(f"--- {fault.__name__}")
        with pytest.MonkeyPatch.context() as plant:
            fault(plant)
            found.append(not held(PaymentLife, database, asked))
    return all(found)


def held(life: type[PaymentLife], database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    how = settings(
        max_examples=asked.histories,
        stateful_step_count=asked.steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=[Phase.generate] if asked.plant else list(Phase),
    )
    began = time.monotonic()
    for app in app_on(database):
        life.village = a_stage()
        with standing_in(app):
            try:
                run_state_machine_as_test(life, settings=how)
            except AssertionError as wrong:
                print(wrong, *getattr(wrong, "__notes__", ()), sep="\n")
                return False
    print(f"{asked.histories} histories in {time.monotonic() - began:.0f} s")
    return True


if __name__ == "__main__":
    main()
