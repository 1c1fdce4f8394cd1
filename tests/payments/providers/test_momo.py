"""MoMo: a fixed list of fields is signed, as written; only some codes are the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr

from storefront.money import Money
from storefront.payments.provider import (
    Back,
    BadSignature,
    Declined,
    Heard,
    Notice,
    NotUnderstood,
    Opened,
    Progress,
    Reply,
    Setback,
)
from storefront.payments.providers import momo
from storefront.payments.providers.momo import MoMo, MoMoCredentials
from tests.payments.providers.told import (
    CODE,
    VECTORS,
    Overheard,
    a_charge,
    a_message,
    a_refund,
    an_attempt,
    overhearing,
)
from tests.village import MARKET_DAY

VECTOR = VECTORS["momo_v2"]


def momo_at(base_url: str = "https://momo.example") -> MoMo:
    credentials = MoMoCredentials(
        partner_code="MOMO",
        access_key=VECTOR["access_key"],
        secret_key=SecretStr(VECTOR["secret_key"]),
        base_url=base_url,
    )
    return MoMo(credentials)


MOMO = momo_at()


def fields_of(canonical: str) -> dict[str, str]:
    return dict(piece.split("=", 1) for piece in canonical.split("&"))


TOLD = {
    name: int(value) if name in {"amount", "responseTime", "resultCode", "transId"} else value
    for name, value in fields_of(VECTOR["ipn"]["canonical"]).items()
    if name != "accessKey"
}


def told(**changes: Any) -> dict[str, Any]:
    fields = TOLD | changes
    return fields | {"signature": MOMO.signature(fields, momo._TOLD)}


def heard(fields: dict[str, Any]) -> Any:
    return MOMO.read(a_message(json.dumps(fields)))


@pytest.fixture
def there() -> Iterator[Overheard]:
    with overhearing() as there:
        yield there


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("create", momo._CREATE),
        ("refund", momo._REFUND),
        ("query", momo._QUERY),
        ("ipn", momo._TOLD),
    ],
)
def test_the_vectors(what: str, names: str) -> None:
    fields = fields_of(VECTOR[what]["canonical"])

    assert MOMO.signature(fields, names) == VECTOR[what]["signature"]


def test_opening_a_payment(there: Overheard) -> None:
    there.answer = lambda _asked: {"resultCode": 0, "payUrl": "https://momo.example/pay?t=1"}

    opened = momo_at(there.address).open(a_charge("CB7-1", language="en"))

    assert opened == Opened("https://momo.example/pay?t=1")
    [(path, asked)] = there.questions
    assert path == "/v2/gateway/api/create"
    assert asked["signature"] == MOMO.signature(asked, momo._CREATE)
    assert (asked["amount"], asked["orderId"], asked["requestId"]) == (125_000, "CB7-1", "CB7-1")
    assert (asked["ipnUrl"], asked["lang"]) == ("https://cho.example/tell-us", "en")


@pytest.mark.parametrize(
    "said",
    [
        {"resultCode": 41, "message": "duplicate"},
        {"resultCode": 13},
        {"resultCode": 0},
        {"resultCode": 0, "payUrl": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_what_it_does_not_open(there: Overheard, said: dict[str, Any]) -> None:
    there.answer = lambda _asked: said

    with pytest.raises(Declined):
        momo_at(there.address).open(a_charge("CB7-1"))


def test_the_notice_vector() -> None:
    assert heard(TOLD | {"signature": VECTOR["ipn"]["signature"]}) == Notice(
        provider="momo",
        transaction_id="4088878653",
        to_account="MOMO",
        amount=Money(50_000),
        memo="pay with MoMo",
        reference="MOMO1700000000000",
    )


def test_new_fields_are_not_signed() -> None:
    assert heard(told() | {"storeId": "7", "userFee": 0, "promotionInfo": None})


@pytest.mark.parametrize("message", ["Thành công & hết=1", "", "A+B%20C", "\x00"])
def test_the_message_is_signed_as_it_is(message: str) -> None:
    assert heard(told(message=message))


def test_the_way_back_shows_which_payment_it_was() -> None:
    query = urlencode(told(message="Thành công."))

    assert MOMO.returned(a_message(query=query)) == "MOMO1700000000000"


@pytest.mark.parametrize(
    "fields",
    [
        TOLD | {"signature": ""},
        TOLD | {"signature": "0" * 64},
        TOLD | {"signature": "chữ"},
        told() | {"amount": 1},
        told() | {"orderId": "ANOTHER"},
        told(resultCode=1006) | {"resultCode": 0},
    ],
)
def test_a_forged_notice_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        heard(fields)
    with pytest.raises(BadSignature):
        MOMO.returned(a_message(query=urlencode(fields)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 60_000,
        json.dumps(TOLD).encode(),
        json.dumps(told(amount=-1)).encode(),
        json.dumps(told(amount=10**30)).encode(),
        json.dumps(told(amount=1.5)).encode(),
        json.dumps(told(transId="none")).encode(),
        json.dumps(told(orderId="R1\0")).encode(),
        json.dumps(told(orderId="x" * 101)).encode(),
        json.dumps(told(message="x" * 3_000)).encode(),
        json.dumps(told() | {"orderInfo": "\ud800"}).encode(),
    ],
)
def test_nonsense_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        MOMO.read(a_message(body))


@pytest.mark.parametrize("query", ["", "orderId=1", "a=" * 60, "&".join("a=1" for _ in range(60))])
def test_a_way_back_that_says_nothing(query: str) -> None:
    with pytest.raises(NotUnderstood):
        MOMO.returned(a_message(query=query))


def test_a_notice_to_another_merchant() -> None:
    with pytest.raises(NotUnderstood):
        heard(told(partnerCode="OTHER"))


@pytest.mark.parametrize("code", [1000, 7000, 7002, 8000, 31_337])
def test_what_is_not_decided_is_no_news(code: int) -> None:
    assert heard(told(resultCode=code)) is None


@pytest.mark.parametrize("code", sorted(momo.FINAL))
def test_what_ended_without_money(code: int) -> None:
    assert heard(told(resultCode=code)) == Setback("momo", "MOMO1700000000000", str(code))


def test_what_the_payer_agreed_to_is_collected_by_itself() -> None:
    assert isinstance(heard(told(resultCode=9000)), Notice)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (Heard.BELIEVED, 204),
        (Heard.KNOWN, 204),
        (Heard.UNKNOWN, 204),
        (Heard.OTHER_AMOUNT, 204),
        (Heard.FORGED, 401),
        (Heard.UNREADABLE, 422),
        (Heard.TROUBLE, 503),
    ],
)
def test_every_reply(what: Heard, status: int) -> None:
    assert MOMO.reply(what) == Reply(status, "")


@pytest.mark.parametrize(
    ("said", "news"),
    [
        (
            {"resultCode": 0, "orderId": "R1", "amount": 125_000, "transId": 7},
            Notice("momo", "7", "MOMO", Money(125_000), "", "R1"),
        ),
        ({"resultCode": 1000}, None),
        ({"resultCode": 42}, None),
        ({"resultCode": 1005}, Setback("momo", "R1", "1005")),
    ],
    ids=str,
)
def test_what_comes_of_asking(there: Overheard, said: dict[str, Any], news: object) -> None:
    there.answer = lambda _asked: said

    assert momo_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY) == news
    [(path, asked)] = there.questions
    assert path == "/v2/gateway/api/query"
    assert asked["signature"] == MOMO.signature(asked, momo._QUERY)


@pytest.mark.parametrize("code", sorted(momo.OURS - {42}))
def test_questions_that_are_not_answered(there: Overheard, code: int) -> None:
    there.answer = lambda _asked: {"resultCode": code}

    with pytest.raises(Declined, match=str(code)):
        momo_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY)


@pytest.mark.parametrize(
    ("code", "back"),
    [
        (0, Back(Progress.DONE, "99")),
        (7002, Back(Progress.PENDING, "99")),
        (40, Back(Progress.PENDING)),
        (41, Back(Progress.PENDING)),
        (1080, Back(Progress.REFUSED, "99", "1080")),
        (1081, Back(Progress.REFUSED, "99", "1081")),
        (1088, Back(Progress.REFUSED, "99", "1088")),
    ],
)
def test_what_comes_of_giving_back(there: Overheard, code: int, back: Back) -> None:
    there.answer = lambda _asked: {"resultCode": code, "transId": 99}
    refund = a_refund("CB7-RX", an_attempt("CB7-1"))

    assert momo_at(there.address).give_back(refund) == back
    [(path, asked)] = there.questions
    assert path == "/v2/gateway/api/refund"
    assert asked["signature"] == MOMO.signature(asked, momo._REFUND)
    assert (asked["orderId"], asked["transId"]) == ("CB7-RX", 14_226_112)


def test_a_refund_that_was_not_heard(there: Overheard) -> None:
    there.answer = lambda _asked: {"resultCode": 13}

    with pytest.raises(Declined):
        momo_at(there.address).give_back(a_refund("CB7-RX", an_attempt("CB7-1")))


def _refunds(code: int) -> dict[str, Any]:
    earlier = {"orderId": "CB7-RW", "amount": 5, "resultCode": 0, "transId": 98}
    ours = {"orderId": "CB7-RX", "amount": 125_000, "resultCode": code, "transId": 99}
    return {"resultCode": 0, "refundTrans": [earlier, ours]}


@pytest.mark.parametrize(
    ("said", "back"),
    [
        (_refunds(0), Back(Progress.DONE, "99")),
        (_refunds(7002), Back(Progress.PENDING, "99")),
        (_refunds(1080), Back(Progress.REFUSED, "99", "1080")),
        ({"resultCode": 7002}, Back(Progress.PENDING)),
        ({"resultCode": 1080, "refundTrans": None}, Back(Progress.REFUSED, reason="1080")),
    ],
)
def test_how_far_a_refund_is(there: Overheard, said: dict[str, Any], back: Back) -> None:
    there.answer = lambda _asked: said
    refund = a_refund("CB7-RX", an_attempt("CB7-1"))

    assert momo_at(there.address).ask_back(refund, at=MARKET_DAY) == back
    [(path, asked)] = there.questions
    assert (path, asked["orderId"]) == ("/v2/gateway/api/refund/query", "CB7-RX")
    assert asked["signature"] == MOMO.signature(asked, momo._QUERY)


@pytest.mark.parametrize("said", [{"resultCode": 42}, {"resultCode": 0, "refundTrans": []}])
def test_a_refund_it_knows_nothing_of(there: Overheard, said: dict[str, Any]) -> None:
    there.answer = lambda _asked: said

    with pytest.raises(Declined):
        momo_at(there.address).ask_back(a_refund("R", an_attempt("CB7-1")), at=MARKET_DAY)


def test_names_that_momo_takes() -> None:
    names = {MOMO.new_reference(CODE, at=MARKET_DAY) for _ in range(100)}

    assert len(names) == 100
    assert all(name.startswith(CODE) and len(name) <= 50 for name in names)


def test_credentials_keep_their_secret() -> None:
    assert VECTOR["secret_key"] not in repr(MOMO)
