"""Small writings made together: all of them, once each, and nobody goes on before their own."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from storefront.errors import Busy
from storefront.together import Take, Together


class Book:
    """Writes when it is told to, and refuses what is spoilt."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.lock = Event(), Event(), Lock()
        self.deeds: list[list[str]] = []
        self.is_closed = False

    def write(self, take: Take[str]) -> None:
        if self.is_closed:
            raise Busy("writers")
        taken = list(take())
        self.begun.set()
        assert self.may_end.wait(30)
        if "spoilt" in taken:
            raise ValueError("spoilt")
        with self.lock:
            self.deeds.append(taken)


def _brought(
    write: Together[str], staff: ThreadPoolExecutor, words: list[str]
) -> list[Future[None]]:
    return [staff.submit(write, word) for word in words]


def _all_wait(write: Together[str], many: int) -> None:
    while len(write._line) < many:
        Event().wait(0.001)


def _after_the_first(book: Book, words: list[str]) -> list[Future[None]]:
    """The first is being written when all the others come."""
    write = Together(book.write)
    with ThreadPoolExecutor(len(words) + 1) as staff:
        asked = _brought(write, staff, ["first"])
        assert book.begun.wait(30)
        asked += _brought(write, staff, words)
        _all_wait(write, len(words))
        assert not any(it.done() for it in asked)
        book.may_end.set()
    return asked


def test_what_comes_while_one_is_written_is_written_together() -> None:
    book = Book()
    for it in _after_the_first(book, [str(number) for number in range(7)]):
        it.result()

    assert book.deeds[0] == ["first"]
    assert sorted(book.deeds[1]) == [str(number) for number in range(7)]
    assert len(book.deeds) == 2


def test_one_that_cannot_be_written_takes_no_other_with_it() -> None:
    book = Book()
    asked = _after_the_first(book, ["good", "spoilt", "fine"])

    assert [type(it.exception()) for it in asked] == [
        type(None),
        type(None),
        ValueError,
        type(None),
    ]
    written = sorted(word for deed in book.deeds for word in deed)
    assert written == ["fine", "first", "good"]


def test_who_never_got_a_turn_is_told_and_the_next_ones_are_written() -> None:
    book = Book()
    book.may_end.set()
    write, book.is_closed = Together(book.write), True
    with pytest.raises(Busy):
        write("late")

    book.is_closed = False
    write("next")
    assert book.deeds == [["next"]]
