"""An order, a gateway that the market plays, and what comes of it when all goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storefront import clock, jobs, wire
from storefront.cli.duties import HANDLERS
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import attempts, refunding, watching
from storefront.payments.models import (
    AttemptState,
    CaseKind,
    Outcome,
    PaymentAttempt,
    PaymentCase,
    RawMessage,
    Receipt,
    RefundState,
    Verdict,
)
from storefront.payments.practice_gateways.models import PracticeCharge
from storefront.payments.practice_gateways.playing import Play
from storefront.payments.provider import Charge
from storefront.tills import at_hand
from tests.serving import served
from tests.village import an_order

GATEWAYS = ["vnpay", "momo", "zalopay", "payos", "stripe"]
LATER = timedelta(minutes=1)


@dataclass
class Played:
    order_id: int
    client: FlaskClient

    def play(self, how: Play) -> None:
        charge = session.scalars(select(PracticeCharge)).one()
        said = self.client.post(f"/practice/gateways/charges/{charge.id}", data={"play": how})
        assert said.status_code == 302, said.text
        self.work()

    def work(self) -> None:
        """What is due is delivered; what the market refused stays in the queue."""
        with deed():
            taken = jobs.claim(at=clock.now(), limit=10)
        for job in taken:
            try:
                HANDLERS[job.kind](job.payload, at=clock.now())
            except wire.Unreachable:
                session.rollback()

    def ask(self) -> None:
        """The market asks, as it does by and by."""
        watching.ask_due(at_hand(), at=clock.now() + LATER)

    @property
    def order(self) -> Order:
        session.rollback()
        return session.get_one(Order, self.order_id, populate_existing=True)

    @property
    def attempt(self) -> PaymentAttempt:
        session.rollback()
        session.expire_all()
        return session.scalars(select(PaymentAttempt)).one()

    @property
    def outcomes(self) -> list[Outcome]:
        session.rollback()
        return list(session.scalars(select(Receipt.outcome)))


@pytest.fixture(params=GATEWAYS)
def played(request: pytest.FixtureRequest, app: Flask) -> Iterator[Played]:
    """The buyer's browser is at the gateway."""
    with served(app) as address:
        with deed():
            order_id = an_order(at=clock.now()).id
        client = app.test_client()
        go_to = urlsplit(_opened(order_id, request.param, address))
        client.get(f"{go_to.path}?{go_to.query}")
        yield Played(order_id, client)


def _opened(order_id: int, gateway: str, address: str) -> str:
    at, till = clock.now(), at_hand().find(gateway, "")
    assert till is not None
    with deed():
        attempt = attempts.begin(session.get_one(Order, order_id), till, at=at)
    charge = Charge(
        reference=attempt.reference,
        amount=attempt.amount,
        words=f"Don hang {attempt.order.code}",
        come_back_to=f"{address}/back",
        tell_us_at=f"{address}/payments/notices/{gateway}",
        payer_address="203.0.113.7",
        language="vi",
        at=at,
        until=attempt.until,
    )
    return watching.open_(attempt, till, charge, at=at).go_to


@pytest.mark.parametrize("how", [Play.RIGHT, Play.TWICE, Play.NOTICE_FIRST], ids=str)
def test_paid_and_counted_once(played: Played, how: Play) -> None:
    played.play(how)
    played.ask()

    assert played.outcomes == [Outcome.PAID]
    assert played.order.is_paid
    assert played.attempt.state is AttemptState.SUCCEEDED


def test_another_sum_waits_for_a_person(played: Played) -> None:
    played.play(Play.SHORT)

    assert not played.order.is_paid
    in_parts = played.attempt.provider == "payos"  # the rest may come until the page closes
    assert session.scalars(select(PaymentCase.kind)).all() == (
        [] if in_parts else [CaseKind.AMOUNT_DIFFERS]
    )


def test_what_nobody_told_is_asked_for(played: Played) -> None:
    played.play(Play.SILENT)
    assert played.outcomes == []

    played.ask()
    assert played.outcomes == [Outcome.PAID]


def test_a_cancelled_payment_leaves_the_order_open(played: Played) -> None:
    played.play(Play.CANCEL)
    played.ask()

    assert played.outcomes == []
    assert played.attempt.state is AttemptState.FAILED
    assert played.order.due


def test_a_forged_notice_moves_nothing(played: Played) -> None:
    played.play(Play.FORGED)
    played.ask()

    assert played.outcomes == []
    assert set(session.scalars(select(RawMessage.verdict))) == {Verdict.FORGED}
    assert played.attempt.state is AttemptState.PENDING


def test_a_payer_who_never_pays(played: Played) -> None:
    played.play(Play.NEVER)
    played.ask()

    assert played.outcomes == []
    assert played.attempt.state is AttemptState.PENDING


def test_given_back_to_the_end(played: Played) -> None:
    played.play(Play.RIGHT)
    _give_back(played, Money(54_000))
    for minutes in (0, 5, 30, 90):
        refunding.ask_due(at_hand(), at=clock.now() + timedelta(minutes=minutes))

    session.rollback()
    [refund] = refunding.of_order(played.order_id)
    if played.attempt.provider == "payos":
        assert refund.state is RefundState.REFUSED
    else:
        assert refund.state is RefundState.DONE
        assert played.order.refunded == Money(54_000)
        assert played.attempt.state is AttemptState.PARTIALLY_REFUNDED


def _give_back(played: Played, amount: Money) -> None:
    number, gateway = played.attempt.id, played.attempt.provider
    till = at_hand().find(gateway, "")
    assert till is not None
    with deed():
        order = session.get_one(Order, played.order_id)
        attempt = session.get_one(PaymentAttempt, number)
        keeper = order.shop.household.keeper
        refunding.by_gateway(order, attempt, amount, till, by=keeper, at=clock.now())
