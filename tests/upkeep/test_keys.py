"""docs/keys.csv says of every table how it could be spread over machines, and what hinders it."""

from __future__ import annotations

import csv

import pytest
from flask import Flask
from sqlalchemy import Table, UniqueConstraint

from storefront.db import db
from storefront.settings import ROOT

with (ROOT / "docs/keys.csv").open(encoding="utf-8", newline="") as _rows:
    LIST = {row["table"]: row for row in csv.DictReader(_rows)}
SPREAD = sorted(name for name, row in LIST.items() if row["kind"] == "spread")


def keys_of(table: Table) -> list[set[str]]:
    kept = [set(it.columns.keys()) for it in table.constraints if isinstance(it, UniqueConstraint)]
    kept += [set(it.columns.keys()) for it in table.indexes if it.unique]
    return [set(table.primary_key.columns.keys()), *kept]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_table_is_thought_about(app: Flask) -> None:
    assert LIST.keys() == db.metadata.tables.keys()
    assert {row["kind"] for row in LIST.values()} == {"spread", "everywhere", "one"}
    for name, row in LIST.items():
        assert bool(row["why"]) is (row["kind"] != "spread"), name


@pytest.mark.parametrize("name", SPREAD)
def test_the_way_to_its_household_is_there_and_each_key_that_lacks_it_is_named(name: str) -> None:
    table, way = db.metadata.tables[name], LIST[name]["way"].split(".")
    own = "id" if name == "household" else "household_id"
    for step in way if name != "household" else ():
        assert not table.c[step].nullable, f"{table.name}.{step}"
        (leads,) = table.c[step].foreign_keys
        table = leads.column.table
    assert table.name == "household"

    lacking = {"+".join(sorted(key)) for key in keys_of(db.metadata.tables[name]) if own not in key}
    named = {"+".join(sorted(key.split("+"))) for key in LIST[name]["lacks"].split()}
    assert named == lacking
