from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from storefront.db import deed, session
from storefront.places import actions as places
from tests import databases

Loaded = dict[str, databases.Sqlite | databases.Postgres]


@pytest.fixture(scope="session")
def _countries() -> Iterator[Loaded]:
    loaded: Loaded = {}
    yield loaded
    for database in loaded.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def country(
    request: pytest.FixtureRequest, _countries: Loaded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The market with the whole country loaded, once a session. Only for looking."""
    kind: str = request.param
    if kind not in _countries:
        folder = tmp_path_factory.mktemp(f"country-{kind}")
        if kind == "sqlite":
            _countries[kind] = databases.Sqlite(folder)
        else:
            url = _second_database(request.getfixturevalue("_postgres_url"))
            _countries[kind] = databases.Postgres(url, folder)
        with _countries[kind].app.app_context(), deed():
            places.load_country()
    with _countries[kind].app.app_context():
        yield _countries[kind].app
        session.remove()


def _second_database(url: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE country"))
    engine.dispose()
    return url.rpartition("/")[0] + "/country"
