from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from storefront.db import session
from storefront.demo import market
from storefront.demo.market import Wish
from storefront.demo.size import Size
from tests.conftest import KINDS
from tests.databases import Database, Postgres, Sqlite
from tests.village import MARKET_DAY

SMALL = Wish(Size.of(40, 700), seed=7, at=MARKET_DAY)


def fill(database: Database, wish: Wish = SMALL) -> None:
    with database.app.app_context():
        market.make(wish, database.app.config["SETTINGS"], say=lambda words: None)
        session.remove()


@pytest.fixture(scope="module", params=KINDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A small demo market, made once for all the tests that only look at it."""
    folder = tmp_path_factory.mktemp(f"demo-{request.param}")
    if request.param == "sqlite":
        database: Database = Sqlite(folder)
    else:
        database = Postgres(_another(request.getfixturevalue("_postgres_url")), folder)
    fill(database)
    yield database
    database.close()


@pytest.fixture
def demo(filled: Database) -> Iterator[Flask]:
    with filled.app.app_context():
        yield filled.app
        session.remove()


def _another(url: str) -> str:
    """A second database on the same server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS demo"))
        connection.execute(text("CREATE DATABASE demo"))
    engine.dispose()
    return url.rpartition("/")[0] + "/demo"
