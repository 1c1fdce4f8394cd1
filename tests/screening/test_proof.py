"""The proof of the screen notices when a rule is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_rule_that_was_switched_off_is_noticed() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "proofs.screening", "--seeds", "1", "--plant", "off"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1, told.stderr
    assert "Not held: circular: recall 0%, precision 100%" in told.stdout
