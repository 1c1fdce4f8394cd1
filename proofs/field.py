"""The team's phone where there is no signal: nothing is lost, nothing comes twice, order is kept.

    ./dev prove field [--database sqlite|postgres] [--households N] [--seconds N] [--plant]

With --plant phones lose or repeat what was written down, each in another way, and at last the
market forgets which errands it has done: the proof must find every one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import sync_playwright

from proofs._field_faults import FAULTS
from storefront.settings import ROOT
from tests.databases import a_postgres_server
from tests.story import market
from tests.story.on_the_hill import on_the_hill
from tests.thin_line import Fault, between

PLANTED = "--config=python:proofs._planted_forgetful"
PATIENCE = 60
"""Seconds that a planted fault is given to show."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--households", type=int, choices=range(3, 11), default=10)
    parser.add_argument("--seconds", type=float, default=300, help="for everything to be sent")
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    if asked.plant:
        sys.exit(_planted(asked.database))
    with _opened(asked.database) as (address, folder):
        lost = _walk(address, folder, many=asked.households, seconds=asked.seconds)
    print(f"{asked.database}: twice {asked.households} households, each once, {lost} requests lost")


@contextmanager
def _opened(database: str, **settings: str) -> Iterator[tuple[str, Path]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if database == "postgres":
            settings["DATABASE_URL"] = stack.enter_context(a_postgres_server())
        yield stack.enter_context(market.opened(folder, **settings)), folder


def _walk(
    address: str, folder: Path, *, many: int, seconds: float, fault: Fault | None = None
) -> int:
    """How many requests were lost on the way."""
    with sync_playwright() as play, between(address) as line:
        line.fault = fault
        on_the_hill(play, line, folder, many=many, seconds=seconds)
        return line.lost


def _planted(database: str) -> int:
    """How many were not noticed."""
    missed = 0
    with _opened(database) as (address, folder):
        for nth, fault in enumerate(FAULTS):
            _must_fit(fault)
            missed += not _is_noticed(
                address, folder / str(nth), f"a phone that {fault.name}", fault
            )
    with _opened(database, GUNICORN_CMD_ARGS=PLANTED) as (address, folder):
        missed += not _is_noticed(address, folder / "0", "a market that forgets what it has done")
    return missed


def _must_fit(fault: Fault) -> None:
    script = (ROOT / "static/js/field" / f"{fault.script}.js").read_text()
    if script.count(fault.sound) != 1:
        sys.exit(f"{fault} does not fit the script any more")


def _is_noticed(address: str, folder: Path, name: str, fault: Fault | None = None) -> bool:
    folder.mkdir()
    try:
        _walk(address, folder, many=3, seconds=PATIENCE, fault=fault)
    except (AssertionError, TooLate) as found:
        where = traceback.extract_tb(found.__traceback__)
        ours = [it.line for it in where if it.filename.endswith("on_the_hill.py")]
        print(f"{name}: noticed at {ours[-1]}", flush=True)
        return True
    print(f"{name}: NOT NOTICED", flush=True)
    return False


if __name__ == "__main__":
    main()
