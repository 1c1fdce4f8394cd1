"""Stripe: its signatures, its page, its words for what became of it, and each question once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from storefront.money import Money
from storefront.payments.provider import (
    Back,
    BadSignature,
    Callback,
    Declined,
    News,
    Notice,
    NotUnderstood,
    Opened,
    Progress,
    Setback,
)
from storefront.payments.providers.stripe import SIGNATURE, VERSION, Stripe, StripeCredentials
from storefront.payments.signing import signed
from storefront.wire import Answer, Unreachable
from tests.payments.providers.told import CODE, VECTORS, a_charge, a_refund, an_attempt
from tests.village import MARKET_DAY
from tests.wires import Question, a_server

REFERENCE = f"{CODE}-abcdefgh"
SECRET = SecretStr("whsec_one")
SESSION, INTENT = "cs_test_a1", "pi_3PqR"


def stripe_at(address: str, *, secret: SecretStr = SECRET) -> Stripe:
    key = SecretStr("sk_test_cho_ban")
    return Stripe(StripeCredentials(secret_key=key, webhook_secret=secret, api_base=address))


STRIPE = stripe_at("https://stripe.example")


class Theirs:
    """Stripe's server: answers everything alike, and remembers what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.status = 200
        self.answer: dict[str, Any] = {}
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return Answer(self.status, json.dumps(self.answer).encode())

    @property
    def fields(self) -> dict[str, str]:
        return dict(parse_qsl(self.asked[-1].body.decode(), strict_parsing=True))


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    there = Theirs()
    with a_server(there) as there.address:
        yield there


def a_session(**changes: Any) -> dict[str, Any]:
    told = {
        "id": SESSION,
        "object": "checkout.session",
        "amount_total": 125_000,
        "currency": "vnd",
        "client_reference_id": REFERENCE,
        "metadata": {},
        "payment_intent": None,
        "payment_status": "unpaid",
        "status": "open",
        "url": "https://checkout.stripe.com/c/pay/cs_test_a1#fid",
    }
    return told | changes


def a_paid_session(**changes: Any) -> dict[str, Any]:
    paid = {"payment_intent": INTENT, "payment_status": "paid", "status": "complete", "url": None}
    return a_session(**(paid | changes))


def an_intent(status: str = "succeeded", **changes: Any) -> dict[str, Any]:
    told = {
        "id": INTENT,
        "object": "payment_intent",
        "amount": 125_000,
        "currency": "vnd",
        "metadata": {"reference": REFERENCE},
        "status": status,
        "cancellation_reason": "abandoned" if status == "canceled" else None,
    }
    return told | changes


def an_event(kind: str, told: dict[str, Any]) -> Callback:
    event = {"id": "evt_1", "object": "event", "api_version": VERSION, "type": kind}
    body = json.dumps({**event, "data": {"object": told}}).encode()
    return Callback(STRIPE.signed_headers(body, at=MARKET_DAY), body, MARKET_DAY)


MONEY = Notice("stripe", INTENT, "stripe", Money(125_000), "", REFERENCE)
EXPIRED = Setback("stripe", REFERENCE, "expired")
ABANDONED = Setback("stripe", REFERENCE, "abandoned")


# --- what it tells ----------------------------------------------------------------------------


def test_the_signature_vector() -> None:
    vector = VECTORS["stripe_webhook"]
    stripe = stripe_at("https://stripe.example", secret=SecretStr(vector["secret"]))
    then = datetime.fromtimestamp(1_700_000_000, UTC)
    headers = {SIGNATURE: vector["header"]}

    with pytest.raises(NotUnderstood):  # genuine, and without anything in it
        stripe.read(Callback(headers, vector["payload"].encode(), then))
    with pytest.raises(BadSignature):
        stripe.read(Callback(headers, vector["payload"].encode() + b" ", then))
    assert stripe.signed_headers(vector["payload"].encode(), at=then) == headers


def test_one_good_signature_among_several_is_enough() -> None:
    told = an_event("payment_intent.succeeded", an_intent())
    timestamp, _, good = told.headers[SIGNATURE].partition(",")
    old = signed(b"%d." % MARKET_DAY.timestamp() + told.body, SecretStr("whsec_old"), "sha256")

    for header in (
        f"{timestamp},v1={old},{good}",
        f"{timestamp},{good},v1={old}",
        f"{timestamp},{good},v0={old}",
        f"{good},{timestamp}",
    ):
        assert STRIPE.read(Callback({SIGNATURE: header}, told.body, MARKET_DAY)) == MONEY
    for header in (f"{timestamp},v1={old}", f"{timestamp},{good.replace('v1', 'v0')}", good, ""):
        with pytest.raises(BadSignature):
            STRIPE.read(Callback({SIGNATURE: header}, told.body, MARKET_DAY))


