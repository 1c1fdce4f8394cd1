"""Tells of the same payments over and over, in any order, forged and genuine: each counts once.

    ./dev prove deliveries [--database sqlite|postgres] [--payments N] [--deliveries N] [--plant]

A real server, sixteen senders at once. With --plant the server runs with a fault that gives each
telling a transaction of its own, and the proof must find it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from bench import callbacks, market
from bench.callbacks import SEPAY, Waiting
from bench.servers import serving
from storefront import clock
from storefront.payments.provider import Heard
from tests.databases import a_postgres_server

SENDERS = 16
ADDRESS = "/payments/notices/sepay"
SOUND, PLANTED = "wsgi:app", "proofs._planted_twice:app"


@dataclass(frozen=True, slots=True)
class Delivery:
    body: bytes
    manner: str
    """genuine, forged, or stale: signed rightly, but an hour ago."""

    def headers(self) -> dict[str, str]:
        now = clock.now()
        at = now - timedelta(hours=1) if self.manner == "stale" else now
        headers = SEPAY.signed_headers(self.body, at=at)
        if self.manner == "forged":
            headers = {name: value[:-4] + "beef" for name, value in headers.items()}
        return headers | {"Content-Type": "application/json"}


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder, a_market(kind, Path(folder)) as url:
            wrong = prove(url, Path(folder), asked)
            print("\n".join(wrong) or f"{kind}: held", flush=True)
            if bool(wrong) != asked.plant:
                sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove deliveries", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--payments", type=int, default=100)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


@contextmanager
def a_market(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'market.db'}"
        market.fill(url, 60, 100)
        yield url
        return
    with a_postgres_server(durable=True) as url:
        market.fill(url, 60, 100)
        yield url


def prove(url: str, folder: Path, asked: argparse.Namespace) -> list[str]:
    """What is wrong afterwards, in words."""
    engine = create_engine(url)
    with engine.connect() as rows:
        payments = callbacks.waiting(rows)[: asked.payments]
    sent = deliveries(payments, asked.deliveries, random.Random(asked.seed))  # noqa: S311
    env = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "PRACTICE": "1"}
    with serving(PLANTED if asked.plant else SOUND, env) as server:
        began = time.monotonic()
        answers = deliver(server.port, sent)
        print(f"{len(sent):,} deliveries in {time.monotonic() - began:.0f} s: {dict(answers)}")
    with engine.connect() as rows:
        wrong = [*_answered_wrongly(sent, answers), *booked_wrongly(rows, payments)]
    engine.dispose()
    return wrong


def deliveries(payments: Sequence[Waiting], many: int, dice: random.Random) -> list[Delivery]:
    """Each payment at least once rightly; the rest as it comes. In any order."""
    sent = [Delivery(callbacks.said(one), "genuine") for one in payments]
    while len(sent) < many:
        manner = dice.choices(("genuine", "forged", "stale"), (7, 2, 1))[0]
        sent.append(Delivery(callbacks.said(dice.choice(payments)), manner))
    dice.shuffle(sent)
    return sent


def deliver(port: int, sent: Sequence[Delivery]) -> Counter[int]:
    """How often each status was answered; 599 for no answer."""
    answers: Counter[int] = Counter()
    waiting, mutex = iter(sent), threading.Lock()

    def send() -> None:
        while True:
            with mutex:
                one = next(waiting, None)
            if one is None:
                return
            found = status(port, one)
            with mutex:
                answers[found] += 1

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def status(port: int, one: Delivery) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        try:
            line.request("POST", ADDRESS, one.body, one.headers())
            return line.getresponse().status
        except (OSError, HTTPException):
            return 599


def _answered_wrongly(sent: Sequence[Delivery], answers: Counter[int]) -> Iterator[str]:
    genuine = sum(one.manner == "genuine" for one in sent)
    thanks = SEPAY.reply(Heard.BELIEVED).status
    refused = SEPAY.reply(Heard.FORGED).status
    expected = Counter({thanks: genuine, refused: len(sent) - genuine})
    if answers != expected:
        yield f"answered {dict(answers)}, not {dict(expected)}"


def booked_wrongly(rows: Connection, payments: Sequence[Waiting]) -> Iterator[str]:
    codes = [one.code for one in payments]
    for words, sql, expected in (
        ("payments settled", SETTLED, len(payments)),
        ("orders paid exactly", PAID, len(payments)),
        ("orders with more than one receipt", TWICE, 0),
        ("journals that do not sum to zero", UNBALANCED, 0),
        ("đồng in all the books together", LEDGER, 0),
    ):
        found = int(rows.scalar(text(sql), {"codes": ",".join(codes)}) or 0)
        print(f"  {words}: {found}")
        if found != expected:
            yield f"{words}: {found}, not {expected}"


OURS = "(',' || :codes || ',') LIKE ('%,' || o.code || ',%')"
SETTLED = f"""
    SELECT count(*) FROM receipt r JOIN "order" o ON o.id = r.order_id
    WHERE r.provider = 'sepay' AND {OURS}
"""  # noqa: S608  our own words
PAID = f'SELECT count(*) FROM "order" o WHERE o.paid = o.goods + o.fee AND {OURS}'  # noqa: S608
TWICE = f"""
    SELECT count(*) FROM (
        SELECT r.order_id FROM receipt r JOIN "order" o ON o.id = r.order_id
        WHERE {OURS} GROUP BY r.order_id HAVING count(*) > 1) x
"""  # noqa: S608
UNBALANCED = """
    SELECT count(*) FROM (
        SELECT journal_id FROM movement GROUP BY journal_id HAVING sum(amount) <> 0) x
"""
LEDGER = "SELECT sum(amount) FROM movement"


if __name__ == "__main__":
    main()
