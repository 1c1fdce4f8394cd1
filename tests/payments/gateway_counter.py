"""A practice gateway that stands somewhere on its own, and a payer at its counter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask

from storefront import clock
from storefront.db import deed
from storefront.payments.practice_gateways import answering, books, playing
from storefront.payments.practice_gateways.asked import Call, Letter, Side, Wordy
from storefront.payments.practice_gateways.models import PracticeCharge
from storefront.payments.practice_gateways.playing import Play
from storefront.payments.practice_gateways.sides import side_of
from storefront.payments.provider import Callback, Charge, Gateway, Opened
from storefront.wire import Answer
from tests.wires import Question, a_server

MARKET = "https://cho.example"


@dataclass
class PracticeCounter:
    side: Side
    address: str = ""

    def pay(self, opened: Opened, charge: Charge) -> Callback:
        return self.play(opened, charge.reference, Play.RIGHT)

    def play(self, opened: Opened, reference: str, how: Play) -> Callback:
        """What the gateway then tells us."""
        with deed():
            came = self._came(opened, reference)
            playing.play(self.side, came, how, at=clock.now())
            letter = self.side.notice(came)
        assert letter is not None
        return as_told(self.side, letter)

    def _came(self, opened: Opened, reference: str) -> PracticeCharge:
        known = books.charge(self.side.name, reference)
        where = urlsplit(opened.go_to)
        path = where.path.removeprefix("/")
        return known or answering.enter(
            self.side, Call("GET", path, where.query, {}, b""), at=clock.now()
        )


@contextmanager
def a_counter(app: Flask, gateway: Gateway) -> Iterator[PracticeCounter]:
    side = side_of(gateway, market=MARKET)
    assert side is not None
    counter = PracticeCounter(side)

    def answer(question: Question) -> Answer:
        where = urlsplit(question.path)
        path = where.path.removeprefix("/")
        call = Call(question.method, path, where.query, question.headers, question.body)
        with app.app_context(), deed():
            status, said = answering.answer(
                side, call, page_of=lambda it: f"http://x/{it.id}", at=clock.now()
            )
        return Answer(status, json.dumps(said).encode())

    with a_server(answer) as counter.address:
        yield counter


def as_told(side: Side, letter: Letter) -> Callback:
    now, body = clock.now(), letter.body or ""
    said = side.headers(body, at=now) if isinstance(side, Wordy) else {}
    headers = {name.lower(): value for name, value in said.items()}
    return Callback(headers, body.encode(), now, urlsplit(letter.url).query)
