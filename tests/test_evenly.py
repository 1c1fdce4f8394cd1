"""New lines go to the worker that holds fewer; nobody waits for one that is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gunicorn.workers.gthread import ThreadWorker

from storefront import evenly
from storefront.evenly import EvenWorker


class Listener:
    """At which somebody always knocks."""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def take(worker: EvenWorker, _listener: Listener) -> None:
        worker.nr_conns += 1

    monkeypatch.setattr(ThreadWorker, "accept", take)
    monkeypatch.setattr(ThreadWorker, "notify", lambda _worker: None)
    yield
    for age in range(evenly.MOST):
        evenly._held[age] = 0


def a_worker(age: int, *, holds: int = 0) -> EvenWorker:
    worker = EvenWorker.__new__(EvenWorker)
    worker.age, worker.nr_conns = age, holds
    worker.notify()
    return worker


def knocks(worker: EvenWorker, times: int) -> int:
    """How many of them it takes."""
    before: int = worker.nr_conns
    for _each in range(times):
        worker.accept(Listener())
    return int(worker.nr_conns) - before


def test_one_alone_takes_all() -> None:
    assert knocks(a_worker(1), 20) == 20


def test_two_hold_as_many_however_often_one_is_awake() -> None:
    awake, sleepy = a_worker(1), a_worker(2)

    for _each in range(10):
        knocks(awake, evenly.PATIENCE)
        knocks(sleepy, 1)

    assert sleepy.nr_conns == 10
    assert awake.nr_conns in (10, 11)


def test_a_line_is_left_to_another_a_few_times_only() -> None:
    busy, full = a_worker(1), a_worker(2, holds=5)

    assert knocks(full, evenly.PATIENCE) == 0
    assert knocks(full, 1) == 1
    assert busy.nr_conns == 0


def test_nobody_waits_for_one_that_is_gone() -> None:
    gone, left = a_worker(1), a_worker(2, holds=5)
    evenly.forget(gone)

    assert knocks(left, 3) == 3
