"""A PostgreSQL that is silent is hung up on; one that answers in time is not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from storefront import line_watch
from storefront.line_watch import SILENT

IDLE, ACTIVE = 0, 1


@dataclass
class State:
    transaction_status: int = ACTIVE


@dataclass(eq=False)
class Line:
    """Of a driver: what the watch looks at."""

    ours: socket.socket
    theirs: socket.socket
    closed: bool = False
    pgconn: State = field(default_factory=State)

    def fileno(self) -> int:
        return self.ours.fileno()


@pytest.fixture
def line() -> Iterator[Line]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Line(ours, theirs)


def test_who_is_silent_for_too_long_is_hung_up_on(line: Line) -> None:
    line_watch.met(line)
    line_watch.look(0)
    line_watch.look(SILENT + 1)

    assert line.ours.recv(1) == b""


def test_who_answers_in_between_is_left_alone(line: Line) -> None:
    line_watch.met(line)
    line_watch.look(0)
    line.pgconn.transaction_status = IDLE
    line_watch.look(SILENT - 1)
    line.pgconn.transaction_status = ACTIVE
    line_watch.look(SILENT + 1)

    line.ours.setblocking(False)
    with pytest.raises(BlockingIOError):
        line.ours.recv(1)
