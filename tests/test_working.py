"""Jobs are done once each, whoever works, whatever fails."""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from storefront import clock, jobs
from storefront.cli.duties import Duty
from storefront.cli.working import Worker
from storefront.db import deed, session
from storefront.jobs import LEASE, RETRIES, Job
from tests.village import MARKET_DAY

SOON = MARKET_DAY + timedelta(seconds=1)


class Told(list[Any]):
    """A handler that notes what it was told."""

    def __call__(self, payload: dict[str, Any], /, *, at: datetime) -> None:
        self.append(payload["to"])


def cannot(payload: dict[str, Any], /, *, at: datetime) -> None:
    raise ConnectionError("no signal in the valley")


def asked(*names: str) -> None:
    with deed():
        for name in names:
            jobs.enqueue("tell", {"to": name}, at=MARKET_DAY)


class Pendulum:
    """Time stands still but for what somebody takes."""

    swung = 0.0

    def takes(self, **said: int) -> None:
        self.swung += timedelta(**said).total_seconds()


@pytest.fixture(autouse=True)
def pendulum(monkeypatch: pytest.MonkeyPatch) -> Pendulum:
    it = Pendulum()
    monkeypatch.setattr("storefront.cli.working.monotonic", lambda: it.swung)
    return it


def only_job() -> Job:
    session.rollback()
    return session.scalars(select(Job)).one()


def test_a_job_is_done_once(app: Flask) -> None:
    told = Told()
    worker = Worker({"tell": told}, [])
    asked("Nhình")

    assert worker.step(at=SOON)
    assert not worker.step(at=SOON + LEASE * 2)

    assert told == ["Nhình"]
    assert only_job().done_at == SOON


def test_work_of_a_deed_that_was_undone_is_never_done(app: Flask) -> None:
    with suppress(ZeroDivisionError), deed():
        jobs.enqueue("tell", {"to": "Nhình"}, at=MARKET_DAY)
        raise ZeroDivisionError

    assert not Worker({}, []).step(at=SOON)


def test_a_job_that_fails_is_tried_again_later(app: Flask) -> None:
    told = Told()
    asked("Nhình")

    Worker({"tell": cannot}, []).step(at=SOON)
    failed = only_job()
    assert (failed.done_at, failed.tries) == (None, 1)
    assert "no signal" in (failed.last_error or "")

    assert not Worker({"tell": told}, []).step(at=SOON)
    assert Worker({"tell": told}, []).step(at=failed.due_at)
    assert told == ["Nhình"]


def test_a_job_that_always_fails_is_given_up(app: Flask) -> None:
    asked("Nhình")
    at = SOON
    for _ in range(RETRIES + 3):
        Worker({"tell": cannot}, []).step(at=at)
        at += timedelta(days=1)

    assert only_job().tries == RETRIES


def test_a_kind_nobody_knows_waits_for_a_version_that_does(app: Flask) -> None:
    asked("Nhình")

    Worker({}, []).step(at=SOON)

    assert only_job().done_at is None


def test_a_job_in_a_dead_hand_is_taken_over(app: Flask) -> None:
    asked("Nhình")
    with deed():
        (dead,) = jobs.claim(at=SOON)

    assert not Worker({"tell": Told()}, []).step(at=SOON)
    told = Told()
    assert Worker({"tell": told}, []).step(at=SOON + LEASE * 2)
    assert told == ["Nhình"]

    with deed():
        jobs.put_off(dead, error="I was only asleep", at=SOON + LEASE * 3)
    assert only_job().last_error is None


def test_two_workers_never_do_the_same_job(app: Flask) -> None:
    names = [f"household {number}" for number in range(30)]
    told = Told()
    asked(*names)

    def work() -> None:
        with app.app_context():
            while Worker({"tell": told}, []).step(at=SOON):
                pass
            session.remove()

    hands = [threading.Thread(target=work) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(told) == sorted(names)


def test_duties_come_round(app: Flask) -> None:
    done: list[datetime] = []
    start = clock.now()
    worker = Worker({}, [Duty("fold", timedelta(minutes=5), lambda *, at: done.append(at))])

    for minutes in (1, 2, 7):
        worker.step(at=start + timedelta(minutes=minutes))

    assert done == [start + timedelta(minutes=1), start + timedelta(minutes=7)]


def test_a_duty_that_fails_does_not_stop_the_others(app: Flask) -> None:
    def fail(*, at: datetime) -> None:
        raise ValueError("bad fold")

    told = Told()
    worker = Worker({"tell": told}, [Duty("fold", timedelta(minutes=5), fail)])
    asked("Nhình")

    worker.step(at=clock.now())

    assert told == ["Nhình"]


def test_a_job_behind_a_slow_duty_is_nobody_elses(app: Flask, pendulum: Pendulum) -> None:
    """Gateways that do not answer take minutes; the lease on a job begins when it is taken."""
    ends: list[timedelta] = []

    def do(payload: dict[str, Any], /, *, at: datetime) -> None:
        ends.append((only_job().leased_until or at) - SOON)
        pendulum.takes(minutes=1)

    slow = Duty("ask", timedelta(minutes=5), lambda *, at: pendulum.takes(minutes=3))
    worker = Worker({"tell": do}, [slow])
    worker._next[slow] = SOON
    asked("Nhình")

    worker.step(at=SOON)

    assert ends == [timedelta(minutes=3) + LEASE]
    assert only_job().done_at == SOON + timedelta(minutes=4)


def test_a_lost_database_is_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    tries: list[bool] = []

    def away(*, at: datetime) -> bool:
        tries.append(True)
        if len(tries) == 2:
            stop.set()
        raise OperationalError("away", None, Exception())

    worker = Worker({}, [])
    monkeypatch.setattr(worker, "step", away)
    monkeypatch.setattr("storefront.cli.working.POLL", 0.001)
    worker.run(stop)

    assert len(tries) == 2
