"""The practice gateways: our own providers ask them over HTTP, and payers do as they like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from storefront import clock, jobs
from storefront.app import create_app
from storefront.cli.duties import HANDLERS
from storefront.db import deed, session
from storefront.money import Money
from storefront.payments.practice_gateways.models import ChargeState, PracticeCharge
from storefront.payments.practice_gateways.playing import LATER, Play
from storefront.payments.provider import (
    Attempt,
    BadSignature,
    Callback,
    Charge,
    Declined,
    Gateway,
    Notice,
    Setback,
)
from storefront.tills import at_hand
from storefront.wire import Answer
from tests.payments.test_contract import a_charge
from tests.serving import served
from tests.wires import Question, a_server

GATEWAYS = ["vnpay", "momo", "zalopay"]
"""Those who tell where each payment asks them to. What comes of the others: test_played_through."""


@dataclass
class Practice:
    """A payer at a practice gateway, and an ear where the market would listen."""

    gateway: Gateway
    charge: Charge
    client: FlaskClient
    ear: str
    answer: Answer
    heard: list[Question] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"/practice/gateways/charges/{self.row.id}"

    @property
    def row(self) -> PracticeCharge:
        session.rollback()
        session.expire_all()
        return session.scalars(select(PracticeCharge)).one()

    def open(self) -> None:
        """The payer's browser goes where our provider sends it."""
        go_to = self.gateway.open(self.charge).go_to
        where = urlsplit(go_to)
        self.client.get(f"{where.path}?{where.query}")
        with deed():
            session.execute(update(PracticeCharge).values(tell_us_at=self.ear))

    def play(self, how: Play) -> str:
        """Where the payer is then."""
        said = self.client.post(self.page, data={"play": how})
        assert said.status_code == 302, said.text
        return said.location

    def work(self, *, at: datetime) -> list[str]:
        """What is due is delivered. Gives what went wrong."""
        with deed():
            taken = jobs.claim(at=at, limit=10)
        wrong = []
        for job in taken:
            try:
                HANDLERS[job.kind](job.payload, at=at)
            except Exception as error:
                wrong.append(str(error))
        return wrong

    def news(self) -> list[object]:
        return [self.gateway.read(_callback(question)) for question in self.heard]


def _callback(question: Question) -> Callback:
    query = urlsplit(question.path).query
    return Callback(question.headers, question.body, clock.now(), query)


def _come_back(address: str) -> Callback:
    return Callback({}, b"", clock.now(), urlsplit(address).query)


SATISFIED = {
    "vnpay": Answer(200, b'{"RspCode": "00", "Message": "Confirm Success"}'),
    "momo": Answer(204, b""),
    "zalopay": Answer(200, b'{"return_code": 1}'),
}


@pytest.fixture(params=GATEWAYS)
def practice(request: pytest.FixtureRequest, app: Flask) -> Iterator[Practice]:
    name: str = request.param
    with served(app) as address:
        till = at_hand().find(name, "")
        assert till is not None
        gateway = till.provider
        assert isinstance(gateway, Gateway)
        heard: list[Question] = []
        charge = a_charge(gateway, at=clock.now())
        at_market = replace(charge, come_back_to=f"{address}/back?of=1")
        it = Practice(gateway, at_market, app.test_client(), "", SATISFIED[name], heard)

        def listen(question: Question) -> Answer:
            heard.append(question)
            return it.answer

        with a_server(listen) as it.ear:
            it.open()
            yield it


def test_what_was_opened_is_shown_to_the_payer(practice: Practice) -> None:
    page = practice.client.get(practice.page)

    assert page.status_code == 200
    assert "204.000" in page.text
    assert practice.charge.reference in page.text
    assert practice.page in practice.client.get("/practice/gateways").text


def test_a_payer_pays(practice: Practice) -> None:
    back = practice.play(Play.RIGHT)
    assert not practice.work(at=clock.now())

    [notice] = practice.news()
    assert isinstance(notice, Notice)
    assert (notice.reference, notice.amount) == (practice.charge.reference, Money(204_000))
    assert back.startswith(practice.charge.come_back_to + "&")
    assert practice.gateway.returned(_come_back(back)) == practice.charge.reference
    assert practice.client.get(practice.page).status_code == 200


def test_less_than_was_asked(practice: Practice) -> None:
    practice.play(Play.SHORT)
    practice.work(at=clock.now())

    [notice] = practice.news()
    assert isinstance(notice, Notice)
    assert notice.amount == Money(203_000)


def test_told_three_times(practice: Practice) -> None:
    practice.play(Play.TWICE)
    practice.work(at=clock.now())

    first, *others = practice.news()
    assert others == [first, first]


def test_a_payer_who_is_slow_to_come_back(practice: Practice) -> None:
    assert practice.play(Play.NOTICE_FIRST) == practice.page
    practice.work(at=clock.now())

    assert len(practice.heard) == 1
    assert practice.charge.reference in practice.client.get(practice.page).text


