"""Money that goes back without our asking: booked once, by the way it came, or somebody's case."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.ledger.models import Account, Movement
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions, attempts, reversing
from storefront.payments.models import (
    AttemptState,
    CaseKind,
    CaseState,
    PaymentAttempt,
    PaymentCase,
    PaymentRefund,
    RefundState,
)
from storefront.payments.provider import Callback, Heard, Notice
from storefront.payments.providers.stripe import Stripe
from storefront.tills import at_hand
from tests.village import MARKET_DAY, an_order

PRICE = 204_000
LATER = MARKET_DAY + timedelta(hours=3)
INTENT = "pi_1"


@pytest.fixture
def attempt(app: Flask) -> PaymentAttempt:
    """A card has paid an order."""
    till = at_hand().find("stripe", "")
    assert till
    with deed():
        attempt = attempts.begin(an_order(), till, at=MARKET_DAY)
        paid = Notice("stripe", INTENT, "stripe", Money(PRICE), "", attempt.reference)
        assert actions.settle(paid, through=till.merchant, at=MARKET_DAY).heard is Heard.BELIEVED
    return attempt


def told(event: str, **object_: Any) -> Heard:
    """Stripe says so, signed."""
    till = at_hand().find("stripe", "")
    assert till
    assert isinstance(till.provider, Stripe)
    thing = {"currency": "vnd", "payment_intent": INTENT, "metadata": {}, **object_}
    body = json.dumps({"id": "evt_1", "type": event, "data": {"object": thing}}).encode()
    signed = Callback(till.provider.signed_headers(body, at=LATER), body, LATER)
    with deed():
        return actions.settle(till.provider.read(signed), through=till.merchant, at=LATER).heard


def refunded(amount: int, *, status: str = "succeeded", number: int = 1, **more: Any) -> Heard:
    return told("refund.updated", id=f"re_{number}", amount=amount, status=status, **more)


def in_all(amount: int) -> Heard:
    return told("charge.refunded", id="ch_1", amount=PRICE, amount_refunded=amount, status="x")


def disputed(status: str, event: str = "created", **more: Any) -> Heard:
    return told(f"charge.dispute.{event}", id="dp_1", amount=PRICE, status=status, **more)


def books(attempt: PaymentAttempt) -> tuple[AttemptState, int, int]:
    """How the attempt stands, what was given back, and what the gateway still holds for them."""
    session.expire_all()
    held = session.scalars(select(Movement.amount).where(Movement.account == Account.CLEARING))
    order = session.get_one(Order, attempt.order_id)
    return attempt.state, order.refunded.dong, Money.sum(held).dong


def open_cases() -> list[CaseKind]:
    session.expire_all()
    wanted = select(PaymentCase.kind).where(PaymentCase.state == CaseState.OPEN)
    return list(session.scalars(wanted.order_by(PaymentCase.id)))


def test_a_refund_from_the_dashboard_is_booked_once(attempt: PaymentAttempt) -> None:
    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE)

    for _time in range(3):
        assert refunded(50_000) is Heard.BELIEVED

    assert books(attempt) == (AttemptState.PARTIALLY_REFUNDED, 50_000, PRICE - 50_000)
    refunded(PRICE - 50_000, number=2)
    assert books(attempt) == (AttemptState.REFUNDED, PRICE, 0)
    assert open_cases() == []


def test_one_on_its_way_is_not_booked(attempt: PaymentAttempt) -> None:
    refunded(50_000, status="pending")
    refunded(50_000, status="failed")

    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE)
    assert open_cases() == []


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_parts_and_their_sum_in_any_order(attempt: PaymentAttempt, order: tuple[int, ...]) -> None:
    """Told of by name and as a sum, each as often as it likes: the money goes back once."""
    news = [
        lambda: refunded(20_000, number=1),
        lambda: in_all(20_000),
        lambda: refunded(30_000, number=2),
        lambda: in_all(50_000),
    ]

    for which in order:
        news[which]()

    assert books(attempt) == (AttemptState.PARTIALLY_REFUNDED, 50_000, PRICE - 50_000)
    assert open_cases() == []


def test_a_sum_that_nothing_explains_is_somebodys_case(attempt: PaymentAttempt) -> None:
    in_all(50_000)

    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE)
    assert open_cases() == [CaseKind.REVERSED]
    assert session.scalars(select(PaymentCase.amount)).one() == Money(50_000)
    assert session.scalars(select(PaymentCase.household_id)).one()


def test_more_than_came_is_never_booked(attempt: PaymentAttempt) -> None:
    refunded(PRICE)
    refunded(1, number=2)

    assert books(attempt) == (AttemptState.REFUNDED, PRICE, 0)
    assert open_cases() == [CaseKind.REVERSED]


def test_our_own_refund_is_not_booked_again(attempt: PaymentAttempt) -> None:
    with deed():
        session.add(
            PaymentRefund(
                reference="CB-back-1",
                order_id=attempt.order_id,
                attempt_id=attempt.id,
                way="gateway",
                amount=Money(50_000),
                asked_at=MARKET_DAY,
            )
        )

    refunded(50_000, metadata={"reference": "CB-back-1"})
    in_all(50_000)

    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE), "asked about until it ends"
    assert open_cases() == []


def test_one_that_is_undone_after_its_end_is_seen(attempt: PaymentAttempt) -> None:
    refunded(50_000)
    refunded(50_000, status="failed")

    assert open_cases() == [CaseKind.REFUND_REFUSED]
    assert session.scalars(select(PaymentRefund.state)).one() is RefundState.DONE


def test_a_dispute_has_an_owner_and_a_clock(attempt: PaymentAttempt) -> None:
    due = datetime(2026, 9, 1, tzinfo=UTC)
    answer = {"due_by": int(due.timestamp())}

    for _time in range(2):
        disputed("needs_response", evidence_details=answer)

    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE)
    case = session.scalars(select(PaymentCase)).one()
    assert (case.kind, case.due_at, case.amount) == (CaseKind.DISPUTED, due, Money(PRICE))
    assert case.household_id == attempt.order.shop.household_id


@pytest.mark.parametrize(("ends", "back"), [("won", 0), ("warning_closed", 0), ("lost", PRICE)])
def test_a_dispute_ends(attempt: PaymentAttempt, ends: str, back: int) -> None:
    disputed("needs_response")
    for _time in range(2):
        disputed(ends, "closed")

    assert books(attempt)[1:] == (back, PRICE - back)
    assert open_cases() == []


def test_what_was_sold_elsewhere_is_no_business_of_ours(attempt: PaymentAttempt) -> None:
    assert refunded(50_000, payment_intent="pi_other") is Heard.UNKNOWN
    assert refunded(50_000, currency="usd") is Heard.BELIEVED
    assert refunded(50_000, payment_intent=None) is Heard.BELIEVED

    assert books(attempt) == (AttemptState.SUCCEEDED, 0, PRICE)
    with deed():
        assert reversing.given_back(attempt) == Money(0)
