from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import databases
from tests.story import market


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A market opened by `./dev run` on an empty folder, once on each database."""
    folder = tmp_path_factory.mktemp(f"story-{request.param}")
    if request.param == "sqlite":
        with market.opened(folder) as opened:
            yield opened
        return
    if not databases.INITDB:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with databases.a_postgres_server() as url, market.opened(folder, DATABASE_URL=url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _phones_are_put_away(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages left open go on asking the market, and keep the processors busy."""
    browser = request.getfixturevalue("chromium") if "chromium" in request.fixturenames else None
    yield
    for context in browser.contexts if browser else ():
        context.close()
