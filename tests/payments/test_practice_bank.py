"""The practice bank plays what happens to transfers, over the market's own door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select

from storefront import clock, jobs, wire
from storefront.app import create_app
from storefront.cli.duties import HANDLERS
from storefront.db import deed, session
from storefront.orders.models import Order, OrderState
from storefront.payments.models import Outcome, RawMessage, Receipt, Verdict
from storefront.payments.practice import Play
from tests.browser import Browser
from tests.village import an_order


@pytest.fixture
def line(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leaves the house by wire arrives at our own door."""

    def post(url: str, body: bytes, *, headers: dict[str, str]) -> wire.Answer:
        path = url.removeprefix("https://cho.example")
        answer = browser.client.post(path, data=body, headers=headers)
        return wire.Answer(answer.status_code, answer.data)

    monkeypatch.setattr(wire, "post", post)


def work() -> None:
    with deed():
        taken = jobs.claim(at=clock.now(), limit=10)
    for job in taken:
        HANDLERS[job.kind](job.payload, at=clock.now())


def play(browser: Browser, order: Order, how: Play, *, told_by: str = "sepay") -> list[Outcome]:
    browser.post(f"/practice/bank/{order.code}", {"play": how, "told_by": told_by})
    work()
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Receipt.outcome).order_by(Receipt.id)))


@pytest.mark.parametrize(
    ("how", "outcomes"),
    [
        (Play.RIGHT, [Outcome.PAID]),
        (Play.SHORT, [Outcome.SHORT]),
        (Play.TWICE, [Outcome.PAID, Outcome.OVER]),
        (Play.REPEATED, [Outcome.PAID]),
        (Play.GARBLED, [Outcome.PAID]),
        (Play.NO_CODE, [Outcome.UNMATCHED]),
        (Play.LATE, [Outcome.LATE]),
        (Play.FORGED, []),
        (Play.NEVER, []),
    ],
)
def test_what_comes_of_it(browser: Browser, line: None, how: Play, outcomes: list[Outcome]) -> None:
    with deed():
        order = an_order(at=clock.now())

    assert play(browser, order, how) == outcomes
    if how is Play.FORGED:
        assert session.scalars(select(RawMessage.verdict)).all() == [Verdict.FORGED]
    if how is Play.LATE:
        assert order.state is OrderState.EXPIRED


def test_casso_tells_of_it_as_well(browser: Browser, line: None) -> None:
    with deed():
        order, other = an_order(at=clock.now()), an_order(at=clock.now())

    assert play(browser, order, Play.RIGHT, told_by="casso") == [Outcome.PAID]
    assert play(browser, other, Play.FORGED, told_by="casso") == [Outcome.PAID]
    [genuine, forged] = session.scalars(select(RawMessage).order_by(RawMessage.id))
    assert {genuine.provider, forged.provider} == {"casso"}
    assert (genuine.verdict, forged.verdict) == (Verdict.GENUINE, Verdict.FORGED)


def test_orders_that_wait_are_found(browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now())

    assert order.code[:4] in browser.get("/practice/bank").text
    typed = f"{order.code[:4]} {order.code[4:]}".lower()
    assert order.account is not None
    assert order.account.number in browser.get(f"/practice/bank?code={typed}").text
    assert "Không có đơn" in browser.get("/practice/bank?code=CB0").text


def test_only_what_can_be_played_is_played(browser: Browser) -> None:
    with deed():
        order = an_order(at=clock.now())

    browser.post(f"/practice/bank/{order.code}", {"play": "rob"}, expect=400)
    browser.post(f"/practice/bank/{order.code}", {"play": "right", "told_by": "me"}, expect=400)
    browser.post("/practice/bank/CB0", {"play": "right"}, expect=404)


def test_outside_practice_there_is_no_practice_bank(app: Flask) -> None:
    key = Fernet.generate_key().decode()
    settings = replace(app.config["SETTINGS"], practice=False, secret_key="x", credentials_key=key)
    real = create_app(settings)

    with real.app_context():
        client = real.test_client()
        assert client.get("/practice/bank").status_code == 404
        assert client.post("/practice/bank/CB1", data={"play": "right"}).status_code == 404
