"""Whatever the phones here are told is as it is described to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.odd import fitting


@pytest.fixture(autouse=True)
def _as_described(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with fitting.heard(app) as wrong:
        yield
    assert wrong == []
