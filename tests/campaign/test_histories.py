"""Whatever happens, and whenever, everybody tells the same figures: see histories/."""

from __future__ import annotations

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.campaign.histories.crowd import Crowd
from tests.campaign.histories.machine import History
from tests.campaign.histories.planted import FAULTS, Plant, looked_for_and_then_written
from tests.gateway import standing_in

SEED = 29
"""Fixed, so that a run tells of the code and not of luck. `./dev prove histories` takes others."""
EVERY_DAY = settings(
    max_examples=3,
    stateful_step_count=30,
    database=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=[Phase.generate],
)
BUDGET = settings(EVERY_DAY, max_examples=30)
"""Histories within which a planted fault must be found."""


@pytest.fixture(autouse=True)
def fresh() -> None:
    History.seen.clear()


def play(how: settings) -> None:
    hypothesis.seed(SEED)(History)
    run_state_machine_as_test(History, settings=how)


def test_everybody_tells_the_same_of_every_history(app: Flask) -> None:
    with standing_in(app):
        play(EVERY_DAY)


def test_at_midnight_everything_happens_at_once(app: Flask) -> None:
    assert Crowd(app, SEED).play() == []


@pytest.mark.slow
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_fact_written_twice_at_one_moment_is_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for_and_then_written(monkeypatch)

    found = Crowd(app, SEED).play()

    assert any("active_30" in words and "happened" in words for words in found)


@pytest.mark.slow
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found_and_its_history_told(
    app: Flask, fault: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)

    with standing_in(app), pytest.raises(AssertionError) as found:
        play(BUDGET)

    assert any(FAULTS[fault] in words for words in History.seen)
    history = "\n".join(found.value.__notes__)
    print(history)  # noqa: T201  `pytest -s` shows how it comes about
    assert "state.three_households_begin" in history
