"""A database that somebody else holds, or that swallows all that is said to it: whoever asks is
told in time to come again, others are served, and it heals by itself.

    ./dev prove held [--database sqlite|postgres] [--plant]

Held: SQLite by BEGIN EXCLUSIVE from outside, PostgreSQL by LOCK TABLE; whoever wants to order waits
five seconds at most and gets 503 with Retry-After; who reads what is not held reads on. Swallowed:
PostgreSQL stands behind a proxy that stops passing anything on and keeps all lines open. With
--plant the market waits for ever, and the proof must find it.
"""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bench import orders
from bench.load import Refused, Visitor
from bench.orders import Good
from bench.servers import serving
from proofs._mixed import _form, until_well
from proofs.deliveries import SOUND, a_market

PLANTED = "proofs._planted_waits:app"
AT_ONCE = 6
MOST_HELD, MOST_READING = 6.0, 2.0
"""Five seconds and what a busy machine adds."""
MOST_SILENT, MOST_NEXT, MOST_BACK = 25.0, 8.0, 15.0
HOLDING = {
    "sqlite": "BEGIN EXCLUSIVE",
    "postgresql": 'LOCK TABLE product, "order", checkout IN ACCESS EXCLUSIVE MODE',
}


@dataclass(frozen=True, slots=True)
class Heard:
    status: int
    seconds: float
    retry_after: str | None
    words: bytes = b""


def main() -> None:
    asked = _asked()
    served = PLANTED if asked.plant else SOUND
    for kind in asked.database or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder, a_market(kind, Path(folder)) as url:
            wrong = [*held(url, folder, served)]
            wrong += silent(url, folder, served) if kind == "postgres" else []
        print("\n".join(wrong) or f"{kind}: held", flush=True)
        if bool(wrong) != asked.plant:
            sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove held", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--plant", action="store_true")
    return parser.parse_args()


def held(url: str, folder: str, served: str) -> Iterator[str]:
    good = _good(url)
    with serving(served, _env(url, folder), may_die=True) as server:
        forms = [_ready(server.port, good) for _each in range(AT_ONCE)]
        with somebody_holds(url):
            pressed = at_once([lambda v=v, t=t: _pressed(v, t) for v, t in forms])  # type: ignore[misc]
            read = at_once([lambda: asked_for(server.port, "/help")] * AT_ONCE)
        after = [_pressed(visitor, typed) for visitor, typed in forms]
    print(f"  pressed while it was held: {_told(pressed)}; read: {_told(read)}")
    print(f"  pressed again afterwards: {_told(after)}", flush=True)
    yield from _refused_wrongly(pressed, MOST_HELD)
    if any(it.status != 200 or it.seconds > MOST_READING for it in read):
        yield "what is not held could not be read"
    if any(it.status != 201 for it in after):
        yield "it does not heal"


def silent(url: str, folder: str, served: str) -> Iterator[str]:
    proxy = Proxy(make_url(url).port or 5432)
    through = make_url(url).set(port=proxy.port).render_as_string(hide_password=False)
    with serving(served, _env(through, folder), may_die=True) as server:
        ask = lambda: asked_for(server.port, "/search?q=na")  # noqa: E731
        at_once([ask] * AT_ONCE)  # lines are open
        proxy.swallow()
        first = at_once([ask] * AT_ONCE)
        ready = asked_for(server.port, "/readyz/web")
        then = at_once([ask] * AT_ONCE)
        alive = asked_for(server.port, "/healthz")
        began = time.monotonic()
        proxy.pass_on()
        back = until_well(server.port, began, most=2 * MOST_BACK)
    print(f"  swallowed: {_told(first)}; the next: {_told(then)}; readyz {ready.status} in")
    print(f"  {ready.seconds:.1f} s, healthz {alive.status}; back in {back:.1f} s", flush=True)
    proxy.close()
    yield from _refused_wrongly(first, MOST_SILENT)
    yield from _refused_wrongly(then, MOST_NEXT)
    if (ready.status, alive.status) != (503, 200) or back > MOST_BACK:
        yield f"readyz {ready.status}, healthz {alive.status}, back in {back:.1f} s"


def _refused_wrongly(heard: Sequence[Heard], most: float) -> Iterator[str]:
    for it in heard:
        if it.status != 503 or it.retry_after is None or it.seconds > most:
            yield f"answered {it.status} in {it.seconds:.1f} s, Retry-After {it.retry_after}"


def _told(heard: Sequence[Heard]) -> str:
    statuses = sorted({it.status for it in heard})
    return f"{statuses} in {max(it.seconds for it in heard):.1f} s at most"


def _env(url: str, folder: str) -> dict[str, str]:
    return {"INSTANCE_DIR": folder, "DATABASE_URL": url, "PRACTICE": "1"}


def _good(url: str) -> Good:
    engine = create_engine(url)
    with engine.connect() as line:
        found = orders.goods(line)[0]
    engine.dispose()
    return found


def _ready(port: int, good: Good) -> tuple[Visitor, dict[str, str]]:
    visitor = Visitor(port)
    return visitor, _form(visitor, good)


def _pressed(visitor: Visitor, typed: dict[str, str]) -> Heard:
    return heard(lambda: visitor.post("/checkout", typed))


def asked_for(port: int, path: str) -> Heard:
    return heard(lambda: Visitor(port).get(path))


def heard(ask: Callable[[], tuple[HTTPResponse, bytes]]) -> Heard:
    """599 for no answer within the visitor's patience."""
    began, retry_after, words = time.monotonic(), None, b""
    try:
        answer, words = ask()
        status = answer.status
    except Refused as refused:
        status, retry_after = refused.answer.status, refused.answer.headers["Retry-After"]
        words = refused.content
    except (OSError, HTTPException):
        status = 599
    return Heard(status, time.monotonic() - began, retry_after, words)


def at_once(asks: Sequence[Callable[[], Heard]]) -> list[Heard]:
    with ThreadPoolExecutor(len(asks)) as crowd:
        return list(crowd.map(lambda ask: ask(), asks))


@contextmanager
def somebody_holds(url: str) -> Iterator[None]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as line:
        if engine.dialect.name == "postgresql":
            line.execute(text("BEGIN"))
        line.execute(text(HOLDING[engine.dialect.name]))
        yield
        line.execute(text("ROLLBACK"))
    engine.dispose()


class Proxy:
    """Passes on what PostgreSQL and its clients say, until it swallows it: lines stay open, and
    nobody is told anything."""

    def __init__(self, to: int) -> None:
        self._to, self._passes = to, threading.Event()
        self._passes.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._open, daemon=True).start()

    def swallow(self) -> None:
        self._passes.clear()

    def pass_on(self) -> None:
        self._passes.set()

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, from_: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):
            while said := from_.recv(65_536):
                self._passes.wait()
                to.sendall(said)
        for end in (from_, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
