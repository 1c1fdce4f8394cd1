"""A carrier of SMS and a wallet that live here, behind a mouth that can fall ill: it takes no call,
stops in the middle of its answer, or answers a minute late. What was asked of them they have done
all the same, unless the call was never taken."""

from __future__ import annotations

import enum
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

from storefront.wire import Answer
from tests.wires import Question, a_server

LATE = 60.0


class Illness(enum.Enum):
    HOLE = "nobody takes the call"
    HALF = "half an answer"
    LATE = "an answer after a minute"


@dataclass(slots=True)
class Played:
    """What they have been asked, and what they know."""

    carried: Counter[str] = field(default_factory=Counter)
    """How often, by the number of the message."""
    opened: dict[str, int] = field(default_factory=dict)
    """Amounts, by our reference."""
    paid: dict[str, int] = field(default_factory=dict)
    """Transactions, by our reference."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(70_000_001))

    def pay(self, reference: str) -> None:
        self.paid.setdefault(reference, next(self._numbers))

    def answer(self, question: Question) -> Answer:
        said = json.loads(question.body)
        if question.path == "/sms":
            self.carried[said["id"]] += 1
            return Answer(200, b"{}")
        reference = said["orderId"]
        told = {"orderId": reference, "resultCode": 1000}
        if question.path.endswith("/create"):
            self.opened[reference] = said["amount"]
            told |= {"resultCode": 0, "payUrl": f"https://momo.example/{reference}"}
        elif reference not in self.opened:
            told["resultCode"] = 42
        elif reference in self.paid:
            told |= {"resultCode": 0, "transId": self.paid[reference]}
            told["amount"] = self.opened[reference]
        return Answer(200, json.dumps(told).encode())


class Mouth:
    """Where they are called."""

    def __init__(self, to: str) -> None:
        self._to = int(to.rpartition(":")[2])
        self._ill: Illness | None = None
        self._well, self._closed = threading.Event(), threading.Event()
        self._well.set()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=0)
        self._door.settimeout(0.1)
        self._waiting: list[socket.socket] = []
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def fall_ill(self, how: Illness) -> None:
        self._ill = how
        self._well.clear()
        if how is Illness.HOLE:
            time.sleep(0.3)  # until it listens no more
            self._fill()

    def recover(self) -> None:
        self._ill = None
        for line in self._waiting:
            line.close()
        self._waiting.clear()
        self._well.set()

    def close(self) -> None:
        self.recover()
        self._closed.set()

    def _fill(self) -> None:
        """Whoever calls now hears nothing at all, not even that it is refused."""
        for _each in range(10):
            line = socket.socket()
            line.settimeout(0.3)
            self._waiting.append(line)
            try:
                line.connect(self._door.getsockname())
            except TimeoutError:
                return
        raise RuntimeError("calls are taken all the same")

    def _listen(self) -> None:
        while not self._closed.is_set():
            if self._ill is Illness.HOLE:
                self._well.wait(0.1)
                continue
            with suppress(TimeoutError):
                caller, _address = self._door.accept()
                callee = socket.create_connection(("127.0.0.1", self._to))
                for ends in ((caller, callee, False), (callee, caller, True)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()
        self._door.close()

    def _carry(self, from_: socket.socket, to: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while said := from_.recv(65_536):
                if is_answer and self._ill is Illness.HALF:
                    to.sendall(said[: len(said) // 2])
                    self._well.wait(LATE)
                    break
                if is_answer and self._ill is Illness.LATE:
                    self._well.wait(LATE)
                to.sendall(said)
        for end in (from_, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def others() -> Iterator[tuple[Played, Mouth]]:
    played = Played()
    with a_server(played.answer) as address:
        mouth = Mouth(address)
        try:
            yield played, mouth
        finally:
            mouth.close()
