"""Sends whatever there is to every door, as every kind of visitor: never a 5xx, nothing of another
household's people, and nobody changes anything by asking.

    ./dev prove fuzz [--database sqlite|postgres] [--inputs N] [--described N] [--seed N] [--from N]
        [--plant]

Addresses, fields, bodies, cookies, headers and methods are those of tests/odd, mixed by chance, and
words made by chance. Each input hangs on seed and number alone: --from goes on where a run stopped.
A fifth as many, or --described, are made by schemathesis of /api/openapi.json, for the doors that
it describes: such as fit and such as do not, and every answer must be as described. The first half
only asks: all tables must be the same afterwards, but for what is kept of questions.
A second household has buyers with names, telephones and addresses that stand nowhere else; whoever
is nobody to it must never read them. With --plant each of five faults must be found, two of them by
what schemathesis sends.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import update_wrapper
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import text, update
from werkzeug.routing import Rule

from proofs._described import Described
from storefront.db import db, deed, session
from storefront.orders.models import Checkout, Order
from tests.databases import Postgres, Sqlite, a_postgres_server
from tests.odd.farm import NOBODY, VISITORS, Farm, a_farm, a_land, doors
from tests.odd.sending import Answer, Witness, send, urlencoded, witness
from tests.odd.values import BODIES, HEADERS, IN_ADDRESSES, IN_COOKIES, METHODS, VALUES
from tests.web.test_odd_input import EVIDENCE

CANARY = {
    "buyer_name": "Kanarienvogel Thị Xyz",
    "buyer_phone": "+84355501739",
    "address": "77 Ngõ Hoàng Yến Kín",
    "note": "Gửi thím Bạch Tuộc",
}
"""What stands in another household's orders, and nowhere else."""
KEPT_OF_QUESTIONS = EVIDENCE | {"beat", "stay", "screen_play", "lesson_try"}
"""Who is there, which screens were listened to, and when a lesson was first opened, besides."""
PLANTED = 30
STRANGERS = (NOBODY, "keeper", "counter")
LETTERS = "aAđĐ0 9\n\t\0'\"<>&%{}()[];,.-_/\\…🐃\u202e\u200b"
DESCRIBED = "described:"
Door = tuple[Rule, str]
Plant = Callable[[Flask], None]


def main() -> None:
    asked = _asked()
    for kind in asked.database or ["sqlite", "postgres"]:
        for plant in PLANTS if asked.plant else [None]:
            with a_market(kind) as app, pytest.MonkeyPatch.context() as patch, app.app_context():
                if plant:
                    print(f"--- {plant.__name__}")
                    plant(app)
                wrong = Fuzz(app, patch, _by_whom(asked, plant)).run()
            print("\n".join(wrong[:20]) or f"{kind}: held", flush=True)
            if bool(wrong) != asked.plant:
                sys.exit("The planted fault was not found." if asked.plant else "Not held.")


def _by_whom(asked: argparse.Namespace, plant: Plant | None) -> argparse.Namespace:
    """A planted fault is to be found by whoever it is meant for alone."""
    if plant is None:
        return asked
    found = vars(asked) | ({"inputs": asked.first} if plant in OF_DESCRIBED else {"described": 0})
    return argparse.Namespace(**found)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev prove fuzz", description=__doc__)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgres"))
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--described", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    if asked.described is None:
        asked.described = (asked.inputs - asked.first) // 5
    return asked


@contextmanager
def a_market(kind: str) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield Sqlite(Path(folder)).app
            return
        with a_postgres_server() as url:
            yield Postgres(url, Path(folder)).app


