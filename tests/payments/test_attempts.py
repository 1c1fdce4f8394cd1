"""One try to pay after another, by gateways that tell late, wrongly, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import tills
from storefront.db import deed, session
from storefront.ledger.models import Account
from storefront.orders import actions as orders
from storefront.orders.models import Order, OrderState
from storefront.payments import attempts, watching
from storefront.payments.models import AttemptState, Outcome, PaymentAttempt, RawMessage, Receipt
from storefront.payments.provider import Charge, Heard
from tests.browser import Browser
from tests.gateway import NAME, SIGNED, WORD, PlayGateway, standing_in
from tests.payments.test_settling import TOTAL, books, now, opened, placed
from tests.village import MARKET_DAY

SOON = MARKET_DAY + timedelta(minutes=2)
DOOR = f"/payments/notices/{NAME}"


@pytest.fixture
def gateway(app: Flask) -> Iterator[PlayGateway]:
    with standing_in(app) as gateway:
        yield gateway


def an_attempt(order: Order, *, at: datetime = MARKET_DAY) -> PaymentAttempt:
    """Opened at the gateway, or taken by it without an answer."""
    till = tills.at_hand().find(NAME, "")
    assert till is not None
    with deed():
        attempt = attempts.begin(order, till, at=at)
    charge = Charge(
        attempt.reference, attempt.amount, "Don hang", "", "", "", "vi", at, attempt.until
    )
    try:
        watching.open_(attempt, till, charge, at=at)
    except watching.NotOpened:
        session.rollback()
    return attempt


def knock(browser: Browser, body: bytes, *, signed: str = WORD) -> str:
    answer = browser.client.post(DOOR, data=body, headers={SIGNED: signed})
    return str(json.loads(answer.text)["heard"])


def after(attempt: PaymentAttempt) -> PaymentAttempt:
    session.rollback()
    return session.get_one(PaymentAttempt, attempt.id, populate_existing=True)


def receipts() -> list[Receipt]:
    return list(session.scalars(select(Receipt).order_by(Receipt.id)))


def test_a_wallet_pays_and_the_money_is_owed_to_the_household(
    browser: Browser, gateway: PlayGateway
) -> None:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)

    assert knock(browser, gateway.body(attempt.reference)) == Heard.BELIEVED
    assert knock(browser, gateway.body(attempt.reference)) == Heard.KNOWN

    assert now(order).is_paid
    assert after(attempt).state is AttemptState.SUCCEEDED
    assert books() == {Account.CLEARING: 204_000, Account.SALES: -204_000}
    assert [it.attempt_id for it in receipts()] == [attempt.id]
    assert [it.outcome for it in session.scalars(select(RawMessage))] == ["believed", "known"]


@pytest.mark.parametrize(
    ("changes", "signed", "heard"),
    [
        ({"amount": 1_000}, WORD, Heard.OTHER_AMOUNT),
        ({"reference": "CB-nobody"}, WORD, Heard.UNKNOWN),
        ({}, "by-somebody", Heard.FORGED),
        ({"amount": "much"}, WORD, Heard.UNREADABLE),
    ],
)
def test_what_is_not_so_pays_nothing(
    browser: Browser, gateway: PlayGateway, changes: dict[str, Any], signed: str, heard: Heard
) -> None:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)
    body = gateway.body(attempt.reference, **changes)

    for _time in range(2):
        assert knock(browser, body, signed=signed) == heard

    assert not now(order).paid
    assert after(attempt).state is AttemptState.PENDING
    assert len(opened()) == (heard in (Heard.OTHER_AMOUNT, Heard.UNKNOWN))


def test_a_gateway_that_does_not_tell_is_asked(app: Flask, gateway: PlayGateway) -> None:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)

    assert watching.ask_due(tills.at_hand(), at=MARKET_DAY) == 0
    assert watching.ask_due(tills.at_hand(), at=SOON) == 1
    assert watching.ask_due(tills.at_hand(), at=SOON) == 0

    assert now(order).is_paid


def test_asking_and_being_told_pay_once(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)

    watching.ask_due(tills.at_hand(), at=SOON)

    assert knock(browser, gateway.body(attempt.reference)) == Heard.KNOWN
    assert len(receipts()) == 1


def test_an_answer_that_was_lost_is_asked_for_by_our_own_name(
    app: Flask, gateway: PlayGateway
) -> None:
    order = placed()
    gateway.away = True
    attempt = an_attempt(order)
    assert after(attempt).state is AttemptState.CREATED

    gateway.away = False
    gateway.pay(attempt.reference)
    watching.ask_due(tills.at_hand(), at=SOON)

    assert now(order).is_paid
    assert after(attempt).state is AttemptState.SUCCEEDED


def test_watching_goes_on_for_three_days_and_then_ends(app: Flask, gateway: PlayGateway) -> None:
    attempt = an_attempt(placed())
    asked, at = 0, MARKET_DAY
    while at < MARKET_DAY + timedelta(days=5):
        asked += watching.ask_due(tills.at_hand(), at=at)
        at += timedelta(minutes=20)

    assert 72 <= asked <= 90
    ended = after(attempt)
    assert (ended.state, ended.next_ask_at) == (AttemptState.EXPIRED, None)
    assert ended.asked_at is not None
    assert ended.asked_at >= attempt.until + timedelta(hours=72)


def test_an_old_attempts_end_leaves_an_order_alone_that_a_newer_paid(
    browser: Browser, gateway: PlayGateway
) -> None:
    order = placed()
    old = an_attempt(order)
    new = an_attempt(order, at=SOON)
    gateway.pay(new.reference)
    knock(browser, gateway.body(new.reference))

    gateway.failed.add(old.reference)
    assert knock(browser, gateway.body(old.reference)) == Heard.BELIEVED
    later = MARKET_DAY + timedelta(hours=4)
    watching.ask_due(tills.at_hand(), at=later)
    with deed():
        orders.expire_due(at=later)

    assert after(old).state is AttemptState.FAILED
    assert now(order).is_paid
    assert now(order).state is OrderState.PLACED


def test_money_that_comes_after_the_end_is_money(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()
    attempt = an_attempt(order)
    later = MARKET_DAY + timedelta(hours=4)
    watching.ask_due(tills.at_hand(), at=later)
    assert after(attempt).state is AttemptState.EXPIRED
    with deed():
        orders.expire_due(at=later)

    gateway.pay(attempt.reference)
    assert knock(browser, gateway.body(attempt.reference)) == Heard.BELIEVED

    assert after(attempt).state is AttemptState.SUCCEEDED
    assert [it.outcome for it in receipts()] == [Outcome.LATE]
    assert now(order).over == TOTAL


def test_a_setback_after_the_money_changes_nothing(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)
    knock(browser, gateway.body(attempt.reference))

    assert knock(browser, gateway.body(attempt.reference, transaction=None)) == Heard.KNOWN

    assert after(attempt).state is AttemptState.SUCCEEDED
    assert now(order).is_paid


def test_what_the_gateway_declines_nobody_asks_about(app: Flask, gateway: PlayGateway) -> None:
    gateway.declines = True
    attempt = an_attempt(placed())

    ended = after(attempt)
    assert (ended.state, ended.reason) == (AttemptState.FAILED, "99")
    assert watching.ask_due(tills.at_hand(), at=SOON) == 0
