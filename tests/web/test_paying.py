"""Away to a gateway's page and back, on the buyer's secret link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import select

from storefront import clock
from storefront.db import deed, session
from storefront.orders.models import Order, PayBy
from storefront.payments.models import AttemptState, PaymentAttempt
from storefront.web import gateway_turns
from tests.browser import Browser
from tests.gateway import NAME, PlayGateway, standing_in
from tests.village import an_order


@pytest.fixture
def gateway(app: Flask) -> Iterator[PlayGateway]:
    with standing_in(app) as gateway:
        yield gateway


def placed(pay_by: PayBy = PayBy.GATEWAY) -> Order:
    with deed():
        return an_order(pay_by=pay_by, at=clock.now())


def address(order: Order) -> str:
    return f"/follow/{order.checkout.secret}/{order.code}"


def press(browser: Browser, order: Order, *, way: str = NAME) -> str:
    """Where the press leads."""
    answer = browser.client.post(f"{address(order)}/payments", data={"way": way})
    assert answer.status_code == 302
    return answer.location


def made() -> list[PaymentAttempt]:
    session.rollback()
    return list(session.scalars(select(PaymentAttempt).order_by(PaymentAttempt.id)))


def is_paid(order: Order) -> bool:
    session.rollback()
    return session.get_one(Order, order.id, populate_existing=True).is_paid


@pytest.mark.parametrize("pay_by", [PayBy.VIETQR, PayBy.GATEWAY])
def test_a_buyer_pays_by_wallet(browser: Browser, gateway: PlayGateway, pay_by: PayBy) -> None:
    order = placed(pay_by)
    assert "VNPAY" in browser.get(address(order)).text

    page = browser.get(press(browser, order))
    [attempt] = made()
    assert attempt.state is AttemptState.PENDING
    assert any(link.get("href") == attempt.go_to for link in page.all("a"))
    charge = gateway.opened[attempt.reference]
    assert charge.come_back_to.endswith(f"{address(order)}/payments/return/{NAME}")
    assert charge.tell_us_at.endswith(f"/payments/notices/{NAME}")

    gateway.pay(attempt.reference)
    back = browser.client.get(f"{address(order)}/payments/return/{NAME}?paid=yes")
    assert back.location == address(order)
    assert is_paid(order)
    assert "ví hoặc thẻ" in browser.get(address(order)).text


def test_coming_back_proves_nothing(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()
    press(browser, order)

    browser.client.get(f"{address(order)}/payments/return/{NAME}?vnp_ResponseCode=00")

    assert not is_paid(order)


def test_pressing_again_goes_on_with_the_same_page(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()

    assert press(browser, order) == press(browser, order)

    assert len(made()) == 1


def test_after_a_refusal_another_attempt_is_made(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()
    press(browser, order)
    gateway.failed.add(made()[0].reference)

    press(browser, order)

    assert [it.state for it in made()] == [AttemptState.FAILED, AttemptState.PENDING]


def test_where_others_wait_for_it_already_nobody_waits(
    browser: Browser, gateway: PlayGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway_turns, "A_MOMENT", 0)
    order = placed()
    with ExitStack() as others:
        for _each in range(gateway_turns.PLACES):
            others.enter_context(gateway_turns.turn(NAME))
        assert press(browser, order) == address(order)
        back = browser.client.get(f"{address(order)}/payments/return/{NAME}")
    assert (made(), back.location) == ([], address(order))
    assert "VNPAY chưa trả lời" in browser.get(address(order)).text

    press(browser, order)
    assert [it.state for it in made()] == [AttemptState.PENDING]


def test_before_another_attempt_the_last_one_is_asked_about(
    browser: Browser, gateway: PlayGateway
) -> None:
    order = placed()
    gateway.away = True
    assert press(browser, order) == address(order)
    [lost] = made()
    assert lost.state is AttemptState.CREATED

    gateway.away = False
    gateway.pay(lost.reference)
    assert press(browser, order) == address(order)

    assert is_paid(order)
    assert len(made()) == 1


def test_a_house_without_an_account_can_be_paid_by_wallet(
    browser: Browser, gateway: PlayGateway
) -> None:
    order = placed()
    with deed():
        session.get_one(Order, order.id).account_id = None

    page = browser.get(address(order))

    assert "VNPAY" in page.text
    assert not page.all("path") or "VietQR:" not in page.html
    press(browser, order)
    assert len(made()) == 1


def test_nobody_pays_by_what_is_not_offered(browser: Browser, gateway: PlayGateway) -> None:
    order = placed()

    for way in ("sepay", "momo", "", "\0"):
        answer = browser.client.post(f"{address(order)}/payments", data={"way": way})
        assert answer.status_code == 404

    assert made() == []


def test_somebody_elses_page_is_not_found(browser: Browser, gateway: PlayGateway) -> None:
    mine, other = placed(), placed()
    leads_to = press(browser, mine)

    number = leads_to.rsplit("/", 1)[1]
    assert browser.client.get(f"{address(other)}/payments/{number}").status_code == 404
