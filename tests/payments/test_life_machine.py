"""Payments live through histories that nobody thought of, and all adds up at every step."""

from __future__ import annotations

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import engine
from hypothesis.stateful import run_state_machine_as_test

from tests.gateway import standing_in
from tests.payments.life.machine import PaymentLife
from tests.payments.life.planted import FAULTS, Plant
from tests.payments.life.world import a_stage

SEED = 7
"""Fixed, so that a run tells of the code and not of luck. `./dev prove life` takes others."""
EVERY_DAY = settings(
    max_examples=12,
    stateful_step_count=30,
    database=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
BUDGET = settings(EVERY_DAY, max_examples=120, phases=[Phase.generate, Phase.shrink])
"""Histories within which a planted fault must be found."""
MAKING_IT_SHORT = 8
"""Seconds for finding the shortest history that shows it."""


@pytest.fixture(autouse=True)
def stage(app: Flask) -> None:
    PaymentLife.village = a_stage()
    PaymentLife.seen.clear()


def live(how: settings) -> None:
    hypothesis.seed(SEED)(PaymentLife)
    run_state_machine_as_test(PaymentLife, settings=how)


def test_everything_adds_up_at_every_step(app: Flask) -> None:
    with standing_in(app):
        live(EVERY_DAY)


@pytest.mark.slow
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_and_its_history_told(
    app: Flask, fault: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MAX_SHRINKING_SECONDS", MAKING_IT_SHORT)
    fault(monkeypatch)

    with standing_in(app), pytest.raises(AssertionError) as found:
        live(BUDGET)

    # Seen in the first history, which the seed decides; how short it gets is up to the machine.
    assert any(FAULTS[fault] in words for words in PaymentLife.seen)
    history = "\n".join(found.value.__notes__)
    print(history)  # noqa: T201  `pytest -s` shows how it comes about
    assert "state.the_market_opens" in history
