"""One notice or one attempt that cannot be written down stops no other, and is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from storefront import clock, tills
from storefront.db import deed, session
from storefront.money import Money
from storefront.orders.models import Order
from storefront.payments import actions, giving_back, refunding, unsettled, watching
from storefront.payments.models import (
    AttemptState,
    CaseKind,
    CaseState,
    PaymentCase,
    ProviderCursor,
    Receipt,
    RefundState,
)
from storefront.payments.tills import Tills
from tests.browser import Browser
from tests.gateway import NAME, PlayGateway, standing_in
from tests.payments.providers import test_sepay as sepay
from tests.payments.test_attempts import SOON, after, an_attempt
from tests.payments.test_missed import NUMBER
from tests.payments.test_missed import tills as listing
from tests.payments.test_settling import books, now, opened
from tests.village import an_order, na
from tests.wires import a_server


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Transactions and references at which settling fails, after it has written everything."""
    names: set[str] = set()
    settle = actions.settle

    def failing(news: Any, **how: Any) -> actions.Settled:
        settled = settle(news, **how)
        if {news.transaction_id, news.reference} & names:
            raise ZeroDivisionError("the card of 9704 0000")
        return settled

    monkeypatch.setattr(actions, "settle", failing)
    return names


@pytest.fixture
def gateway(app: Flask) -> Iterator[PlayGateway]:
    with standing_in(app) as gateway:
        yield gateway


def three_orders() -> list[Order]:
    with deed():
        product = na(stock=50)
        return [an_order(product, at=clock.now()) for _each in range(3)]


def their_list(found: list[Order]) -> sepay.TheirList:
    theirs = sepay.TheirList(0)
    today = f"{clock.village_time(clock.now()):%Y-%m-%d %H:%M:%S}"
    theirs.rows = [
        sepay.TheirList.row(
            NUMBER + place,
            account_number=order.account.number if order.account else "",
            amount_in=f"{order.due.dong}.00",
            transaction_content=order.code,
            transaction_date=today,
        )
        for place, order in enumerate(found)
    ]
    return theirs


def the_case() -> PaymentCase:
    session.rollback()
    session.expire_all()
    return session.scalars(select(PaymentCase)).one()


def cursor() -> str:
    session.rollback()
    return session.scalars(select(ProviderCursor.cursor)).one()


