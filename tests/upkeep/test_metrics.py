"""Figures for Prometheus: right, and for whoever may have them."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from storefront import clock, gauges, jobs
from storefront.cli import duties
from storefront.db import db, deed, session
from storefront.gauges import Gauges
from storefront.jobs import RETRIES, Job
from storefront.notifications.models import Message
from tests.village import an_order

TOKEN = "an-operators-token"


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    settings = replace(app.config["SETTINGS"], metrics_token=TOKEN)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    yield app
    gauges._opened.clear()


def read(app: Flask) -> dict[str, float]:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z_]+(\{[^{}]*\})? [0-9.e+-]+", line) for line in lines), lines
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", "Bearer ò"])
def test_to_others_there_are_no_figures(watched: Flask, shown: str) -> None:
    answer = watched.test_client().get("/metrics", headers={"Authorization": shown})

    assert answer.status_code == 404


def test_without_a_token_nobody_reads_them(app: Flask) -> None:
    assert (
        app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    )


def test_what_waits_is_told_with_its_age(watched: Flask) -> None:
    at = clock.now()
    with deed():
        jobs.enqueue("tell", {}, at=at - timedelta(minutes=5))
        jobs.enqueue("tell", {}, at=at + timedelta(minutes=5))  # not yet due
        session.add(Job(kind="x", payload={}, due_at=at, tries=RETRIES))
        old = at - timedelta(hours=1)
        session.add(Message(to="+84912345678", body="x", written_at=old))

    found = read(watched)

    assert found['market_waiting{kind="jobs"}'] == 1
    assert 300 <= found['market_oldest_seconds{kind="jobs"}'] < 400
    assert found['market_given_up{kind="jobs"}'] == 1
    assert found['market_waiting{kind="letters"}'] == 1
    assert 3600 <= found['market_oldest_seconds{kind="letters"}'] < 3700
    assert found['market_part_ok{part="database"}'] == 1
    assert found['market_part_ok{part="worker"}'] == 0
    assert found["market_disk_free_bytes"] > 0


def test_books_that_somebody_bent_by_hand_are_seen(watched: Flask) -> None:
    with deed():
        an_order()
    duties.look_whether_the_books_add_up(at=clock.now())
    assert read(watched)["market_ledger_mismatches"] == 0

    _bend_the_books()
    duties.look_whether_the_books_add_up(at=clock.now())

    assert read(watched)["market_ledger_mismatches"] == 1


def _bend_the_books() -> None:
    by_hand = "UPDATE movement SET amount = amount + 1 WHERE id = (SELECT min(id) FROM movement)"
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as line:
            for said in (
                "BEGIN",
                "SET LOCAL session_replication_role = replica",
                by_hand,
                "COMMIT",
            ):
                line.execute(text(said))
        return
    with db.engine.connect() as line:
        guards = text(
            "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name='movement'"
        )
        kept = line.execute(guards).all()
        for name, _sql in kept:
            line.execute(text(f"DROP TRIGGER {name}"))
        line.execute(text(by_hand))
        for _name, sql in kept:
            line.connection.execute(sql)


def test_requests_are_counted_by_route_and_status(watched: Flask) -> None:
    gauges.open_(["/healthz", "/follow/<secret>"])
    counted = gauges.opened()
    assert counted
    for status, took in ((200, 3_000), (200, 30_000), (404, 9_000_000)):
        counted.note("/follow/<secret>", status, took)
    counted.note("/a-route-nobody-knows", 418, 1)
    counted.begin()

    found = read(watched)

    assert found['market_requests_total{route="/follow/<secret>",status="200"}'] == 2
    assert found['market_requests_total{route="/follow/<secret>",status="404"}'] == 1
    assert found['market_requests_total{route="other",status="other"}'] == 1
    assert found['market_request_seconds_bucket{le="0.005"}'] == 2
    assert found['market_request_seconds_bucket{le="0.05"}'] == 3
    assert found['market_request_seconds_bucket{le="5.0"}'] == 3
    assert found['market_request_seconds_bucket{le="+Inf"}'] == 4
    assert found["market_request_seconds_count"] == 4
    assert found["market_request_seconds_sum"] == pytest.approx(9.033001)
    assert found["market_requests_under_way"] == 1


def test_what_killed_workers_counted_stays_and_nobody_waits_in_them() -> None:
    shared = Gauges(["/"])
    for nth in (1, 2):
        pid = os.fork()
        if pid == 0:
            shared.take_row(nth)
            shared.begin()
            for _time in range(1_000):
                shared.note("/", 200, 10)
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(pid, 0)
    shared.forget_those_under_way(1)

    read = shared.read()

    assert read.requests == {("/", 200): 2_000}
    assert read.under_way == 1
