"""What load balancers and alarms are told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from storefront import clock
from storefront.cli import duties
from storefront.cli.duties import DUTIES
from storefront.cli.working import Worker
from storefront.db import db, deed, session
from storefront.upkeep import actions, readiness

GOOD = {"database": "ok", "schema": "ok", "disk": "ok", "worker": "ok", "files": "ok"}
SAYS_SO = [duty for duty in DUTIES if duty.do is duties.say_that_it_is_there]


@pytest.fixture(autouse=True)
def worker_is_there(app: Flask) -> None:
    Worker({}, SAYS_SO).step(at=clock.now() + timedelta(seconds=1))


def asked(app: Flask, address: str = "/readyz") -> tuple[int, dict[str, str]]:
    answer = app.test_client().get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in answer.headers) is (answer.status_code == 503)
    return answer.status_code, answer.get_json()


def test_a_market_with_all_its_parts_is_ready(app: Flask) -> None:
    assert asked(app) == (200, GOOD)
    assert asked(app, "/readyz/web") == (200, GOOD)


def test_a_live_process_says_so_without_asking_anything(app: Flask) -> None:
    asked: list[str] = []
    with db.engine.connect() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda *it: asked.append(it[2]))

    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.text, asked) == (200, "ok\n", [])
    assert "Set-Cookie" not in answer.headers


def test_a_worker_that_fell_silent_is_told_and_keeps_no_page_away(app: Flask) -> None:
    with deed():
        actions.beat_of_worker(at=clock.now() - readiness.LATE - timedelta(seconds=1))

    assert asked(app) == (503, GOOD | {"worker": "late"})
    assert asked(app, "/readyz/web")[0] == 200


def test_a_worker_that_was_never_there_is_told(app: Flask) -> None:
    with deed():
        session.execute(text("DELETE FROM beat"))

    assert asked(app) == (503, GOOD | {"worker": "never"})


@pytest.fixture
def revised(app: Flask) -> Iterator[None]:
    with db.engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
    yield
    _revise(before)


@pytest.mark.parametrize(("found", "word"), [("0001", "older"), ("9999", "newer")])
@pytest.mark.usefixtures("revised")
def test_a_schema_of_another_version_is_not_served(app: Flask, found: str, word: str) -> None:
    _revise(found)

    status, said = asked(app, "/readyz/web")

    assert (status, said["schema"]) == (503, word)


def _revise(to: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})


def test_a_full_disk_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LEAST_ROOM", 2**60)

    assert asked(app) == (503, GOOD | {"disk": "full"})


def test_a_database_that_fails_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> None:
        raise OperationalError("no such host", None, Exception("secret.example"))

    monkeypatch.setattr(type(db.engine), "connect", away)

    unknown = {"schema": "unknown", "worker": "unknown"}
    assert asked(app) == (503, GOOD | unknown | {"database": "failing"})


def test_a_database_that_never_answers_is_not_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, sent = threading.Event(), []

    def silent(_connection: object) -> str:
        sent.append(True)
        answers.wait(10)
        return ""

    monkeypatch.setattr(readiness, "PATIENCE", 0.05)
    with monkeypatch.context() as broken:
        broken.setattr("storefront.upkeep.queries.revision", silent)
        said = [asked(app)[1]["database"] for _time in range(3)]
        answers.set()

    assert said == ["silent"] * 3
    assert len(sent) == 1, "one thread waits, however often it is asked"
    monkeypatch.setattr(readiness, "PATIENCE", 5.0)
    assert asked(app) == (200, GOOD)
