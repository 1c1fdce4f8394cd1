"""What happens while a wallet and a carrier of SMS are ill, and what must be there afterwards."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

from sqlalchemy import create_engine, text

from bench.load import Visitor
from bench.orders import Good
from proofs._mixed import _form
from proofs._played_gateways import Illness, Mouth, Played
from proofs.deliveries import LEDGER, UNBALANCED
from proofs.held import Heard, asked_for, at_once, heard

MOST_PAYING, MOST_READING = 15.0, 5.0
"""Seconds. A gateway is waited for twelve; what is more a busy machine adds."""
LEAST_ILL = 25.0
MOST_SENT = 240.0
"""Seconds until everything that waited is sent or paid: tries are further and further apart."""
FOLLOWED = re.compile(rb"/follow/([\w-]+)/([0-9A-Z]+)")
TOKEN = "for-the-proof"  # noqa: S105


@dataclass
class Buyer:
    visitor: Visitor
    page: str = ""
    """Of the order."""


@dataclass
class Scene:
    url: str
    port: int
    good: Good
    played: Played
    mouth: Mouth
    wrong: list[str] = field(default_factory=list)
    _bought: int = 0

    def play(self, illness: Illness, many: int) -> None:
        before, began = self._count(NEWEST), time.monotonic()
        self.mouth.fall_ill(illness)
        buyers = [Buyer(Visitor(self.port)) for _each in range(many)]
        with self._readers() as read:
            ordered = at_once([lambda b=it: self._order(b) for it in buyers])  # type: ignore[misc]
            paying = at_once([lambda b=it: self._pay(b) for it in buyers])  # type: ignore[misc]
            time.sleep(max(0.0, began + LEAST_ILL - time.monotonic()))
        waiting = self._told_to_operators()
        self.mouth.recover()
        well = time.monotonic()
        self._finish(buyers)
        self._until(PAID, {}, len(self.played.paid))
        self._until(UNSENT, {"before": before}, 0)
        took = time.monotonic() - well
        self._judge(illness, ordered, paying, read)
        self._count_up(before, many)
        print(
            f"  {illness.value}: ordered {_told(ordered)}; paying {_told(paying)};"
            f" read {_told(read)}; operators read of {waiting};"
            f" all there {took:.0f} s after",
            flush=True,
        )
        if not waiting:
            self.wrong.append(f"{illness.value}: operators see nothing")

    def _order(self, buyer: Buyer) -> Heard:
        typed = _form(buyer.visitor, self.good) | {"pay_by": "gateway"}
        told = heard(lambda: buyer.visitor.post("/checkout", typed))
        found = FOLLOWED.search(told.words)
        buyer.page = f"/follow/{found[1].decode()}/{found[2].decode()}" if found else ""
        return told

    def _pay(self, buyer: Buyer) -> Heard:
        told = heard(lambda: buyer.visitor.post(f"{buyer.page}/payments", {"way": "momo"}))
        buyer.visitor.hang_up()
        return told

    @contextmanager
    def _readers(self) -> Iterator[list[Heard]]:
        """Who only looks at apples, all the while."""
        over, read = threading.Event(), list[Heard]()

        def look() -> None:
            while not over.is_set():
                read.append(asked_for(self.port, "/search?q=na"))
                over.wait(0.2)

        threads = [threading.Thread(target=look) for _each in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield read
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _told_to_operators(self) -> int:
        _answer, page = Visitor(self.port).get("/metrics", {"Authorization": f"Bearer {TOKEN}"})
        found = re.search(rb'market_waiting\{kind="letters"\} (\d+)', page)
        return int(found[1]) if found else 0

    def _finish(self, buyers: Sequence[Buyer]) -> None:
        """All press once more, pay at the gateway's page, and come back."""
        with ThreadPoolExecutor(3) as few:
            list(few.map(self._pay_again, buyers))
        for reference in self._all(LAST, {}):
            if reference in self.played.opened:
                self.played.pay(reference)
        for buyer in buyers:
            heard(lambda b=buyer: b.visitor.get(f"{b.page}/payments/return/momo"))  # type: ignore[misc]

    def _pay_again(self, buyer: Buyer) -> None:
        until = time.monotonic() + MOST_SENT
        while time.monotonic() < until:
            try:
                answer, _page = buyer.visitor.post(f"{buyer.page}/payments", {"way": "momo"})
            except (OSError, HTTPException):
                buyer.visitor.hang_up()
            else:
                if "/payments/" in (answer.headers["Location"] or ""):
                    return
            time.sleep(0.5)
        self.wrong.append("the gateway is well, and its page does not open")

    def _judge(
        self, illness: Illness, ordered: Sequence[Heard], paying: Sequence[Heard],
        read: Sequence[Heard],
    ) -> None:  # fmt: skip
        for what, found, status, most in (
            ("an order", ordered, 201, MOST_PAYING),
            ("a press to pay", paying, 302, MOST_PAYING),
            ("a page", read, 200, MOST_READING),
        ):
            off = [it for it in found if it.status != status or it.seconds > most]
            if off:
                self.wrong.append(f"{illness.value}: {what} {_told(off)} ({len(off)} times)")

    def _count_up(self, before: int, many: int) -> None:
        new = self._all(NUMBERS, {"before": before})
        lost = [it for it in new if not self.played.carried[it]]
        strange = [it for it in self.played.carried if it not in self._all(NUMBERS, {"before": 0})]
        counts = {
            "messages lost": len(lost),
            "messages that we never wrote": len(strange),
            "messages unsent": self._count(UNSENT, {"before": before}),
            "payments without a receipt": len(self.played.paid) - self._count(PAID),
            "buyers who could not pay": self._bought + many - len(self.played.paid),
            "orders paid twice": self._count(TWICE),
            "journals off": self._count(UNBALANCED),
            "đồng in all the books": self._count(LEDGER),
        }
        again = sum(self.played.carried[it] > 1 for it in new)
        self._bought += many
        print(f"  {len(new)} messages, of which the carrier heard {again} twice under one number")
        self.wrong += [f"{what}: {found}" for what, found in counts.items() if found]

    def _until(self, sql: str, values: dict[str, int], wanted: int) -> None:
        until = time.monotonic() + MOST_SENT
        while self._count(sql, values) != wanted and time.monotonic() < until:
            time.sleep(0.5)

    def _count(self, sql: str, values: dict[str, int] | None = None) -> int:
        return int((self._all(sql, values or {}) or ["0"])[0])

    def _all(self, sql: str, values: dict[str, int]) -> list[str]:
        engine = create_engine(self.url)
        with engine.connect() as rows:
            found = [str(it or 0) for it in rows.scalars(text(sql), values)]
        engine.dispose()
        return found


def _told(found: Sequence[Heard]) -> str:
    statuses = "/".join(str(it) for it in sorted({it.status for it in found}))
    return f"{statuses} in {max(it.seconds for it in found):.1f} s at most"


NEWEST = "SELECT max(id) FROM message"
UNSENT = "SELECT count(*) FROM message WHERE id > :before AND sent_at IS NULL"
NUMBERS = "SELECT id FROM message WHERE id > :before"
LAST = """
    SELECT reference FROM payment_attempt
    WHERE id IN (SELECT max(id) FROM payment_attempt WHERE provider = 'momo' GROUP BY order_id)
"""
PAID = "SELECT count(*) FROM receipt WHERE provider = 'momo'"
TWICE = """
    SELECT count(*) FROM (
        SELECT order_id FROM receipt WHERE provider = 'momo'
        GROUP BY order_id HAVING count(*) > 1) x
"""
