"""Money on its way back: by the way it came, to the buyer's account, never more than came."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import tills
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.ledger.models import Account
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import giving_back, refunding, watching
from storefront.payments.models import (
    AttemptState,
    CaseKind,
    PaymentAttempt,
    PaymentCase,
    PaymentRefund,
    RefundState,
    RefundWay,
)
from storefront.payments.provider import Progress
from storefront.payments.refusals import AlreadyDone, MoreThanCame
from tests.gateway import NAME, PlayGateway, standing_in
from tests.payments.test_attempts import an_attempt
from tests.payments.test_settling import TOTAL, books, counted, now, placed, settle, told
from tests.village import MARKET_DAY

SOON = MARKET_DAY + timedelta(minutes=2)
LATER = MARKET_DAY + timedelta(hours=1)


@pytest.fixture
def gateway(app: Flask) -> Iterator[PlayGateway]:
    with standing_in(app) as gateway:
        yield gateway


def collected(gateway: PlayGateway) -> tuple[Order, PaymentAttempt]:
    order = placed()
    attempt = an_attempt(order)
    gateway.pay(attempt.reference)
    watching.ask_due(tills.at_hand(), at=SOON)
    assert now(order).is_paid
    return order, attempt


def promise(order: Order, attempt: PaymentAttempt, amount: Money = TOTAL) -> PaymentRefund:
    till = tills.at_hand().find(NAME, "")
    assert till is not None
    with deed():
        keeper = order.shop.household.keeper
        return refunding.by_gateway(order, attempt, amount, till, by=keeper, at=SOON)


def after(refund: PaymentRefund) -> PaymentRefund:
    session.rollback()
    return session.get_one(PaymentRefund, refund.id, populate_existing=True)


def test_the_gateway_gives_all_back(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    refund = promise(order, attempt)
    assert now(order).paid == TOTAL  # promised is not given

    refunding.ask_due(tills.at_hand(), at=SOON)

    assert after(refund).state is RefundState.DONE
    assert (now(order).paid, now(order).refunded) == (Money(0), TOTAL)
    assert books() == {}
    assert counted(Indicator.REVENUE) == [204_000, -204_000]
    assert session.get_one(PaymentAttempt, attempt.id).state is AttemptState.REFUNDED


def test_a_slow_refund_is_asked_about_until_its_end(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    gateway.slow = True
    refund = promise(order, attempt, Money(68_000))
    refunding.ask_due(tills.at_hand(), at=SOON)
    assert after(refund).state is RefundState.PENDING

    gateway.back[refund.reference] = Progress.DONE
    refunding.ask_due(tills.at_hand(), at=LATER)

    assert after(refund).state is RefundState.DONE
    assert now(order).paid == Money(136_000)
    assert books() == {Account.CLEARING: 136_000, Account.SALES: -136_000}
    state = session.get_one(PaymentAttempt, attempt.id).state
    assert state is AttemptState.PARTIALLY_REFUNDED
    assert refunding.ask_due(tills.at_hand(), at=LATER + timedelta(days=9)) == 0


def test_a_lost_answer_is_asked_for_and_given_once(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    gateway.away = True
    refund = promise(order, attempt)
    refunding.ask_due(tills.at_hand(), at=SOON)
    assert after(refund).state is RefundState.PENDING

    gateway.away = False
    refunding.ask_due(tills.at_hand(), at=LATER)

    assert after(refund).state is RefundState.DONE
    assert gateway.back == {refund.reference: Progress.DONE}
    assert now(order).refunded == TOTAL


def test_a_refusal_is_somebodys_case(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    gateway.declines = True
    refund = promise(order, attempt)
    refunding.ask_due(tills.at_hand(), at=SOON)

    assert after(refund).state is RefundState.REFUSED
    assert now(order).paid == TOTAL
    assert [case.kind for case in session.scalars(select(PaymentCase))] == [CaseKind.REFUND_REFUSED]
    gateway.declines = False
    promise(order, attempt)  # what was refused may be asked for again


def test_what_is_promised_cannot_be_given_twice(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    promise(order, attempt, Money(200_000))

    keeper = order.shop.household.keeper
    for amount in (4_001, 204_000, 0, -1):
        with pytest.raises(MoreThanCame):
            promise(order, attempt, Money(amount))
        with pytest.raises(MoreThanCame), deed():
            giving_back.refund(
                order, Money(amount), by=keeper, cash=True, once=f"a{amount}", at=SOON
            )

    assert now(order).paid == TOTAL


def test_many_at_once_give_back_no_more_than_came(app: Flask, gateway: PlayGateway) -> None:
    order, attempt = collected(gateway)
    ids = (order.id, attempt.id)
    session.remove()

    def press(_turn: int) -> bool:
        with app.app_context():
            try:
                promise(session.get_one(Order, ids[0]), session.get_one(PaymentAttempt, ids[1]),
                        Money(50_000))  # fmt: skip
            except MoreThanCame:
                return False
            finally:
                session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        promised = list(pool.map(press, range(12)))

    assert sum(promised) == 4
    refunding.ask_due(tills.at_hand(), at=SOON)
    assert now(order).refunded == Money(200_000)
    assert now(order).paid == Money(4_000)


def test_back_to_the_buyers_own_account(app: Flask) -> None:
    order = placed()
    settle(told(order))
    keeper = order.shop.household.keeper
    with deed():
        refund = refunding.by_bank(order, Money(68_000), by=keeper, once="a", at=SOON)
    with deed():
        refunding.to_account(after(refund), bank_bin="970436", number="0011", holder="TRAN HA")
    assert now(order).paid == TOTAL

    with deed():
        refunding.transferred(after(refund), by=keeper, at=SOON)
    with pytest.raises(AlreadyDone), deed():
        refunding.transferred(after(refund), by=keeper, at=SOON)

    done = after(refund)
    assert (done.state, done.way, done.to_number) == (RefundState.DONE, RefundWay.BANK, "0011")
    assert now(order).refunded == Money(68_000)
    assert books() == {Account.BANK: 136_000, Account.SALES: -136_000}
