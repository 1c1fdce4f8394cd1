"""payOS: signs what it says, tells of each transfer by itself, gives nothing back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr

from storefront.money import Money
from storefront.payments.provider import (
    BadSignature,
    Callback,
    Declined,
    Notice,
    NotUnderstood,
    Opened,
    Setback,
)
from storefront.payments.providers.payos import PayOS, PayOSCredentials
from storefront.wire import Answer, Unreachable
from tests.payments.providers.told import CODE, VECTORS, a_charge, a_message, a_refund, an_attempt
from tests.village import MARKET_DAY
from tests.wires import Question, a_server

REFERENCE = "5316911983139663"
LINK = "124c33293c43417ab7879e14c8d9eb18"


def payos_at(address: str, *, key: str = "checksumkey") -> PayOS:
    credentials = PayOSCredentials(
        client_id="cho-ban",
        api_key=SecretStr("the api key"),
        checksum_key=SecretStr(key),
        api_base=address,
    )
    return PayOS(credentials)


PAYOS = payos_at("https://payos.example")


def written(data: dict[str, Any], **changes: str) -> Answer:
    return Answer(200, json.dumps(PAYOS.signed(data) | changes).encode())


class Theirs:
    """payOS' server: answers everything alike, and remembers what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.data: dict[str, Any] = {}
        self.said: Answer | None = None
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.said or written(self.data)


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    there = Theirs()
    with a_server(there) as there.address:
        yield there


def a_page(**changes: Any) -> dict[str, Any]:
    told = {
        "bin": "970422",
        "accountNumber": "113366668888",
        "accountName": "HTX NA CHI LANG",
        "amount": 125_000,
        "description": f"VQRIO {CODE}",
        "orderCode": int(REFERENCE),
        "currency": "VND",
        "paymentLinkId": LINK,
        "status": "PENDING",
        "expiredAt": None,
        "checkoutUrl": f"https://pay.payos.vn/web/{LINK}",
        "qrCode": "00020101",
    }
    return told | changes


def a_transfer(reference: str = "TF1", amount: int = 125_000) -> dict[str, Any]:
    return {
        "reference": reference,
        "amount": amount,
        "accountNumber": "113366668888",
        "description": f"VQRIO {CODE}",
        "transactionDateTime": "2026-08-22T08:05:00+07:00",
        "virtualAccountName": None,
        "counterAccountName": "NGUYỄN VĂN A",
    }


def a_request(status: str, *transfers: dict[str, Any]) -> dict[str, Any]:
    paid = sum(transfer["amount"] for transfer in transfers)
    return {
        "id": LINK,
        "orderCode": int(REFERENCE),
        "amount": 125_000,
        "amountPaid": paid,
        "amountRemaining": 125_000 - paid,
        "status": status,
        "createdAt": "2026-08-22T08:00:00+07:00",
        "transactions": list(transfers),
        "canceledAt": None,
        "cancellationReason": None,
    }


def a_notice(reference: str = "TF1", amount: int = 125_000) -> Notice:
    memo = f"VQRIO {CODE}"
    return Notice(
        "payos",
        f"{LINK}:{reference}",
        "113366668888",
        Money(amount),
        memo,
        REFERENCE,
        reference,
        date(2026, 8, 22),
        may_be_part=True,
    )


def test_the_request_vector(theirs: Theirs) -> None:
    vector = VECTORS["payos_create"]
    asked = dict(pair.split("=", 1) for pair in vector["canonical"].split("&"))
    charge = a_charge(asked["orderCode"], words=f"Don hang {asked['description']}")
    theirs.data = a_page(orderCode=123456)

    payos_at(theirs.address).open(charge)

    sent = json.loads(theirs.asked[0].body)
    assert sent["description"] == asked["description"]
    address = {"cancelUrl": "https://s.example/c", "returnUrl": "https://s.example/r"}
    signed = {name: sent[name] for name in ("amount", "description", "orderCode")} | address
    assert PAYOS._signature(signed) == vector["signature"]


def test_the_webhook_vector() -> None:
    """payOS' own sample, with which it also tries an address out: genuine, and no money."""
    vector = VECTORS["payos_webhook_doc_sample"]
    payos = payos_at("https://payos.example", key=vector["checksum_key"])
    said = {"code": "00", "desc": "success", "success": True, "data": vector["data"]}

    assert payos._signature(vector["data"]) == vector["signature"]
    assert payos.read(a_message(json.dumps({**said, "signature": vector["signature"]}))) is None
    trap = "8d8640d802576397a1ce45ebda7f835055768ac7ad2e0bfb77f9b8f12cca4c7f"
    with pytest.raises(BadSignature):
        payos.read(a_message(json.dumps({**said, "signature": trap})))


def test_lists_and_nothings_are_signed_as_javascript_writes_them() -> None:
    data = {"b": None, "a": [{"d": 1, "c": "đ"}], "e": "null", "f": True, "g": 5}
    wording = """a=[{"c":"đ","d":1}]&b=&e=&f=true&g=5"""

    by_hand = payos_at("https://payos.example")
    assert by_hand._signature(data) == by_hand._signature(
        dict(pair.split("=", 1) for pair in wording.split("&"))
    )


