"""A payOS page paid in several transfers: they add up, and only what ends short is a case."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront.db import deed, session
from storefront.orders.models import Order
from storefront.payments import actions, attempts, watching
from storefront.payments.models import (
    AttemptState,
    CaseKind,
    CaseState,
    PaymentAttempt,
    PaymentCase,
    Receipt,
)
from storefront.payments.provider import Attempt, Callback, Heard, News
from storefront.payments.providers.payos import PayOS
from storefront.tills import at_hand
from tests.village import MARKET_DAY, an_order

LATER = MARKET_DAY + timedelta(minutes=5)


@pytest.fixture
def attempt(app: Flask) -> PaymentAttempt:
    """A page for 204.000, opened."""
    till = at_hand().find("payos", "")
    assert till
    with deed():
        attempt = attempts.begin(an_order(), till, at=MARKET_DAY)
        attempt.state = AttemptState.PENDING
    return attempt


def transferred(attempt: PaymentAttempt, amount: int, number: int) -> Heard:
    till = at_hand().find("payos", "")
    assert till
    assert isinstance(till.provider, PayOS)
    assert attempt.order.account
    told = {
        "orderCode": int(attempt.reference),
        "amount": amount,
        "description": "CB",
        "accountNumber": attempt.order.account.number,
        "reference": f"FT{number}",
        "transactionDateTime": "2026-08-22 08:05:00",
        "currency": "VND",
        "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
        "code": "00",
    }
    body = json.dumps(till.provider.signed(told)).encode()
    news = till.provider.read(Callback({}, body, LATER))
    with deed():
        return actions.settle(news, through=till.merchant, at=LATER).heard


def stands(attempt: PaymentAttempt) -> tuple[AttemptState, int]:
    """How the attempt stands, and what the order still costs."""
    session.rollback()
    session.expire_all()
    return attempt.state, session.get_one(Order, attempt.order_id).due.dong


def open_cases() -> list[CaseKind]:
    wanted = select(PaymentCase.kind).where(PaymentCase.state == CaseState.OPEN)
    return list(session.scalars(wanted))


def closed(attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers when asked, and the page's time is over."""

    def nothing(_payos: PayOS, _asked: Attempt, **_at: object) -> News:
        return None

    monkeypatch.setattr(PayOS, "ask", nothing)
    watching.ask(attempt, at_hand(), at=attempt.until + attempts.SLOW + timedelta(minutes=1))


def test_parts_add_up(attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch) -> None:
    for _time in range(2):
        transferred(attempt, 100_000, 1)
    assert stands(attempt) == (AttemptState.PENDING, 104_000)
    assert open_cases() == [], "the rest may still come"

    transferred(attempt, 104_000, 2)

    assert stands(attempt) == (AttemptState.SUCCEEDED, 0)
    assert len(session.scalars(select(Receipt)).all()) == 2
    closed(attempt, monkeypatch)
    assert open_cases() == []


def test_what_ends_short_is_a_case(
    attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    transferred(attempt, 100_000, 1)

    for _time in range(2):
        closed(attempt, monkeypatch)

    assert stands(attempt) == (AttemptState.EXPIRED, 104_000)
    assert open_cases() == [CaseKind.SHORT]
    transferred(attempt, 104_000, 2)
    assert stands(attempt) == (AttemptState.SUCCEEDED, 0)
    assert open_cases() == [], "the rest came after all"


def test_parts_that_are_too_much_together(attempt: PaymentAttempt) -> None:
    transferred(attempt, 100_000, 1)
    transferred(attempt, 150_000, 2)

    assert stands(attempt)[0] is AttemptState.SUCCEEDED
    assert open_cases() == [CaseKind.OVER]


def test_one_that_is_too_much_by_itself_is_looked_at_first(attempt: PaymentAttempt) -> None:
    assert transferred(attempt, 205_000, 1) is Heard.OTHER_AMOUNT

    assert stands(attempt) == (AttemptState.PENDING, 204_000)
    assert open_cases() == [CaseKind.AMOUNT_DIFFERS]


def test_a_page_that_nobody_paid_is_no_case(
    attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(attempt, monkeypatch)

    assert stands(attempt) == (AttemptState.EXPIRED, 204_000)
    assert open_cases() == []
