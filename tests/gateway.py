"""A gateway that lives in memory and does what a story needs. Signed by a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from flask import Flask

from storefront.money import Money
from storefront.payments.credentials import Safe
from storefront.payments.provider import (
    Attempt,
    Back,
    BadSignature,
    Callback,
    Charge,
    Declined,
    GivingBack,
    Heard,
    News,
    Notice,
    NotUnderstood,
    Opened,
    Progress,
    Reply,
    Setback,
)
from storefront.payments.tills import Tills
from storefront.wire import Unreachable

NAME = "vnpay"
"""Played under a real one's name, because pages know titles only of those."""
SIGNED = "x-signed"
WORD = "by-the-gateway"
_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.UNKNOWN: 404, Heard.TROUBLE: 503}
_numbers = count(1)


@dataclass(slots=True)
class PlayGateway:
    name: str = NAME
    kept_headers: frozenset[str] = frozenset({SIGNED})
    away: bool = False
    """Takes what it is asked for and never answers."""
    declines: bool = False
    opened: dict[str, Charge] = field(default_factory=dict)
    paid: dict[str, str] = field(default_factory=dict)
    """Transaction ids by reference."""
    failed: set[str] = field(default_factory=set)
    back: dict[str, Progress] = field(default_factory=dict)
    """Refunds by reference."""
    slow: bool = False
    """Refunds take their time."""
    smallest: ClassVar[Money] = Money(1_000)
    largest: ClassVar[Money] = Money(50_000_000)

    def read(self, callback: Callback) -> News:
        if callback.headers.get(SIGNED) != WORD:
            raise BadSignature(self.name)
        try:
            told = json.loads(callback.body)
            amount = Money(int(told["amount"]))
        except (ValueError, KeyError, TypeError) as error:
            raise NotUnderstood(self.name) from error
        if not told.get("transaction"):
            return Setback(self.name, told["reference"], "24")
        return self._notice(told["reference"], told["transaction"], amount)

    def reply(self, heard: Heard) -> Reply:
        return Reply(_STATUS.get(heard, 200), json.dumps({"heard": heard}))

    def greet(self, *, at: datetime) -> None:
        self._answer()

    def new_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-{next(_numbers)}"

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-R{next(_numbers)}"

    def open(self, charge: Charge) -> Opened:
        if self.declines:
            raise Declined("99")
        self.opened[charge.reference] = charge
        self._answer()
        return Opened(f"https://pay.example/{charge.reference}", f"P-{charge.reference}")

    def returned(self, callback: Callback) -> str:
        raise NotUnderstood(self.name)

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        self._answer()
        if attempt.reference in self.paid:
            return self._notice(attempt.reference, self.paid[attempt.reference], attempt.amount)
        if attempt.reference in self.failed:
            return Setback(self.name, attempt.reference, "24")
        return None

    def give_back(self, refund: GivingBack) -> Back:
        if self.declines:
            raise Declined("95")
        started = Progress.PENDING if self.slow else Progress.DONE
        self.back.setdefault(refund.reference, started)
        self._answer()
        return Back(self.back[refund.reference], f"B-{refund.reference}")

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        self._answer()
        if refund.reference not in self.back:
            raise Declined("91")
        return Back(self.back[refund.reference], f"B-{refund.reference}")

    def pay(self, reference: str) -> str:
        """The buyer pays at the gateway's page."""
        return self.paid.setdefault(reference, f"T{next(_numbers)}")

    def body(self, reference: str, /, **changes: Any) -> bytes:
        """What its callback says of a payment."""
        charge = self.opened.get(reference)
        told = {
            "reference": reference,
            "amount": charge.amount.dong if charge else 204_000,
            "transaction": self.paid.get(reference),
        }
        return json.dumps(told | changes).encode()

    def _notice(self, reference: str, transaction: str, amount: Money) -> Notice:
        return Notice(self.name, transaction, "SHOP", amount, "", reference)

    def _answer(self) -> None:
        if self.away:
            raise Unreachable(self.name)


@contextmanager
def standing_in(app: Flask, gateway: PlayGateway | None = None) -> Iterator[PlayGateway]:
    """The market's own till has this gateway and SePay."""
    before: Tills = app.extensions["tills"]
    gateway = gateway or PlayGateway()
    sepay = before.find("sepay", "")
    assert sepay is not None
    own = {"sepay": sepay.provider, gateway.name: gateway}
    app.extensions["tills"] = Tills(own, Safe.of(app.config["SETTINGS"]))
    try:
        yield gateway
    finally:
        app.extensions["tills"] = before