def test_what_it_is_asked_to_open(theirs: Theirs) -> None:
    theirs.data = a_page()

    opened = payos_at(theirs.address).open(a_charge(REFERENCE))

    assert opened == Opened(f"https://pay.payos.vn/web/{LINK}", LINK)
    [question] = theirs.asked
    assert (question.method, question.path) == ("POST", "/v2/payment-requests")
    assert question.headers["x-client-id"] == "cho-ban"
    assert question.headers["x-api-key"] == "the api key"
    sent = json.loads(question.body)
    assert sent["description"] == CODE
    assert len(sent["description"]) <= 9
    assert sent["expiredAt"] == int(a_charge(REFERENCE).until.timestamp())


def test_names_are_numbers_that_javascript_can_count() -> None:
    names = {PAYOS.new_reference(CODE, at=MARKET_DAY) for _time in range(1_000)}

    assert len(names) == 1_000
    assert all(0 < int(name) <= 2**53 - 1 for name in names)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Answer(200, b'{"code":"231","desc":"there is one already","data":null}'), Declined),
        (Answer(401, b'{"code":"401","desc":"who?"}'), Declined),
        (Answer(503, b""), Unreachable),
        (written(a_page(), signature="0"), Unreachable),
        (written(a_page(amount=1)), Unreachable),
        (written(a_page(orderCode=1)), Unreachable),
        (written(a_page(checkoutUrl="javascript:")), Unreachable),
    ],
)
def test_what_it_does_not_open(theirs: Theirs, said: Answer, expected: type[Exception]) -> None:
    theirs.said = said

    with pytest.raises(expected):
        payos_at(theirs.address).open(a_charge(REFERENCE))


@pytest.mark.parametrize(
    ("request_", "news"),
    [
        (a_request("PENDING"), None),
        (a_request("PROCESSING"), None),
        (a_request("EXPIRED"), Setback("payos", REFERENCE, "EXPIRED")),
        (a_request("CANCELLED"), Setback("payos", REFERENCE, "CANCELLED")),
        (a_request("PAID", a_transfer()), a_notice()),
        (a_request("UNDERPAID", a_transfer(amount=5_000)), a_notice(amount=5_000)),
        (a_request("CANCELLED", a_transfer(amount=5_000)), a_notice(amount=5_000)),
    ],
    ids=lambda value: value["status"] if isinstance(value, dict) else "",
)
def test_what_it_says_when_asked(theirs: Theirs, request_: dict[str, Any], news: object) -> None:
    theirs.data = request_

    assert payos_at(theirs.address).ask(an_attempt(REFERENCE), at=MARKET_DAY) == news
    assert theirs.asked[0].path == f"/v2/payment-requests/{REFERENCE}"


def test_of_several_transfers_each_is_told_in_turn(theirs: Theirs) -> None:
    theirs.data = a_request("PAID", a_transfer("A", 100_000), a_transfer("B", 25_000))
    payos, known, told = payos_at(theirs.address), "", []

    for _time in range(3):
        notice = payos.ask(an_attempt(REFERENCE, transaction_id=known), at=MARKET_DAY)
        assert isinstance(notice, Notice)
        known = notice.transaction_id
        told.append(notice)

    assert told == [a_notice("A", 100_000), a_notice("B", 25_000), a_notice("B", 25_000)]


def test_what_is_asked_and_what_is_told_is_one_transfer(theirs: Theirs) -> None:
    theirs.data = a_request("PAID", a_transfer())
    told = {**a_transfer(), "orderCode": int(REFERENCE), "paymentLinkId": LINK, "code": "00"}

    heard = PAYOS.read(a_message(json.dumps(PAYOS.signed(told))))

    assert heard == payos_at(theirs.address).ask(an_attempt(REFERENCE), at=MARKET_DAY)


def test_a_transfer_that_failed_is_no_news() -> None:
    told = {**a_transfer(), "orderCode": 1, "paymentLinkId": LINK, "code": "01"}

    assert PAYOS.read(a_message(json.dumps(PAYOS.signed(told)))) is None


def test_other_money_than_dong_is_not_understood() -> None:
    told = {**a_transfer(), "orderCode": 1, "paymentLinkId": LINK, "code": "00", "currency": "USD"}

    with pytest.raises(NotUnderstood):
        PAYOS.read(a_message(json.dumps(PAYOS.signed(told))))


def test_it_gives_nothing_back() -> None:
    refund = a_refund("any", an_attempt(REFERENCE))

    with pytest.raises(Declined, match="transfer it"):
        PAYOS.give_back(refund)
    with pytest.raises(Declined):
        PAYOS.ask_back(refund, at=MARKET_DAY)


def test_where_a_browser_came_back_from() -> None:
    query = f"code=00&id={LINK}&cancel=false&status=PAID&orderCode={REFERENCE}"

    assert PAYOS.returned(Callback({}, b"", MARKET_DAY, query)) == REFERENCE


@pytest.mark.parametrize(
    "query", ["", "orderCode=", "orderCode=a", "orderCode=1&orderCode=2", "&" * 99]
)
def test_a_browser_that_comes_from_nowhere(query: str) -> None:
    with pytest.raises(NotUnderstood):
        PAYOS.returned(Callback({}, b"", MARKET_DAY, query))
