from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from flask import Flask

from storefront import clock, wire
from tests import databases
from tests.browser import Browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

KINDS = ("sqlite", "postgres")

hypothesis.settings.register_profile("market", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("market")

os.environ["NO_PROXY"] = "127.0.0.1,localhost"
"""Servers that tests start stand beside them, also where the way out is by a proxy."""


MINUTES = ("test_every_page_fits", "test_odd_values_in_every_field")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, or one process waits for the other at the end."""
    items.sort(key=lambda item: not item.name.startswith(MINUTES))


@pytest.fixture(scope="session")
def _open_databases() -> Iterator[dict[str, databases.Sqlite | databases.Postgres]]:
    """Made when first asked for, shared by all tests of this process."""
    opened: dict[str, databases.Sqlite | databases.Postgres] = {}
    yield opened
    for database in opened.values():
        database.close()


@pytest.fixture(scope="session")
def _postgres_url() -> Iterator[str]:
    if not databases.INITDB:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with databases.a_postgres_server() as url:
        yield url


@pytest.fixture(params=KINDS)
def app(
    request: pytest.FixtureRequest,
    _open_databases: dict[str, databases.Sqlite | databases.Postgres],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """The market on an empty database, once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    if kind not in _open_databases:
        _open_databases[kind] = _opened(kind, tmp_path_factory.mktemp(kind), request)
    yield from databases.app_on(_open_databases[kind])


def _opened(
    kind: str, folder: Path, request: pytest.FixtureRequest
) -> databases.Sqlite | databases.Postgres:
    if kind == "sqlite":
        return databases.Sqlite(folder)
    return databases.Postgres(request.getfixturevalue("_postgres_url"), folder)


PLAYED = frozenset({"127.0.0.1", "localhost"})
"""Gateways that tests play stand on this machine."""
wire.allow(PLAYED)


@pytest.fixture(autouse=True)
def _gateways_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a test that made a market for real money."""
    monkeypatch.setattr(wire, "_ours", PLAYED)
    monkeypatch.setattr(wire, "_plain", None)


@pytest.fixture(autouse=True)
def _midnight_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test ends on the day it began; where a module keeps `NOW`, it begins at that moment.

    The suite takes half an hour, and modules are read before the first test. What stands in a
    process of its own (stories) and in a browser has its own clock.
    """
    asked, kept = clock.now, getattr(request.module, "NOW", None)
    really = asked()
    began = kept if isinstance(kept, datetime) else really
    midnight = clock.start_of(clock.village_date(began) + timedelta(days=1))
    last = midnight - timedelta(microseconds=1)
    monkeypatch.setattr(clock, "now", lambda: min(began + (asked() - really), last))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One for all tests of this process: a second could not be started beside it."""
    from playwright.sync_api import sync_playwright

    from tests.story import market

    if not market.CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium fonts-noto-core")
    with sync_playwright() as play, market.chromium(play) as opened:
        yield opened


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())
