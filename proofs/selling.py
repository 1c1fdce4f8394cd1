"""Lives of selling in histories nobody thought of: weights, harvests to come with deposits, days
that move or bring nothing, fees, changed orders, partial refunds. Lines, fee, deposit, QR, books
and figures must agree at every step.

    ./dev prove selling [--database sqlite|postgres] [--histories N] [--steps N] [--seed N]
                        [--plant [FAULT ...]]

The rules and the checks are those of tests/payments/life, of its three lives of selling. With
--plant each of its faults (or those named) is planted in turn, those of the life of payments among
them, and must be found in the life it is planted in.
"""

from __future__ import annotations

import argparse
import random
import sys

import hypothesis
import pytest

from proofs.life import a_database, held
from tests.databases import Postgres, Sqlite
from tests.payments.life.changing import ChangingLife
from tests.payments.life.harvests import HarvestLife
from tests.payments.life.planted import FAULTS as FAULTS_OF_PAYMENTS
from tests.payments.life.planted import sent_goods_are_sold_again
from tests.payments.life.planted_changing import FAULTS_OF_CHANGES
from tests.payments.life.planted_selling import FAULTS, FAULTS_OF_HARVESTS, Plant
from tests.payments.life.selling import SellingLife

_OLDER = FAULTS_OF_PAYMENTS.copy()
_SENT = {sent_goods_are_sold_again: _OLDER.pop(sent_goods_are_sold_again)}
"""Goods without a price are not sent: only the third life has a step that gets so far."""
PLANTED: dict[type[SellingLife], dict[Plant, str]] = {
    SellingLife: _OLDER | FAULTS,
    HarvestLife: FAULTS_OF_HARVESTS,
    ChangingLife: FAULTS_OF_CHANGES | _SENT,
}
"""By life, each with what the machine says of it."""
NAMES = [fault.__name__ for faults in PLANTED.values() for fault in faults]


def main() -> None:
    asked = _asked()
    print(f"seed {asked.seed}", flush=True)
    for kind in asked.database or ["sqlite", "postgres"]:
        with a_database(kind) as database:
            judge = _finds if asked.plant else _holds
            well = [judge(life, database, asked) for life in PLANTED]
        print(f"{kind}: {'as it should be' if all(well) else 'not as it should be'}", flush=True)
        if not all(well):
            sys.exit("A planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove selling", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--histories", type=int, default=300, help="of each life")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311
    parser.add_argument("--plant", nargs="*", choices=NAMES, metavar="FAULT")
    asked = parser.parse_args()
    asked.plant = NAMES if asked.plant == [] else asked.plant
    return asked


def _holds(life: type[SellingLife], database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    print(f"--- {life.__name__}", flush=True)
    hypothesis.seed(asked.seed)(life)
    return held(life, database, asked)


def _finds(life: type[SellingLife], database: Sqlite | Postgres, asked: argparse.Namespace) -> bool:
    """Each fault, by what the machine says of it."""
    found = []
    for fault, words in PLANTED[life].items():
        if fault.__name__ in asked.plant:
            found.append(_is_found(fault, words, life, database, asked))
            print(f"{fault.__name__}: {'found' if found[-1] else 'NOT FOUND'}", flush=True)
    return all(found)


def _is_found(
    fault: Plant,
    words: str,
    life: type[SellingLife],
    database: Sqlite | Postgres,
    asked: argparse.Namespace,
) -> bool:
    life.seen.clear()
    with pytest.MonkeyPatch.context() as plant:
        fault(plant)
        _holds(life, database, asked)
    return any(words in it for it in life.seen)


if __name__ == "__main__":
    main()
