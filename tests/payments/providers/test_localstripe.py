"""Stripe's half played by localstripe, a server of other people's, for what it has of Stripe.

It has no Checkout, and neither keeps Idempotency-Key nor refuses to give back too much: for those
see test_whole_life.py.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from storefront import clock, wire
from storefront.money import Money
from storefront.payments.provider import (
    Attempt,
    Callback,
    Declined,
    Notice,
    Progress,
    Setback,
)
from storefront.payments.providers.stripe import SIGNATURE, Stripe, StripeCredentials
from storefront.wire import Answer, Unreachable
from tests.payments.providers.told import CODE, a_charge, a_refund, an_attempt
from tests.wires import Question, a_server

REFERENCE = f"{CODE}-abcdefgh"
SECRET = "whsec_localstripe"
PRICE = Money(125_000)
SERVE = """
import socket, sys
from aiohttp import web
from localstripe.server import app
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None, access_log=None)
"""


@dataclass
class LocalStripe:
    """Its address, and what a payer's browser does there."""

    address: str

    @property
    def stripe(self) -> Stripe:
        return self.keyed("sk_test_cho_ban")

    def keyed(self, key: str) -> Stripe:
        credentials = StripeCredentials(
            secret_key=SecretStr(key), webhook_secret=SecretStr(SECRET), api_base=self.address
        )
        return Stripe(credentials)

    def an_intent(self, *, card: str = "4242424242424242") -> Attempt:
        """Somebody has typed a card's number, and not yet pressed the button."""
        typed = {"number": card, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
        fields = {f"card[{name}]": value for name, value in typed.items()}
        method = self.post("/v1/payment_methods", {"type": "card", **fields})
        question = {
            "amount": PRICE.dong,
            "currency": "vnd",
            "payment_method": method["id"],
            "metadata[reference]": REFERENCE,
        }
        intent = self.post("/v1/payment_intents", question)
        return an_attempt(REFERENCE, provider_reference=intent["id"], transaction_id="")

    def press(self, attempt: Attempt, what: str = "confirm") -> int:
        answer = self._post(f"/v1/payment_intents/{attempt.provider_reference}/{what}", {})
        return answer.status

    def events(self) -> list[dict[str, Any]]:
        said = wire.get(f"{self.address}/v1/events?limit=100", headers=self._headers)
        return list(json.loads(said.body)["data"])

    def post(self, path: str, question: Mapping[str, object]) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._post(path, question).body)
        return said

    def _post(
        self,
        path: str,
        question: Mapping[str, object],
        *,
        timeout: tuple[float, float] | None = None,
    ) -> Answer:
        form = {"Content-Type": "application/x-www-form-urlencoded", **self._headers}
        body = urlencode(question).encode()
        return wire.post(self.address + path, body, headers=form, timeout=timeout)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": "Bearer sk_test_cho_ban"}


@pytest.fixture(scope="module")
def localstripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStripe]:
    """It is spoken to by a line that is open already; the first answer may take a while."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        process = _serving(line, tmp_path_factory.mktemp("localstripe"))
        try:
            there = LocalStripe(f"http://127.0.0.1:{line.getsockname()[1]}")
            there._post("/v1/tokens", {}, timeout=(3.05, 60))
            yield there
        finally:
            process.terminate()
            process.wait(timeout=20)


def _serving(line: socket.socket, folder: Path) -> subprocess.Popen[bytes]:
    """Its memory is a file in the temporary folder: one of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(line.fileno())],
        pass_fds=[line.fileno()],
        env={**os.environ, "TMPDIR": str(folder)},
    )


def money_of(attempt: Attempt) -> Notice:
    return Notice("stripe", attempt.provider_reference, "stripe", PRICE, "", REFERENCE)


def test_a_card_pays(localstripe: LocalStripe) -> None:
    attempt = localstripe.an_intent()
    assert localstripe.stripe.ask(attempt, at=clock.now()) is None

    assert localstripe.press(attempt) == 200

    assert localstripe.stripe.ask(attempt, at=clock.now()) == money_of(attempt)


@pytest.mark.parametrize("card", ["4000000000000341", "4000000000003220"])
def test_a_card_that_is_refused_or_asks_for_more(localstripe: LocalStripe, card: str) -> None:
    attempt = localstripe.an_intent(card=card)

    localstripe.press(attempt)

    assert localstripe.stripe.ask(attempt, at=clock.now()) is None


def test_somebody_changes_their_mind(localstripe: LocalStripe) -> None:
    attempt = localstripe.an_intent()

    assert localstripe.press(attempt, "cancel") == 200

    news = localstripe.stripe.ask(attempt, at=clock.now())
    assert news == Setback("stripe", REFERENCE, "canceled")


def test_money_goes_back_in_parts(localstripe: LocalStripe) -> None:
    attempt = localstripe.an_intent()
    localstripe.press(attempt)
    paid = an_attempt(REFERENCE, transaction_id=attempt.provider_reference)
    refund = a_refund("back-1", paid, amount=Money(25_000))

    back = localstripe.stripe.give_back(refund)

    assert back.progress is Progress.DONE
    known = a_refund("back-1", paid, provider_reference=back.provider_reference)
    for asked in (refund, known):
        assert localstripe.stripe.ask_back(asked, at=clock.now()) == back
    with pytest.raises(Declined, match="no such refund"):
        localstripe.stripe.ask_back(a_refund("back-2", paid), at=clock.now())


def test_it_tells_us_as_stripe_does(localstripe: LocalStripe) -> None:
    heard: Queue[Question] = Queue()

    def hearing(question: Question) -> Answer:
        heard.put(question)
        return Answer(200, b"")

    with a_server(hearing) as address:
        hook = {"url": f"{address}/payments/notices/stripe", "secret": SECRET}
        assert localstripe._post("/_config/webhooks/market", hook).status == 200
        attempt = localstripe.an_intent()
        localstripe.press(attempt)
        told = heard.get(timeout=60)
        while attempt.provider_reference.encode() not in told.body:  # of a test before this
            told = heard.get(timeout=60)

    headers = {SIGNATURE: told.headers[SIGNATURE]}
    message = Callback(headers, told.body, clock.now())
    assert localstripe.stripe.read(message) == money_of(attempt)


def test_its_events_are_read_again(localstripe: LocalStripe) -> None:
    attempt = localstripe.an_intent()
    localstripe.press(attempt)

    [event] = [
        event
        for event in localstripe.events()
        if event["data"]["object"]["id"] == attempt.provider_reference
    ]

    now, body = clock.now(), json.dumps(event).encode()
    message = Callback(localstripe.stripe.signed_headers(body, at=now), body, now)
    assert localstripe.stripe.read(message) == money_of(attempt)


def test_it_knows_us_by_our_key(localstripe: LocalStripe) -> None:
    localstripe.stripe.greet(at=clock.now())

    with pytest.raises(Declined):
        localstripe.keyed("nobody").greet(at=clock.now())


def test_who_has_no_key_is_told_so(localstripe: LocalStripe) -> None:
    attempt = localstripe.an_intent()

    with pytest.raises(Declined, match="stripe: "):
        localstripe.keyed("nobody").ask(attempt, at=clock.now())


def test_it_has_no_checkout(localstripe: LocalStripe) -> None:
    """And says so in words that are not Stripe's: then nothing is known of what we asked."""
    with pytest.raises(Unreachable, match="404"):
        localstripe.stripe.open(a_charge(REFERENCE, at=clock.now()))