def test_one_notice_in_the_middle_of_a_list_holds_up_no_other(
    app: Flask, broken: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    found = three_orders()
    broken.add(str(NUMBER + 1))

    with a_server(their_list(found)) as address:
        ours = listing(app, "sepay", address)
        watching.read_lists(ours, at=clock.now())
        read_to = cursor()
        watching.read_lists(ours, at=clock.now())

    assert [now(order).is_paid for order in found] == [True, False, True]
    assert read_to, "the list is read on from its end"
    assert session.scalar(select(func.count(Receipt.id))) == 2, "nothing half written"
    books()
    case = the_case()
    assert (case.kind, case.amount) == (CaseKind.UNSETTLED, now(found[1]).due)
    assert case.household_id == found[1].shop.household_id
    assert case.due_at > case.opened_at
    assert "9704" not in str(case.details), "what an error says may be somebody's secret"
    assert f"sepay:{NUMBER + 1} is set aside" in caplog.text
    assert "test_unsettled.py" in caplog.text, "and where it failed"


def test_what_was_set_aside_is_tried_again_and_then_counts(app: Flask, broken: set[str]) -> None:
    found = three_orders()
    broken.add(str(NUMBER + 1))
    with a_server(their_list(found)) as address:
        ours = listing(app, "sepay", address)
        watching.read_lists(ours, at=clock.now())

    assert unsettled.try_again(ours, at=clock.now()) == 0
    assert the_case().state is CaseState.OPEN
    broken.clear()
    assert unsettled.try_again(ours, at=clock.now()) == 0, "its time has not come"
    assert unsettled.try_again(ours, at=clock.now() + timedelta(minutes=6)) == 1
    assert unsettled.try_again(ours, at=clock.now() + timedelta(minutes=9)) == 0

    assert all(now(order).is_paid for order in found)
    assert the_case().state is CaseState.DONE
    assert the_case().ended_by_id is None


def test_trying_has_an_end_and_a_person_begins_it_anew(
    app: Flask, browser: Browser, broken: set[str]
) -> None:
    found = three_orders()
    broken.add(str(NUMBER + 1))
    with a_server(their_list(found)) as address:
        ours = listing(app, "sepay", address)
        watching.read_lists(ours, at=clock.now())
    for days in range(30):
        unsettled.try_again(ours, at=clock.now() + timedelta(days=days))
    assert the_case().details["tries"] == len(unsettled.AGAIN)
    broken.clear()
    assert unsettled.try_again(ours, at=clock.now() + timedelta(days=31)) == 0

    browser.sign_in(found[1].shop.household.keeper)
    assert "ZeroDivisionError" in browser.get("/cases").text
    browser.post(f"/cases/{the_case().id}/decision", {"how": "try_again"})

    assert unsettled.try_again(ours, at=clock.now() + timedelta(minutes=1)) == 1
    assert now(found[1]).is_paid
    assert the_case().state is CaseState.DONE


def test_a_list_that_breaks_our_reader_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = three_orders()

    def breaks(*_how: Any, **_more: Any) -> None:
        raise KeyError("transactions")

    with a_server(their_list(found)) as address:
        ours = listing(app, "sepay", address)
        monkeypatch.setattr(Tills, "messengers", lambda self: [ours.find("sepay", "")] * 2)
        monkeypatch.setattr("storefront.payments.providers.sepay.SePay.since", breaks)
        assert watching.read_lists(ours, at=clock.now()) == 0

    session.rollback()
    assert session.scalars(select(ProviderCursor.failing_since)).one() is not None


def test_one_attempt_of_three_holds_up_no_other(
    browser: Browser, gateway: PlayGateway, broken: set[str]
) -> None:
    with deed():
        product = na(stock=50)
        found = [an_order(product) for _each in range(3)]
    tries = [an_attempt(order) for order in found]
    for attempt in tries:
        gateway.pay(attempt.reference)
    broken.add(tries[1].reference)

    assert watching.ask_due(tills.at_hand(), at=SOON) == 3

    assert [now(order).is_paid for order in found] == [True, False, True]
    assert after(tries[1]).state is AttemptState.PENDING, "rolled back"
    assert [kind for kind, _suggested in opened()] == [CaseKind.UNSETTLED]
    assert the_case().order_id == found[1].id
    browser.sign_in(found[1].shop.household.keeper)
    assert found[1].code in browser.get("/cases").text

    broken.clear()
    browser.post(f"/cases/{the_case().id}/decision", {"how": "try_again"})
    assert watching.ask_due(tills.at_hand(), at=clock.now()) == 1
    unsettled.try_again(tills.at_hand(), at=clock.now())
    assert now(found[1]).is_paid
    assert opened() == []


def test_one_refund_of_two_holds_up_no_other(
    app: Flask, gateway: PlayGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deed():
        product = na(stock=50)
        found = [an_order(product) for _each in range(2)]
    till = tills.at_hand().find(NAME, "")
    assert till is not None
    for order in found:
        attempt = an_attempt(order)
        gateway.pay(attempt.reference)
        watching.ask_due(tills.at_hand(), at=SOON)
        with deed():
            refunding.by_gateway(
                now(order),
                after(attempt),
                Money(1_000),
                till,
                by=order.shop.household.keeper,
                at=SOON,
            )
    went_back, first = giving_back.went_back, found[0].id

    def failing(refund: Any, **how: Any) -> None:
        went_back(refund, **how)
        if refund.order_id == first:
            raise ZeroDivisionError

    monkeypatch.setattr(giving_back, "went_back", failing)
    assert refunding.ask_due(tills.at_hand(), at=SOON) == 2

    assert [now(order).refunded for order in found] == [Money(0), Money(1_000)]
    assert [kind for kind, _suggested in opened()] == [CaseKind.UNSETTLED]
    monkeypatch.undo()
    with standing_in(app, gateway):
        refunding.ask_due(tills.at_hand(), at=SOON + timedelta(days=1))
        unsettled.try_again(tills.at_hand(), at=SOON + timedelta(days=1))
    assert refunding.of_order(first)[0].state is RefundState.DONE
    assert opened() == []
