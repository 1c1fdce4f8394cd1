"""SQLite plans a statement once, whatever is said to it."""

from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, create_engine, select
from sqlalchemy.pool import StaticPool

from storefront.asking import Question
from storefront.db import engine_options, prepare
from storefront.places.models import Place
from storefront.planning import plan_once

FIRST = select(Place.name).order_by(Place.id).limit(bindparam("limit"))
OF_SOME = select(Place.id).order_by(Place.id).limit(12).subquery()


def test_a_list_is_planned_once(tmp_path: Path) -> None:
    assert plans(tmp_path, FIRST, limit=3) == 0
    assert plans(tmp_path, FIRST.offset(bindparam("start")), limit=3, start=1) == 0


def test_a_limit_that_never_changes_is_told_to_the_planner() -> None:
    engine = create_engine("sqlite://")
    plan_once(engine)

    asked = Question(select(Place.name).join(OF_SOME, OF_SOME.c.id == Place.id), engine.dialect)

    assert "LIMIT 12)" in asked.sql
    assert "LIMIT ? + 0" in Question(FIRST, engine.dialect).sql
    assert "LIMIT -1" in Question(select(Place.name).offset(1), engine.dialect).sql


def plans(folder: Path, statement: Select[Any], **values: int) -> int:
    """How often the database looks at it anew, when it is asked for the third time."""
    url = f"sqlite:///{folder / 'market.db'}"
    options = {"module": engine_options(url).get("module")}
    engine = create_engine(url, poolclass=StaticPool, **options)
    prepare(engine)
    looked: list[object] = []
    with engine.connect() as line:
        Place.metadata.create_all(line, tables=[Place.metadata.tables["place"]])
        driver: Any = line.connection.dbapi_connection

        def look(*part: object) -> int:
            looked.append(part)
            return 0  # go on

        driver.set_authorizer(look)
        for _time in range(3):
            looked.clear()
            assert line.execute(statement, values).all() == []
    engine.dispose()
    return len(looked)
