"""docs/permissions.md says what the code does."""

from __future__ import annotations

import pytest
from flask import Flask

from storefront.web.doors import PUBLIC, door
from tools import permissions

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def untrue(app: Flask) -> list[str]:
    """What the page says and the code does not."""
    told = permissions.PAGE.read_text(encoding="utf-8").splitlines()
    return sorted(set(told) - set(permissions.written(app).splitlines()))


def test_what_is_published_is_so(app: Flask) -> None:
    assert untrue(app) == [], "run tools/permissions.py"


def test_nearly_all_is_published(app: Flask) -> None:
    """A new address may be some days old before the page is written again."""
    told = permissions.PAGE.read_text(encoding="utf-8").splitlines()
    now = permissions.written(app).splitlines()

    assert len(set(now) - set(told)) < len(now) / 20, "run tools/permissions.py"


def test_a_door_that_opened_is_seen(app: Flask) -> None:
    view = app.view_functions["rosters.enlist"]
    app.view_functions["rosters.enlist"] = door(PUBLIC)(lambda number: "")
    try:
        assert len(untrue(app)) == 1
    finally:
        app.view_functions["rosters.enlist"] = view
