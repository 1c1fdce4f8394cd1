"""Lines, fee, deposit, QR, books and figures agree at every step: also when goods are weighed,
changed, partly given back, called off and brought back to life, and where they are promised for a
day that moves, or that brings nothing."""

from __future__ import annotations

import hypothesis
import pytest
from flask import Flask
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gateway import standing_in
from tests.payments.life.changing import ChangingLife
from tests.payments.life.harvests import HarvestLife
from tests.payments.life.planted_selling import FAULTS, FAULTS_OF_HARVESTS, Plant
from tests.payments.life.selling import SellingLife
from tests.payments.life.world import a_stage
from tests.payments.test_life_machine import EVERY_DAY, SEED

Life = type[SellingLife]

BRIEFLY = settings(EVERY_DAY, max_examples=6)
BUDGET = settings(EVERY_DAY, max_examples=60, phases=[Phase.generate])
"""Histories within which a planted fault must be found."""
PLANTED = [
    *((SellingLife, fault, words) for fault, words in FAULTS.items()),
    *((HarvestLife, fault, words) for fault, words in FAULTS_OF_HARVESTS.items()),
]


def live(life: Life, how: settings) -> None:
    life.village = a_stage()
    life.seen.clear()
    hypothesis.seed(SEED)(life)
    run_state_machine_as_test(life, settings=how)


@pytest.mark.parametrize("life", [SellingLife, ChangingLife])
def test_all_sums_agree_at_every_step(app: Flask, life: Life) -> None:
    with standing_in(app):
        live(life, BRIEFLY)


@pytest.mark.slow
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("life", "fault", "words"), PLANTED, ids=[fault.__name__ for _life, fault, _words in PLANTED]
)
def test_a_planted_fault_is_found(
    app: Flask, life: Life, fault: Plant, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)

    with standing_in(app), pytest.raises(AssertionError):
        live(life, BUDGET)

    assert any(words in seen for seen in life.seen)
