"""Whatever is sent to whichever door: a clear no within a second, and nothing half-saved.

The sweep walks every route there is, with every field that its view looks for (it watches them
look), so that a new page is swept on the day it is built. What only forms read is sent once, on
SQLite; what may reach a database is sent on both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from flask import Flask, abort, request
from werkzeug.routing import Rule

from storefront import clock
from storefront.accounts.models import Person
from storefront.db import db, deed, session
from tests import databases
from tests.bank import SEPAY
from tests.odd.farm import NOBODY, VISITORS, Farm, Land, a_farm, a_land, doors
from tests.odd.sending import Answer, Witness, multipart, send, urlencoded, witness
from tests.odd.values import (
    AT_THE_GATE,
    BODIES,
    DEEPLY,
    EVERYWHERE,
    FILE_NAMES,
    FOR_DATABASES,
    HEADERS,
    IN_ADDRESSES,
    IN_COOKIES,
    METHODS,
    NOW_AND_THEN,
    PICTURES,
    VALUES,
)

pytestmark = pytest.mark.slow

EVIDENCE = {
    "raw_message",
    "trace",
    "knock",
    "sign_in_code",
    "account_change",
    "message",
    "merchant_credential",
    "look",
    "looked_at",
    "counter_sitting",
}
"""Kept although the request was refused: what banks' messengers said, who looked at whom, who
knocked too often, codes and their tries, letters, and when something was pressed at a counter."""
HARMLESS = {"look", "looked_at", "counter_sitting"}
"""That somebody looked or pressed leaves a farm as it was for the next door."""
LONGEST = 1.0
"""Seconds of this thread."""

Door = tuple[Rule, str]


class Sweep:
    known: ClassVar[dict[tuple[str, str], tuple[set[str], str]]] = {}
    """Which fields a door looks for, the same on both databases."""

    def __init__(self, app: Flask, ear: Witness) -> None:
        self.app = app
        self.is_first = db.engine.dialect.name == "sqlite"
        self.ear = ear
        self.land: Land = a_land()
        self._spare: Farm | None = None
        self.home = a_farm(app, self.land)
        self.sent = 0
        self.wrong: list[str] = []

    def send(self, method: str, address: str, what: str, **more: Any) -> Answer:
        """Send it, and write down whatever must not be."""
        answer = send(self.app, self.ear, method, address, **more)
        self.sent += 1
        if answer.changed - HARMLESS:
            self._spare = None
        for complaint in _complaints(answer):
            self.wrong.append(f"{method} {address[:120]} [{what}]: {complaint}")
        return answer

    def farm(self) -> Farm:
        """One in which nobody has changed anything: the last one, where all was refused."""
        if self._spare is None:
            self._spare = a_farm(self.app, self.land)
        return self._spare

    def fields(self, door: Door) -> tuple[set[str], str]:
        """What the view looks for when all is well, and the visitor who came farthest."""
        rule, method = door
        if (rule.rule, method) in self.known:
            return self.known[rule.rule, method]
        farm = self.farm() if method == "POST" else self.home
        looked: dict[str, set[str]] = {}
        for visitor in VISITORS:
            address, said = _asking(method, farm.address(rule), farm.filled())
            cookie = farm.cookies[visitor]
            looked[visitor] = self.send(method, address, visitor, cookie=cookie, **said).asked
        able = max(VISITORS, key=lambda visitor: (len(looked[visitor]), visitor != NOBODY))
        self.known[rule.rule, method] = set().union(*looked.values()), able
        return self.known[rule.rule, method]


def _complaints(answer: Answer) -> Iterator[str]:
    if answer.status >= 500:
        yield f"{answer.status} {answer.why}"
    if answer.seconds > LONGEST:
        yield f"took {answer.seconds:.1f} s"
    if answer.status >= 400 and answer.changed - EVIDENCE:
        yield f"refused with {answer.status}, and yet changed {answer.changed - EVIDENCE}"
    yield from answer.misfits
    if urlsplit(answer.location).netloc not in ("", "localhost"):
        yield f"leads away to {answer.location}"


def _asking(
    method: str, address: str, fields: Mapping[str, tuple[bytes, ...]]
) -> tuple[str, dict[str, bytes]]:
    if method == "GET":
        return address, {}
    return address, {"body": urlencoded(fields).encode()}


@pytest.fixture
def sweep(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sweep]:
    gc.collect()
    gc.freeze()  # or some request of ours is billed for looking through what other tests left
    with witness(app, monkeypatch) as ear:
        sweep = Sweep(app, ear)
        yield sweep
    gc.unfreeze()
    assert not sweep.wrong, "\n".join(sweep.wrong[:40])


def test_odd_values_in_every_field(sweep: Sweep) -> None:
    for number, door in enumerate(doors(sweep.app)):
        odd_fields(sweep, door, number)


def test_odd_addresses_bodies_and_manners(sweep: Sweep) -> None:
    farm = sweep.farm()
    for number, door in enumerate(doors(sweep.app)):
        odd_parts(sweep, farm, door, number)
        odd_bodies(sweep, farm, door, number)
        odd_manners(sweep, farm, door, number)


def test_odd_notices_that_are_well_signed(sweep: Sweep) -> None:
    for what, (content_type, body) in BODIES.items():
        signed = SEPAY.signed_headers(body, at=clock.now())
        headers = {f"HTTP_{name.upper().replace('-', '_')}": it for name, it in signed.items()}
        address = "/payments/notices/sepay"
        answer = sweep.send("POST", address, what, body=body, content_type=content_type, **headers)
        assert answer.status in (413, 422)


def test_odd_pictures(sweep: Sweep) -> None:
    farm = sweep.farm()
    for rule in (door[0] for door in doors(sweep.app) if takes_a_photo(door)):
        for what, picture in PICTURES.items():
            content_type, body = multipart(farm.filled(), {"photo": ("na.jpg", picture())})
            odd_picture(sweep, farm, rule, what, body=body, content_type=content_type)
        for name in FILE_NAMES:
            content_type, body = multipart(farm.filled(), {"photo": (name, b"no picture")})
            odd_picture(sweep, farm, rule, name[:20], body=body, content_type=content_type)


def takes_a_photo(door: Door) -> bool:
    return door[1] == "POST" and door[0].endpoint in ("goods.add", "goods.edit")


def odd_picture(sweep: Sweep, farm: Farm, rule: Rule, what: str, **more: Any) -> None:
    answer = sweep.send("POST", farm.address(rule), what, cookie=farm.cookies["keeper"], **more)
    assert answer.status in (302, 422), (rule.rule, what, answer)


def odd_fields(sweep: Sweep, door: Door, number: int) -> None:
    """Odd kinds in every field, each time another in each; then alone among right ones."""
    fields, able = sweep.fields(door)
    names, farm = sorted(fields), sweep.farm() if door[1] == "POST" else sweep.home
    kinds = kinds_for(sweep, number)
    for turn in range(len(kinds) if names else 0):
        odd = {name: VALUES[kinds[(turn + place) % len(kinds)]] for place, name in enumerate(names)}
        ask(sweep, farm, door, odd, f"turn {turn}", able)
    for turn, kind in enumerate(AT_THE_GATE if names else ()):
        name = names[(number + turn) % len(names)]
        ask(sweep, farm, door, {name: VALUES[kind]}, f"{name}: {kind}", able)
    for name in names if len(names) > 1 else ():
        for kind in DEEPLY if sweep.is_first else ("too large for a row",):
            ask(sweep, farm, door, {name: VALUES[kind]}, f"{name}: {kind}", able)


def kinds_for(sweep: Sweep, number: int) -> list[str]:
    if not sweep.is_first:
        return list(FOR_DATABASES)
    return [*EVERYWHERE, *some(NOW_AND_THEN, number, most=4)]


def ask(
    sweep: Sweep,
    farm: Farm,
    door: Door,
    odd: dict[str, tuple[bytes, ...]],
    what: str,
    visitor: str,
) -> None:
    address, method = farm.address(door[0]), door[1]
    said = {}
    if method == "GET":
        address = f"{address}?{urlencoded(odd)}"
    else:
        said = {"body": urlencoded(farm.filled() | odd).encode()}
    sweep.send(method, address, what, cookie=farm.cookies[visitor], **said)


def odd_parts(sweep: Sweep, farm: Farm, door: Door, number: int) -> None:
    rule, method = door
    kinds = ["NUL", "lone surrogate", *kinds_for(sweep, number)]
    known = [IN_ADDRESSES[kind] for kind in kinds if kind in IN_ADDRESSES]
    for turn, value in enumerate(known if rule.arguments else ()):
        names = sorted(rule.arguments)
        alone = {names[turn % len(names)]: value}
        visitor = VISITORS[turn % len(VISITORS)]
        said = {"body": urlencoded(farm.filled()).encode()} if method == "POST" else {}
        address = farm.address(rule, **alone)
        sweep.send(method, address, f"turn {turn}", cookie=farm.cookies[visitor], **said)


def odd_bodies(sweep: Sweep, farm: Farm, door: Door, number: int) -> None:
    if door[1] == "POST":
        for what, (content_type, body) in some(list(BODIES.items()), number):
            cookie = farm.cookies["keeper"]
            address = farm.address(door[0])
            sweep.send("POST", address, what, body=body, content_type=content_type, cookie=cookie)


def odd_manners(sweep: Sweep, farm: Farm, door: Door, number: int) -> None:
    """Every odd cookie, header and method somewhere, and some everywhere."""
    rule, method = door
    address = farm.address(rule)
    for kind in some(list(IN_COOKIES), number):
        jar = b"; ".join(
            name + b"=" + IN_COOKIES[kind]
            for name in (b"basket", b"who", b"lang", b"place", b"met", b"text", b"theme")
        )
        sweep.send(method, address, f"cookies: {kind}", cookie=jar)
    headers = [(name, value) for name, values in HEADERS.items() for value in values]
    for name, value in some(headers, number):
        cookie = farm.cookies[NOBODY]
        odd: dict[str, Any] = {name: value}
        sweep.send(method, address, f"{name}: {value[:20]!r}", cookie=cookie, **odd)
    for other in some(METHODS, number):
        sweep.send(other, address, "method", cookie=farm.cookies["keeper"])


def some(kinds: Sequence[Any], number: int, *, most: int = 3) -> list[Any]:
    return [kinds[(number * most + turn) % len(kinds)] for turn in range(most)]


def test_the_sweep_finds_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three faults, planted in a market of their own."""
    market = databases.Sqlite(tmp_path).app
    for view in (frail, slow, halves):
        market.add_url_rule(f"/{view.__name__}", view_func=view, methods=["POST"])
    with market.app_context(), witness(market, monkeypatch) as ear:
        sweep = Sweep(market, ear)
        for door in doors(market):
            if door[0].endpoint in ("frail", "slow", "halves"):
                odd_fields(sweep, door, 0)
        session.remove()

    assert len(sweep.wrong) == 3
    assert "POST /frail" in sweep.wrong[0]
    assert "500 ValueError: NUL" in sweep.wrong[0]
    assert "POST /slow" in sweep.wrong[1]
    assert "took 1." in sweep.wrong[1]
    assert "POST /halves" in sweep.wrong[2]
    assert "refused with 422, and yet changed {'person'}" in sweep.wrong[2]


def frail() -> str:
    if "\0" in request.form.get("name", ""):
        raise ValueError("NUL")
    return "strong"


def slow() -> str:
    if request.form.get("name") == "NaN":
        until = time.thread_time() + LONGEST * 1.1
        while time.thread_time() < until:
            pass
    return "quick"


def halves() -> str:
    if request.form.get("name") == "-1":
        with deed():
            session.add(Person(name="Páo", known_since=clock.now()))
        abort(422)
    return "whole"
