"""What gateways' tests have in common: vectors, one household's order, questions overheard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from storefront.money import Money
from storefront.payments.provider import Attempt, Callback, Charge, GivingBack
from storefront.wire import Answer
from tests.village import MARKET_DAY
from tests.wires import Question, a_server

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "payment_vectors.json").read_text())
CODE = "CB7K2M9Q4"
PRICE = Money(125_000)


def a_charge(reference: str, **changes: Any) -> Charge:
    told: dict[str, Any] = {
        "reference": reference,
        "amount": PRICE,
        "words": f"Don hang {CODE}",
        "come_back_to": "https://cho.example/come-back?x=1",
        "tell_us_at": "https://cho.example/tell-us",
        "payer_address": "203.0.113.7",
        "language": "vi",
        "at": MARKET_DAY,
        "until": MARKET_DAY + timedelta(minutes=15),
    }
    return Charge(**(told | changes))


def an_attempt(reference: str, **changes: Any) -> Attempt:
    told: dict[str, Any] = {
        "reference": reference,
        "provider_reference": "",
        "amount": PRICE,
        "opened_at": MARKET_DAY,
        "transaction_id": "14226112",
    }
    return Attempt(**(told | changes))


def a_refund(reference: str, of: Attempt, **changes: Any) -> GivingBack:
    told: dict[str, Any] = {
        "reference": reference,
        "of": of,
        "amount": of.amount,
        "words": f"Tra lai {CODE}",
        "by": "Nong Thi Phuong",
        "at": MARKET_DAY,
    }
    return GivingBack(**(told | changes))


def a_message(body: str | bytes = b"", *, query: str = "") -> Callback:
    return Callback({}, body if isinstance(body, bytes) else body.encode(), MARKET_DAY, query)


@dataclass
class Overheard:
    """A gateway's server that answers everything alike, and what it was asked."""

    address: str = ""
    answer: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda _asked: {})
    questions: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def last(self) -> dict[str, Any]:
        return self.questions[-1][1]


@contextmanager
def overhearing() -> Iterator[Overheard]:
    there = Overheard()

    def answering(question: Question) -> Answer:
        asked = json.loads(question.body)
        there.questions.append((question.path, asked))
        return Answer(200, json.dumps(there.answer(asked)).encode())

    with a_server(answering) as there.address:
        yield there