def test_a_payer_who_is_back_first(practice: Practice) -> None:
    assert practice.play(Play.RETURN_FIRST) != practice.page
    paid_at = practice.row.ended_at
    assert paid_at is not None

    practice.work(at=paid_at)
    assert not practice.heard
    practice.work(at=paid_at + LATER)
    assert len(practice.heard) == 1


def test_late(practice: Practice) -> None:
    practice.play(Play.LATE)
    until = practice.row.until

    practice.work(at=until)
    assert not practice.heard
    practice.work(at=until + LATER)
    assert len(practice.heard) == 1


def test_nobody_tells_and_asking_finds_out(practice: Practice) -> None:
    attempt = _attempt(practice)
    assert practice.gateway.ask(attempt, at=clock.now()) is None

    practice.play(Play.SILENT)
    practice.work(at=clock.now() + timedelta(days=1))

    assert not practice.heard
    assert isinstance(practice.gateway.ask(attempt, at=clock.now()), Notice)


def test_a_payer_who_cancels(practice: Practice) -> None:
    practice.play(Play.CANCEL)
    practice.work(at=clock.now())

    told = practice.news()
    assert len(told) == (0 if practice.gateway.name == "zalopay" else 1)
    asked = practice.gateway.ask(_attempt(practice), at=clock.now())
    for news in [*told, asked]:
        assert isinstance(news, Setback)
        assert news.reference == practice.charge.reference


def test_a_forger(practice: Practice) -> None:
    back = practice.play(Play.FORGED)
    practice.answer = Answer(401, b"")
    assert not practice.work(at=clock.now())

    with pytest.raises(BadSignature):
        practice.news()
    with pytest.raises(BadSignature):
        practice.gateway.returned(_come_back(back))
    assert practice.row.state is ChargeState.OPEN


def test_a_payer_who_goes_away(practice: Practice) -> None:
    practice.play(Play.NEVER)
    practice.work(at=clock.now() + timedelta(days=1))

    assert not practice.heard
    assert practice.row.state is ChargeState.OPEN


def test_nobody_pays_twice(practice: Practice) -> None:
    practice.play(Play.RIGHT)

    assert practice.play(Play.RIGHT) == practice.page
    practice.work(at=clock.now())
    assert len(practice.heard) == 1


def test_a_market_in_trouble_is_told_again(practice: Practice) -> None:
    practice.answer = Answer(200 if practice.gateway.name == "momo" else 503, b"")
    practice.play(Play.RIGHT)

    assert practice.work(at=clock.now())


def test_nobody_but_the_market_is_told_or_come_back_to(practice: Practice) -> None:
    with deed():
        elsewhere = practice.ear.replace("127.0.0.1", "localhost")
        session.execute(
            update(PracticeCharge).values(tell_us_at=elsewhere, come_back_to="https://evil.example")
        )

    assert practice.play(Play.RIGHT) == practice.page
    assert not practice.work(at=clock.now())
    assert not practice.heard
    assert "evil.example" not in practice.client.get(practice.page).text


def test_a_reference_is_used_once(practice: Practice) -> None:
    if practice.gateway.name == "vnpay":
        practice.open()  # the payer's browser was only loaded again
    else:
        with pytest.raises(Declined):
            practice.gateway.open(practice.charge)

    assert practice.row.amount == Money(204_000)


def _attempt(practice: Practice) -> Attempt:
    return Attempt(practice.charge.reference, "", practice.charge.amount, practice.charge.at)


def test_only_what_can_be_played_is_played(practice: Practice) -> None:
    assert practice.client.post(practice.page, data={"play": "rob"}).status_code == 400
    far = "/practice/gateways/charges/" + "9" * 30
    assert practice.client.get(far).status_code == 404
    assert practice.client.post("/practice/gateways/bank/v2/create").status_code == 404
    page = "/practice/gateways/vnpay/paymentv2/vpcpay.html"
    assert practice.client.get(f"{page}?vnp_TxnRef=1&vnp_SecureHash=0").status_code == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("vnpay/merchant_webapi/api/transaction", '"vnp_ResponseCode": "03"'),
        ("momo/v2/gateway/api/create", '"resultCode": 20'),
        ("zalopay/v2/create", '"sub_return_code": -401'),
    ],
)
@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'"\\ud800"', b"[" * 60_000])
def test_nonsense_is_answered_as_they_would(app: Flask, path: str, code: str, body: bytes) -> None:
    said = app.test_client().post(f"/practice/gateways/{path}", data=body)

    assert said.status_code == 200
    assert code in said.text


def test_too_long_a_question(app: Flask) -> None:
    said = app.test_client().post(
        "/practice/gateways/momo/v2/gateway/api/create", data=b"x" * 70_000
    )

    assert said.status_code == 413


def test_outside_practice_there_are_none(app: Flask) -> None:
    key = Fernet.generate_key().decode()
    settings = replace(app.config["SETTINGS"], practice=False, secret_key="x", credentials_key=key)
    real = create_app(settings)

    with real.app_context():
        client = real.test_client()
        assert client.get("/practice/gateways").status_code == 404
        assert client.post("/practice/gateways/momo/v2/gateway/api/create").status_code == 404
