"""Lines, the sum, the QR, the books and the figures agree at every step, also when goods are
weighed, changed, partly given back, called off and brought back to life."""

from __future__ import annotations

import hypothesis
import pytest
from flask import Flask
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gateway import standing_in
from tests.payments.life.selling import SellingLife
from tests.payments.life.world import a_stage
from tests.payments.test_life_machine import EVERY_DAY, SEED

BRIEFLY = settings(EVERY_DAY, max_examples=6)


@pytest.fixture(autouse=True)
def stage(app: Flask) -> None:
    SellingLife.village = a_stage()
    SellingLife.seen.clear()


def live(how: settings) -> None:
    hypothesis.seed(SEED)(SellingLife)
    run_state_machine_as_test(SellingLife, settings=how)


def test_all_sums_agree_at_every_step(app: Flask) -> None:
    with standing_in(app):
        live(BRIEFLY)
