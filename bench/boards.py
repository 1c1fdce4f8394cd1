"""What sixteen open boards do to a public page, while something is counted every second.

    python -m bench.boards FOLDER [--rounds 3] [--seconds 4]

FOLDER is the instance folder of a market that `./dev run` filled.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import select

from bench import load
from bench.servers import Server, serving
from storefront import clock
from storefront.accounts.models import Person
from storefront.app import create_app
from storefront.boards import actions as screens
from storefront.db import deed, session
from storefront.facts import actions as facts
from storefront.facts.models import Indicator
from storefront.places.queries import as_then
from storefront.settings import Settings
from storefront.shops.models import Household

BOARDS = 16
ASKS_EVERY = 5.0
"""Seconds, as static/js/board.js does where there is no room for a stream."""
PAGE = load.Ask("/categories/fruit?page=1")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.boards", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    wanted = parser.parse_args()
    env = {
        "INSTANCE_DIR": str(wanted.folder),
        "DATABASE_URL": f"sqlite:///{wanted.folder}/market.db",
    }
    app = create_app(Settings.from_env(env))
    measured: dict[bool, list[load.Load]] = {False: [], True: []}
    how: Counter[str] = Counter()
    with serving("wsgi:app", env) as server:
        for _round in range(wanted.rounds):
            for with_boards, results in measured.items():
                with _busy(app, server, how if with_boards else None):
                    results.append(load.pages(server.port, [PAGE], seconds=wanted.seconds))
    for with_boards, results in measured.items():
        rate, p50, p99 = (
            median(getattr(it, name) for it in results) for name in ("rate", "p50", "p99")
        )
        words = f"{BOARDS} boards" if with_boards else "no boards"
        failed = sum(it.failures for it in results)
        print(f"{words}: {rate:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, {failed} failed")
    print(f"by the boards in all rounds: {dict(how)}")


@contextmanager
def _busy(app: Flask, server: Server, how: Counter[str] | None) -> Iterator[None]:
    """Something is counted every second; boards look on, or not."""
    over = threading.Event()
    threads = [threading.Thread(target=_count, args=(app, over))]
    if how is not None:
        secret = _link(app)
        threads += [
            threading.Thread(target=_look_on, args=(server.port, f"/screen/{secret}", over, how))
            for _each in range(BOARDS)
        ]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _link(app: Flask) -> str:
    with app.app_context(), deed():
        at = clock.now()
        province = as_then(app.config["SETTINGS"].province_code, clock.village_date(at))
        person = session.scalars(select(Person).order_by(Person.id)).first()
        assert province is not None and person is not None  # noqa: PT018  a filled market has both
        return screens.make(province, label="bench", days=7, by=person, at=at)


def _count(app: Flask, over: threading.Event) -> None:
    while not over.wait(1):
        with app.app_context(), deed():
            house = session.scalars(select(Household).limit(1)).one()
            facts.record(
                Indicator.ORDER_PLACED, cause=f"bench:{time.time_ns()}", household_id=house.id,
                village=house.village, amount=1, at=clock.now(),
            )  # fmt: skip


def _look_on(port: int, address: str, over: threading.Event, how: Counter[str]) -> None:
    """A screen: a stream where there is room, else asking."""
    line = HTTPConnection("127.0.0.1", port, timeout=15)
    line.request("GET", f"{address}/stream")
    answer = line.getresponse()
    if answer.status == 200:
        how["streams"] += 1
        while not over.is_set():
            how["words told"] += answer.readline().startswith(b"data:")
        line.close()
        return
    how["turned away"] += 1
    answer.read()
    have = ""
    while not over.is_set():
        line.request("GET", f"{address}/board.json?have={have}")
        have = json.loads(line.getresponse().read())["beat"]
        how["asked"] += 1
        over.wait(ASKS_EVERY)
    line.close()


if __name__ == "__main__":
    main()
