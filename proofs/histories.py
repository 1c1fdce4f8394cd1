"""Plays histories of a whole country, and asks everybody for the figures; all must say the same.

    ./dev prove histories [--database sqlite|postgres] [--examples N] [--steps N] [--seed N]
                          [--crowds N] [--plans] [--plant [NAME]]

The rules, the record of what really happened and the checks are those of tests/campaign/histories.
A history of which somebody tells something else is made shorter, and told. With --plant every
planted fault must be found; with --plant NAME that one. A crowd is one midnight of a history at
which everything happens at once, by real requests and threads. With --plans communes change by
the plans that staff enter.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import engine
from hypothesis.stateful import run_state_machine_as_test

from proofs.life import a_database
from tests.campaign.histories.crowd import Crowd
from tests.campaign.histories.machine import History
from tests.campaign.histories.plans import Plans
from tests.campaign.histories.planted import (
    FAULTS,
    OF_PLANS,
    Plant,
    looked_for_and_then_written,
)
from tests.databases import Postgres, Sqlite, app_on
from tests.gateway import standing_in

AT_ONCE = 50
"""Histories on one database: then it is emptied, because making all sums afresh takes longer with
each."""
MAKING_IT_SHORT = 60
"""Seconds."""
ALL = "all"


def main() -> None:
    asked = _asked()
    print(f"seed {asked.seed}", flush=True)
    engine.MAX_SHRINKING_SECONDS = MAKING_IT_SHORT
    for kind in asked.database or ["sqlite", "postgres"]:
        with a_database(kind) as database:
            if asked.plant:
                held = _planted(database, asked)
            else:
                held = _held(database, asked) and _crowds_held(database, asked)
        print(f"{kind}: {'held' if held else 'not held'}", flush=True)
        if not held:
            sys.exit("A planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove histories", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--crowds", type=int, default=20)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311
    parser.add_argument("--plans", action="store_true")
    names = [ALL, *(fault.__name__ for fault in (*FAULTS, *OF_PLANS, looked_for_and_then_written))]
    parser.add_argument("--plant", nargs="?", const=ALL, choices=names)
    return parser.parse_args()


def _planted(database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    found = []
    for fault in _chosen(asked):
        print(f"--- {fault.__name__}")
        with pytest.MonkeyPatch.context() as plant:
            fault(plant)
            found.append(not _held(database, asked))
    if isinstance(database, Postgres) and _is_chosen(looked_for_and_then_written, asked.plant):
        print(f"--- {looked_for_and_then_written.__name__}")
        with pytest.MonkeyPatch.context() as plant:
            looked_for_and_then_written(plant)
            found.append(not _crowds_held(database, asked))
    return all(found)


def _chosen(asked: argparse.Namespace) -> list[Plant]:
    some = (*FAULTS, *OF_PLANS) if asked.plans else (*FAULTS,)
    return [fault for fault in some if _is_chosen(fault, asked.plant)]


def _is_chosen(fault: Plant, name: str) -> bool:
    return name in (ALL, fault.__name__)


def _crowds_held(database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    began = time.monotonic()
    for app in app_on(database):
        for turn in range(asked.crowds):
            if wrong := Crowd(app, asked.seed + turn).play():
                print(f"crowd {asked.seed + turn}:", *wrong[:20], sep="\n")
                return False
    print(f"{asked.crowds} crowds in {time.monotonic() - began:.0f} s")
    return True


def _held(database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    began = time.monotonic()
    for turn, many in enumerate(_portions(asked.examples)):
        machine: type[History] = Plans if asked.plans else History
        hypothesis.seed(asked.seed + turn)(machine)
        if not _portion_held(machine, database, many, asked.steps):
            return False
    print(f"{asked.examples} histories in {time.monotonic() - began:.0f} s")
    return True


def _portions(examples: int) -> Iterator[int]:
    while examples > 0:
        yield min(examples, AT_ONCE)
        examples -= AT_ONCE


def _portion_held(
    machine: type[History], database: Sqlite | Postgres, many: int, steps: int
) -> bool:
    how = settings(
        max_examples=many,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    for app in app_on(database):
        with standing_in(app):
            try:
                run_state_machine_as_test(machine, settings=how)
            except AssertionError as wrong:
                print(wrong, *getattr(wrong, "__notes__", ()), sep="\n")
                return False
    return True


if __name__ == "__main__":
    main()
