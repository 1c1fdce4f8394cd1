"""Pages of one process are painted one after the other."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Any

import pytest

from storefront.web import one_by_one
from storefront.web.one_by_one import Queue


class Painter:
    """An application that paints until it is told to end; it counts who is inside."""

    def __init__(self) -> None:
        self.begun, self.may_end = [Event(), Event()], Event()
        self.inside = 0

    def __call__(self, _environ: Any, _start: Any) -> list[bytes]:
        self.begun[self.inside].set()
        self.inside += 1
        assert self.may_end.wait(30)
        return [b"painted"]


@pytest.fixture
def staff() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


class House:
    def __init__(self, staff: ThreadPoolExecutor) -> None:
        self.queue, self.painter, self._staff = Queue(), Painter(), staff
        self._ask = one_by_one._queued(self.queue, self.painter)

    def ask(self, method: str = "GET", cookies: str = "who=1") -> Future[Any]:
        asked = {"REQUEST_METHOD": method, "HTTP_COOKIE": cookies}
        return self._staff.submit(self._ask, asked, None)


@pytest.fixture
def house(staff: ThreadPoolExecutor) -> House:
    return House(staff)


def test_the_second_waits_for_the_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_by_one, "A_TURN", 60)
    house.ask()
    assert house.painter.begun[0].wait(30)
    second = house.ask()
    assert not house.painter.begun[1].wait(0.1)
    assert house.queue.is_waited_for()

    house.painter.may_end.set()

    assert second.result(30) == [b"painted"]
    assert not house.queue.is_waited_for()


def test_nobody_waits_long_for_one_that_hangs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_by_one, "A_TURN", 0.01)
    house.ask()
    assert house.painter.begun[0].wait(30)
    house.ask()
    assert house.painter.begun[1].wait(30)  # while the first is still at it
    house.painter.may_end.set()


@pytest.mark.parametrize("asked", [{"method": "POST"}, {"cookies": "lang=en"}])
def test_a_deed_waits_for_no_page_nor_does_a_stranger(
    house: House, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    monkeypatch.setattr(one_by_one, "A_TURN", 60)
    house.ask()
    assert house.painter.begun[0].wait(30)
    house.ask(**asked)
    assert house.painter.begun[1].wait(30)
    house.painter.may_end.set()


def test_who_was_overtaken_takes_no_turn_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_by_one, "A_TURN", 0)
    queue = Queue()
    with queue.turn():
        monkeypatch.setattr(one_by_one, "A_TURN", 60)
        slow = queue._painter
        queue._since -= 61
        with queue.turn():
            ours = queue._painter
            queue.go(slow)
            assert queue._painter is ours
    assert queue._painter is None


def test_a_page_that_fails_gives_its_turn_back() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError), queue.turn():
        raise ZeroDivisionError
    assert queue._painter is None


def test_whoever_waits_comes_before_whoever_just_had_a_turn(
    monkeypatch: pytest.MonkeyPatch, staff: ThreadPoolExecutor
) -> None:
    monkeypatch.setattr(one_by_one, "A_TURN", 60)
    queue, came = Queue(), []

    def wait() -> None:
        with queue.turn():
            came.append("who waited")

    with queue.turn():
        waiting = staff.submit(wait)
        while not queue.is_waited_for():
            sleep(0.001)
    with queue.turn():
        came.append("who just had a turn")

    waiting.result(30)
    assert came == ["who waited", "who just had a turn"]