@pytest.mark.parametrize(
    ("seconds", "believed"), [(299, True), (-299, True), (302, False), (-302, False)]
)
def test_neither_old_messages_nor_those_of_tomorrow(seconds: int, believed: bool) -> None:
    told = an_event("payment_intent.succeeded", an_intent())
    late = Callback(told.headers, told.body, MARKET_DAY + timedelta(seconds=seconds))

    if believed:
        assert STRIPE.read(late) == MONEY
    else:
        with pytest.raises(BadSignature):
            STRIPE.read(late)


@pytest.mark.parametrize(
    ("kind", "told", "news"),
    [
        ("checkout.session.completed", a_paid_session(), MONEY),
        ("checkout.session.completed", a_session(status="complete"), None),
        ("checkout.session.async_payment_succeeded", a_paid_session(), MONEY),
        (
            "checkout.session.async_payment_failed",
            a_session(status="complete"),
            Setback("stripe", REFERENCE, "async_payment_failed"),
        ),
        ("checkout.session.expired", a_session(status="expired"), EXPIRED),
        ("payment_intent.succeeded", an_intent(), MONEY),
        ("payment_intent.canceled", an_intent("canceled"), ABANDONED),
        ("payment_intent.payment_failed", an_intent("requires_payment_method"), None),
        ("payment_intent.succeeded", an_intent(metadata={}), None),
        ("payment_intent.succeeded", an_intent(metadata=None), None),
        ("payment_intent.succeeded", an_intent(metadata={}, currency="usd"), None),
        ("charge.refunded", {"metadata": {"reference": REFERENCE}}, None),
        ("charge.dispute.created", {}, None),
    ],
)
def test_what_its_events_mean(kind: str, told: dict[str, Any], news: News) -> None:
    assert STRIPE.read(an_event(kind, told)) == news


def test_other_money_than_dong_is_not_understood() -> None:
    """Whoever changed the currency sold for a 25.000th of the price, or for that many times it."""
    with pytest.raises(NotUnderstood):
        STRIPE.read(an_event("checkout.session.completed", a_paid_session(currency="usd")))


# --- what it is asked -------------------------------------------------------------------------


def test_what_it_is_asked_to_open(theirs: Theirs) -> None:
    theirs.answer = a_session()

    opened = stripe_at(theirs.address).open(a_charge(REFERENCE))

    assert opened == Opened(theirs.answer["url"], SESSION)
    [question] = theirs.asked
    assert (question.method, question.path) == ("POST", "/v1/checkout/sessions")
    assert question.headers["authorization"] == "Bearer sk_test_cho_ban"
    assert question.headers["idempotency-key"] == REFERENCE
    assert question.headers["stripe-version"] == VERSION
    assert theirs.fields == {
        "mode": "payment",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "vnd",
        "line_items[0][price_data][unit_amount]": "125000",
        "line_items[0][price_data][product_data][name]": f"Don hang {CODE}",
        "client_reference_id": REFERENCE,
        "payment_intent_data[metadata][reference]": REFERENCE,
        "success_url": f"https://cho.example/come-back?x=1&reference={REFERENCE}",
        "cancel_url": f"https://cho.example/come-back?x=1&reference={REFERENCE}",
        "expires_at": str(int((MARKET_DAY + timedelta(minutes=31)).timestamp())),
        "locale": "vi",
    }


def test_its_page_is_open_for_a_day_at_most(theirs: Theirs) -> None:
    theirs.answer = a_session()

    stripe_at(theirs.address).open(a_charge(REFERENCE, until=MARKET_DAY + timedelta(days=3)))

    assert int(theirs.fields["expires_at"]) < (MARKET_DAY + timedelta(days=1)).timestamp()


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (400, {"error": {"type": "idempotency_error", "message": "…"}}, "idempotency_error"),
        (402, {"error": {"type": "card_error", "code": "card_declined"}}, "card_declined"),
        (401, {"error": {"type": "invalid_request_error"}}, "invalid_request_error"),
        (409, {"error": {"type": "idempotency_error"}}, Unreachable),
        (429, {"error": {"type": "invalid_request_error"}}, Unreachable),
        (500, {"error": {"type": "api_error"}}, Unreachable),
        (200, a_session(amount_total=1), Unreachable),
        (200, a_session(url=None), Unreachable),
        (200, a_session(url="javascript:"), Unreachable),
    ],
)
def test_what_it_does_not_open(
    theirs: Theirs, status: int, answer: dict[str, Any], expected: str | type[Exception]
) -> None:
    theirs.status, theirs.answer = status, answer
    refusal = Declined if isinstance(expected, str) else expected

    with pytest.raises(refusal, match=expected if isinstance(expected, str) else None):
        stripe_at(theirs.address).open(a_charge(REFERENCE))


