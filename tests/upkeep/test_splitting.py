"""The plan for what becomes too large, tried on PostgreSQL with rows in it, and put back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storefront.db import db, deed, session
from storefront.settings import ROOT
from tests.village import an_order, na

SPLIT = (ROOT / "deploy/postgresql/split.sql").read_text()
BOOK = (ROOT / "docs/scaling.md").read_text()
SIZE = 4
"""Rows in a part; ten million in the book."""
REFERS = """
SELECT count(*) FROM pg_constraint
WHERE confrelid = 'trace'::regclass AND contype = 'f' AND conparentid = 0
"""


@pytest.fixture
def line(app: Flask) -> Iterator[Connection]:
    with deed():
        product = na()
        for _time in range(3):
            an_order(product)
    session.remove()
    with db.engine.connect() as it:
        it.execute(text("BEGIN"))
        said(it, SPLIT)
        yield it
        it.execute(text("ROLLBACK"))


def said(line: Connection, sql: str) -> None:
    """As psql says it."""
    driver = line.connection.driver_connection
    assert driver is not None
    driver.execute(sql)


def parts(line: Connection, big: str) -> list[str]:
    wanted = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = :big ::regclass"
    return sorted(
        line.scalars(text(f"{wanted} AND inhrelid::regclass::text NOT LIKE '%_pkey'"), {"big": big})
    )


def add_traces(line: Connection, many: int) -> None:
    for _row in range(many):
        line.execute(
            text("INSERT INTO trace (at, verb, subject, detail) VALUES (now(), 'x', 'y', '{}')")
        )


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_traces_are_split_as_they_lie_and_go_on(line: Connection) -> None:
    before = line.execute(text("SELECT * FROM trace ORDER BY id")).all()
    assert before, "there is something to split"
    refers = text(REFERS)
    watched = text(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'trace'::regclass AND NOT tgisinternal"
    )
    was = line.scalar(refers), line.scalar(watched)

    line.execute(text("SELECT split_by_id('trace', :size)"), {"size": SIZE})
    add_traces(line, SIZE)
    line.execute(text("SELECT next_part('trace', :size)"), {"size": SIZE})
    add_traces(line, SIZE)

    assert line.execute(text("SELECT * FROM trace ORDER BY id")).all()[: len(before)] == before
    assert len(parts(line, "trace")) == 3
    assert (line.scalar(refers), line.scalar(watched)) == was
    assert line.scalar(text("SELECT count(*) FROM trace")) == len(before) + 2 * SIZE
    newest = line.scalar(text("SELECT max(id) FROM trace"))
    plan = "\n".join(
        line.scalars(text("EXPLAIN SELECT * FROM trace WHERE id = :id"), {"id": newest})
    )
    assert "trace_until" not in plan, "only the part that can hold it is looked through"
    with pytest.raises(DBAPIError, match="append-only"):
        line.execute(text("UPDATE trace SET verb = 'z'"))


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_facts_keep_counting_each_cause_once(line: Connection) -> None:
    """What is unique over all parts is watched over by a table of its own."""
    (guard,) = [it for it in BOOK.split("```sql\n")[1:] if "fact_cause" in it]
    cause = line.execute(text("SELECT indicator, cause FROM fact ORDER BY id LIMIT 1")).one()
    many = line.scalar(text("SELECT count(*) FROM fact"))

    said(line, guard.partition("```")[0])
    line.execute(text("SELECT split_by_id('fact', :size)"), {"size": SIZE})
    again = text("""INSERT INTO fact
        (indicator, cause, household_id, commune_id, day, amount, written_at)
        SELECT indicator, :cause, household_id, commune_id, day, amount, now() FROM fact
        WHERE indicator = :indicator AND cause = :old ON CONFLICT DO NOTHING RETURNING id""")
    told = {"indicator": cause.indicator, "old": cause.cause}

    assert line.execute(again, told | {"cause": cause.cause}).all() == []
    assert len(line.execute(again, told | {"cause": "another"}).all()) == 1
    assert line.scalar(text("SELECT count(*) FROM fact")) == (many or 0) + 1
    assert len(parts(line, "fact")) == 2