class Fuzz:
    def __init__(self, app: Flask, patch: pytest.MonkeyPatch, asked: argparse.Namespace) -> None:
        self._app, self._patch, self._asked = app, patch, asked
        self._doors = list(doors(app))
        self._wrong: list[str] = []
        land = a_land()
        self._ours, theirs = a_farm(app, land), a_farm(app, land)
        _mark(theirs)
        # Whoever holds a secret link may read what it opens: theirs are told to nobody here.
        secrets = ("secret", "answer_key", "bill_secret", "weekly_secret", "group", "invite")
        same = {name: getattr(self._ours, name) for name in (*secrets, "member", "wall", "cookies")}
        self._theirs = replace(theirs, **same)
        self._described = Described(app, (self._ours, self._theirs), asked.seed)

    def run(self) -> list[str]:
        first, last = self._asked.first, self._asked.inputs
        half, began = (first + last) // 2, time.monotonic()
        with witness(self._app, self._patch) as ear:
            before = digests()
            self._send_all(ear, range(first, half), [it for it in self._doors if it[1] == "GET"])
            self._ask_as_described(ear, "GET")
            changed = sorted(_different(before, digests()) - KEPT_OF_QUESTIONS)
            if changed:
                self._wrong.append(f"changed by asking: {changed}")
            self._send_all(ear, range(half, last), self._doors)
            self._ask_as_described(ear, "GET POST")
        print(
            f"{last - first:,} inputs to {len(self._doors)} doors and {self._described.sent:,} as "
            f"described, {time.monotonic() - began:.0f} s"
        )
        return self._wrong

    def _ask_as_described(self, ear: Witness, methods: str) -> None:
        if not self._asked.described:
            return
        for case, visitor, answer in self._described.ask(ear, self._asked.described // 2, methods):
            complaints = [*_complaints(answer, visitor)]
            if case.method == "GET" and answer.changed - KEPT_OF_QUESTIONS:
                complaints.append(f"changed {sorted(answer.changed - KEPT_OF_QUESTIONS)} by asking")
            for complaint in complaints:
                said = f"{DESCRIBED} {case.method} {case.path} as {visitor}: {complaint}"
                self._wrong.append(said)
                print(said, flush=True)

    def _send_all(self, ear: Witness, numbers: Sequence[int], to: Sequence[Door]) -> None:
        for number in numbers:
            dice = random.Random(f"{self._asked.seed}:{number}")  # noqa: S311
            door, visitor = to[number % len(to)], dice.choice(VISITORS)
            farm = dice.choice((self._ours, self._theirs))
            answer = self._sent(ear, door, visitor, farm, dice)
            if number % 1_000 == 999:
                print(f"{number + 1:,} sent", flush=True)
            for complaint in _complaints(answer, visitor):
                said = f"{number}: {door[1]} {door[0].rule} as {visitor}: {complaint}"
                self._wrong.append(said)
                print(said, flush=True)

    def _sent(
        self, ear: Witness, door: Door, visitor: str, farm: Farm, dice: random.Random
    ) -> Answer:
        rule, method = door
        address = farm.address(rule, **_odd_parts(rule, dice))
        fields = farm.filled() | _odd_fields(farm, dice)
        more: dict[str, Any] = {"cookie": farm.cookies[visitor] + _odd_cookie(dice)}
        if method == "GET":
            few = dict(dice.sample(sorted(fields.items()), dice.randint(0, 6)))
            return send(self._app, ear, method, f"{address}?{urlencoded(few)}", **more)
        more["body"] = urlencoded(fields).encode()
        if dice.random() < 0.1:
            more["content_type"], more["body"] = dice.choice(list(BODIES.values()))
        if dice.random() < 0.1:
            name = dice.choice(list(HEADERS))
            more[name] = dice.choice(HEADERS[name])
        method = dice.choice(METHODS) if dice.random() < 0.05 else method
        return send(self._app, ear, method, address, **more)


def _mark(theirs: Farm) -> None:
    with deed():
        found = session.query(Order).filter_by(code=theirs.order).one()
        session.execute(update(Checkout).where(Checkout.id == found.checkout_id).values(**CANARY))


def _complaints(answer: Answer, visitor: str) -> Iterator[str]:
    if answer.status >= 500:
        yield f"{answer.status} {answer.why}"
    yield from answer.misfits
    if visitor in STRANGERS:
        for name, value in CANARY.items():
            if value.encode() in answer.body:
                yield f"read {name} of another household's buyer"


def _odd_parts(rule: Rule, dice: random.Random) -> dict[str, bytes]:
    if dice.random() < 0.7:
        return {}
    return {name: _odd(IN_ADDRESSES, dice) for name in rule.arguments if dice.random() < 0.5}


def _odd_fields(farm: Farm, dice: random.Random) -> dict[str, tuple[bytes, ...]]:
    names = dice.sample(sorted(farm.filled()), dice.randint(0, 8))
    kinds = list(VALUES.values())
    return {
        name: dice.choice(kinds) if dice.random() < 0.6 else (_made_up(dice),) for name in names
    }


def _odd(known: dict[str, bytes], dice: random.Random) -> bytes:
    return dice.choice(list(known.values())) if dice.random() < 0.6 else _made_up(dice)


def _made_up(dice: random.Random) -> bytes:
    return "".join(dice.choices(LETTERS, k=dice.randint(1, 40))).encode()


def _odd_cookie(dice: random.Random) -> bytes:
    if dice.random() < 0.8:
        return b""
    name = dice.choice((b"basket", b"lang", b"place", b"text", b"theme"))
    return b"; " + name + b"=" + dice.choice(list(IN_COOKIES.values()))


def digests() -> dict[str, str]:
    """Of all rows of each table, in whatever order they lie."""
    found: dict[str, str] = {}
    with db.engine.connect() as line:
        for name in db.metadata.tables:
            rows = sorted(repr(tuple(row)) for row in line.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608  our own names
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _different(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name, digest in after.items() if before.get(name) != digest}


def breaks(app: Flask) -> None:
    def broken(**_parts: str) -> str:
        raise ValueError("planted")

    _instead(app, broken)


def tells(app: Flask) -> None:
    _instead(app, lambda **_parts: CANARY["buyer_name"])


def changes(app: Flask) -> None:
    def changing(**_parts: str) -> str:
        with deed():
            session.execute(update(Order).values(cancel_reason="asked"))
        return "asked"

    _instead(app, changing)


def _instead(app: Flask, planted: Callable[..., str]) -> None:
    """Of the first doors that only ask."""
    asking = [rule.endpoint for rule, method in doors(app) if method == "GET"]
    for endpoint in asking[:PLANTED]:
        app.view_functions[endpoint] = planted


def fits_badly(app: Flask) -> None:
    _in_place_of(app, "places.suggest", lambda: {"places": [{"code": 7}]})


def breaks_at_odd_words(app: Flask) -> None:
    def frail() -> dict[str, Any]:
        if not request.args.get("q", "").isascii():
            raise ValueError("planted")
        return {"suggestions": []}

    _in_place_of(app, "suggesting.show", frail)


def _in_place_of(app: Flask, endpoint: str, planted: Callable[[], Any]) -> None:
    """Described as the door whose place it takes."""
    app.view_functions[endpoint] = update_wrapper(planted, app.view_functions[endpoint])


OF_DESCRIBED = (fits_badly, breaks_at_odd_words)
PLANTS = (breaks, tells, changes, *OF_DESCRIBED)


if __name__ == "__main__":
    main()