@pytest.mark.parametrize(
    ("answer", "news"),
    [
        (a_session(), None),
        (a_session(status="complete"), None),
        (a_session(status="expired"), EXPIRED),
        (a_paid_session(), MONEY),
    ],
)
def test_it_is_asked_of_a_session(theirs: Theirs, answer: dict[str, Any], news: News) -> None:
    theirs.answer = answer
    attempt = an_attempt(REFERENCE, provider_reference=SESSION, transaction_id="")

    assert stripe_at(theirs.address).ask(attempt, at=MARKET_DAY) == news
    assert theirs.asked[0].path == f"/v1/checkout/sessions/{SESSION}"


def test_a_session_whose_name_never_reached_us_is_found(theirs: Theirs) -> None:
    elsewhere = {"id": "cs_9", "currency": "usd", "client_reference_id": None, "metadata": None}
    theirs.answer = {"data": [elsewhere, a_session(client_reference_id="b"), a_paid_session()]}
    lost = an_attempt(REFERENCE, transaction_id="")

    assert stripe_at(theirs.address).ask(lost, at=MARKET_DAY) == MONEY
    window = dict(parse_qsl(urlsplit(theirs.asked[0].path).query))
    assert int(window["created[gte]"]) < MARKET_DAY.timestamp() < int(window["created[lte]"])
    theirs.answer = {"data": []}
    assert stripe_at(theirs.address).ask(lost, at=MARKET_DAY) is None


def test_an_answer_about_another_attempt_is_none(theirs: Theirs) -> None:
    theirs.answer = a_paid_session(client_reference_id="another")
    attempt = an_attempt(REFERENCE, provider_reference=SESSION, transaction_id="")

    with pytest.raises(Unreachable):
        stripe_at(theirs.address).ask(attempt, at=MARKET_DAY)


# --- what it gives back -----------------------------------------------------------------------

PAID = an_attempt(REFERENCE, provider_reference=SESSION, transaction_id=INTENT)
REFUND = a_refund("back-1", PAID, amount=Money(25_000))


@pytest.mark.parametrize(
    ("status", "back"),
    [
        ("succeeded", Back(Progress.DONE, "re_1")),
        ("pending", Back(Progress.PENDING, "re_1")),
        ("requires_action", Back(Progress.PENDING, "re_1")),
        ("failed", Back(Progress.REFUSED, "re_1", "lost_or_stolen_card")),
        ("canceled", Back(Progress.REFUSED, "re_1", "lost_or_stolen_card")),
    ],
)
def test_how_far_a_refund_is(theirs: Theirs, status: str, back: Back) -> None:
    theirs.answer = {"id": "re_1", "status": status, "failure_reason": "lost_or_stolen_card"}
    stripe = stripe_at(theirs.address)

    assert stripe.give_back(REFUND) == back
    asked = {"payment_intent": INTENT, "amount": "25000", "metadata[reference]": "back-1"}
    assert theirs.fields == asked
    assert theirs.asked[0].headers["idempotency-key"] == "back-1"
    named = a_refund("back-1", PAID, provider_reference="re_1")
    assert stripe.ask_back(named, at=MARKET_DAY) == back
    assert theirs.asked[1].path == "/v1/refunds/re_1"


def test_a_refund_whose_answer_was_lost_is_found_by_our_name(theirs: Theirs) -> None:
    made = [
        {"id": f"re_{number}", "status": "succeeded", "metadata": {"reference": f"back-{number}"}}
        for number in (3, 2, 1)
    ]
    theirs.answer = {"data": [{"id": "re_9", "metadata": None}, *made]}
    stripe = stripe_at(theirs.address)

    assert stripe.ask_back(REFUND, at=MARKET_DAY) == Back(Progress.DONE, "re_1")
    theirs.answer = {"data": made[:2]}
    with pytest.raises(Declined, match="no such refund"):
        stripe.ask_back(REFUND, at=MARKET_DAY)


def test_where_a_browser_came_back_from() -> None:
    query = f"x=1&reference={REFERENCE}"

    assert STRIPE.returned(Callback({}, b"", MARKET_DAY, query)) == REFERENCE
    for nowhere in (
        "",
        "reference=",
        "reference=a&reference=b",
        "&" * 99,
        f"reference={'x' * 101}",
    ):
        with pytest.raises(NotUnderstood):
            STRIPE.returned(Callback({}, b"", MARKET_DAY, nowhere))
