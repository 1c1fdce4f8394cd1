"""The same seed and moment make the same market, row by row, on both databases."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select

from storefront.cli.demo import demo as command
from storefront.db import db, deed, session
from storefront.demo import market
from storefront.demo.market import Wish
from storefront.demo.size import Size
from tests.databases import Sqlite
from tests.village import MARKET_DAY, a_person

pytestmark = pytest.mark.slow

TINY = Wish(Size.of(6, 60), seed=7, at=MARKET_DAY)
_PLACES = ("place", "succession")
"""Loaded from published tables, not made by us, and long."""
_UNNUMBERED = ("fact", "known_word", "lesson_try")
"""What is there already is not added again, and that costs PostgreSQL a number."""


def fingerprints() -> dict[str, str]:
    """Of every row of every table, codes included, and ids where anything refers to them."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in _PLACES]
    found = {table.name: _fingerprint(table) for table in tables}
    session.rollback()
    return found


def _fingerprint(table: Table) -> str:
    digest = hashlib.sha256()
    but = 1 if table.name in _UNNUMBERED else 0
    rows = session.execute(select(*list(table.columns)[but:]))
    for row in sorted("|".join(map(_plain, row)) for row in rows):
        digest.update(row.encode())
    return digest.hexdigest()


def _plain(value: Any) -> str:
    # PostgreSQL keeps JSON in an order of its own.
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)


def fill(app: Flask, wish: Wish) -> dict[str, str]:
    market.make(wish, app.config["SETTINGS"], say=lambda words: None)
    return fingerprints()


def test_same_seed_same_rows(app: Flask) -> None:
    first = fill(app, TINY)

    assert fill(app, replace(TINY, again=True)) == first
    assert fill(app, replace(TINY, again=True, seed=8)) != first
    assert fill(app, replace(TINY, again=True, at=MARKET_DAY + timedelta(days=1))) != first


def test_another_database_holds_the_same(app: Flask, tmp_path: Path) -> None:
    here = fill(app, TINY)

    other = Sqlite(tmp_path)
    with other.app.app_context():
        there = fill(other.app, TINY)
        session.remove()
    other.close()

    assert here == there


def test_a_market_with_people_in_it_is_left_alone(app: Flask) -> None:
    with deed():
        a_person("Hoàng Thị Nhình")

    answer = app.test_cli_runner().invoke(command, ["--shops", "6", "--orders", "0"])

    assert answer.exit_code == 1
    assert "Somebody lives in this market already" in answer.output


def test_a_real_market_is_never_filled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(app.config["SETTINGS"], practice=False)
    monkeypatch.setitem(app.config, "SETTINGS", real)

    answer = app.test_cli_runner().invoke(command, ["--again"])

    assert answer.exit_code == 1
    assert "not for practice" in answer.output


def test_a_load_that_breaks_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("storefront.demo.market.folding.recount", breaks)
    empty = fingerprints()

    with pytest.raises(RuntimeError, match="power cut"):
        fill(app, TINY)

    assert fingerprints() == empty
