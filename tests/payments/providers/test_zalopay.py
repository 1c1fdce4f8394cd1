"""ZaloPay: the exact text is signed, names begin with their day, silence must be asked about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
    Setback,
)
from storefront.payments.providers import zalopay
from storefront.payments.providers.zalopay import ZaloPay, ZaloPayCredentials
from storefront.wire import Unreachable
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

VECTOR = VECTORS["zalopay_v2_synthetic"]
NEARLY_MIDNIGHT_IN_UTC = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
"""Half past midnight on the 21st, in Vietnam."""


def zalopay_at(base_url: str = "https://zalopay.example") -> ZaloPay:
    credentials = ZaloPayCredentials(
        app_id=2553,
        key1=SecretStr(VECTOR["key1"]),
        key2=SecretStr(VECTOR["key2"]),
        base_url=base_url,
    )
    return ZaloPay(credentials)


ZALOPAY = zalopay_at()


def mac(key: str, words: str) -> str:
    return zalopay._mac(SecretStr(VECTOR[key]), words)


def told(**changes: Any) -> str:
    """The callback, in a spelling of JSON that we would not choose."""
    data = json.dumps(json.loads(VECTOR["callback"]["data"]) | changes, indent=1)
    return json.dumps({"data": data, "mac": mac("key2", data), "type": 1})


@pytest.fixture
def there() -> Iterator[Overheard]:
    with overhearing() as there:
        yield there


@pytest.mark.parametrize("what", ["create", "query", "refund", "query_refund"])
def test_the_vectors(what: str) -> None:
    assert mac("key1", VECTOR[what]["canonical"]) == VECTOR[what]["mac"]


def test_opening_a_payment(there: Overheard) -> None:
    there.answer = lambda _asked: {"return_code": 1, "order_url": "https://zalopay.example/o?1"}

    opened = zalopay_at(there.address).open(a_charge("260822_CB7_1"))

    assert opened == Opened("https://zalopay.example/o?1")
    [(path, asked)] = there.questions
    assert path == "/v2/create"
    names = ["app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"]
    assert asked["mac"] == mac("key1", "|".join(str(asked[name]) for name in names))
    assert asked["amount"] == 125_000
    assert asked["app_time"] == int(MARKET_DAY.timestamp() * 1000)
    assert json.loads(asked["embed_data"]) == {"redirecturl": "https://cho.example/come-back?x=1"}
    assert asked["expire_duration_seconds"] == 900


@pytest.mark.parametrize(("minutes", "seconds"), [(1, 300), (60, 3_600), (10**6, 2_592_000)])
def test_how_long_it_may_be_open(there: Overheard, minutes: int, seconds: int) -> None:
    there.answer = lambda _asked: {"return_code": 1, "order_url": "https://zalopay.example/o?1"}

    until = MARKET_DAY + timedelta(minutes=minutes)
    zalopay_at(there.address).open(a_charge("260822_CB7_1", until=until))

    assert there.last["expire_duration_seconds"] == seconds


@pytest.mark.parametrize("code", [-68, -401, -402])
def test_what_it_does_not_open(there: Overheard, code: int) -> None:
    there.answer = lambda _asked: {"return_code": 2, "sub_return_code": code}

    with pytest.raises(Declined, match=str(code)):
        zalopay_at(there.address).open(a_charge("260822_CB7_1"))


@pytest.mark.parametrize("code", [-429, -500, -999])
def test_what_it_did_with_a_question_may_be_unknown(there: Overheard, code: int) -> None:
    there.answer = lambda _asked: {"return_code": 2, "sub_return_code": code}

    with pytest.raises(Unreachable):
        zalopay_at(there.address).open(a_charge("260822_CB7_1"))


def test_the_notice_vector() -> None:
    callback = VECTOR["callback"]
    body = json.dumps({"data": callback["data"], "mac": callback["mac"], "type": 1})

    assert ZALOPAY.read(a_message(body)) == Notice(
        provider="zalopay",
        transaction_id="261121000000389",
        to_account="2553",
        amount=Money(50_000),
        memo="",
        reference="261121_DH0001",
    )


def test_the_text_is_signed_not_what_it_means() -> None:
    assert isinstance(ZALOPAY.read(a_message(told())), Notice)

    respelled = json.loads(told())
    respelled["data"] = json.dumps(json.loads(respelled["data"]))
    with pytest.raises(BadSignature):
        ZALOPAY.read(a_message(json.dumps(respelled)))


def test_the_type_is_not_signed_and_not_believed() -> None:
    other = json.loads(told()) | {"type": 2}

    assert ZALOPAY.read(a_message(json.dumps(other))) == ZALOPAY.read(a_message(told()))


@pytest.mark.parametrize(
    "change",
    [
        {"mac": ""},
        {"mac": "0" * 64},
        {"mac": "chữ"},
        {"data": "{}"},
        {"data": "\x00"},
        {"mac": mac("key1", VECTOR["callback"]["data"]), "data": VECTOR["callback"]["data"]},
    ],
    ids=str,
)
def test_a_forged_notice_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        ZALOPAY.read(a_message(json.dumps(json.loads(told()) | change)))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "[" * 60_000,
        '{"data": {}, "mac": "0"}',
        '{"data": "\\ud800", "mac": "0"}',
        told(amount=0),
        told(amount=-1),
        told(amount=10**30),
        told(amount=1.5),
        told(zp_trans_id=0),
        told(zp_trans_id="none"),
        told(app_trans_id=""),
        told(app_trans_id="x" * 41),
        told(app_id=1),
    ],
)
def test_nonsense_is_not_understood(body: str) -> None:
    with pytest.raises(NotUnderstood):
        ZALOPAY.read(a_message(body))


def come_back(**changes: str) -> str:
    names = ["appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status"]
    said = ["2553", "261121_DH0001", "38", "", "50000", "0", "1"]
    fields = dict(zip(names, said, strict=True))
    return urlencode(fields | {"checksum": mac("key2", "|".join(said))} | changes)


def test_the_way_back_shows_which_payment_it_was() -> None:
    assert ZALOPAY.returned(a_message(query=come_back())) == "261121_DH0001"


@pytest.mark.parametrize("query", ["", come_back(amount="1"), come_back(checksum="0")])
def test_a_forged_way_back(query: str) -> None:
    with pytest.raises(BadSignature):
        ZALOPAY.returned(a_message(query=query))


def test_too_much_on_the_way_back() -> None:
    with pytest.raises(NotUnderstood):
        ZALOPAY.returned(a_message(query="&".join("a=1" for _ in range(60))))


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (Heard.BELIEVED, 1),
        (Heard.UNKNOWN, 1),
        (Heard.OTHER_AMOUNT, 1),
        (Heard.KNOWN, 2),
        (Heard.FORGED, -1),
        (Heard.UNREADABLE, -1),
        (Heard.TROUBLE, 0),
    ],
)
def test_every_reply(heard: Heard, code: int) -> None:
    reply = ZALOPAY.reply(heard)

    assert (reply.status, json.loads(reply.body)["return_code"]) == (200, code)


@pytest.mark.parametrize(
    ("said", "news"),
    [
        (
            {"return_code": 1, "amount": 125_000, "zp_trans_id": 7},
            Notice("zalopay", "7", "2553", Money(125_000), "", "R1"),
        ),
        ({"return_code": 3, "is_processing": True}, None),
        ({"return_code": 2, "sub_return_code": -101}, None),
        ({"return_code": 2, "sub_return_code": -49}, None),
        ({"return_code": 2, "sub_return_code": -54}, Setback("zalopay", "R1", "-54")),
        ({"return_code": 2, "sub_return_code": -329}, Setback("zalopay", "R1", "-329")),
    ],
    ids=str,
)
def test_what_comes_of_asking(there: Overheard, said: dict[str, Any], news: object) -> None:
    there.answer = lambda _asked: said

    assert zalopay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY) == news
    [(path, asked)] = there.questions
    assert path == "/v2/query"
    assert asked["mac"] == mac("key1", f"2553|R1|{VECTOR['key1']}")


@pytest.mark.parametrize(
    "said",
    [{"return_code": 2, "sub_return_code": -401}, {"return_code": -402}, {"return_code": -403}],
    ids=str,
)
def test_questions_that_are_not_answered(there: Overheard, said: dict[str, int]) -> None:
    there.answer = lambda _asked: said

    with pytest.raises(Declined):
        zalopay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY)


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ({"return_code": 1, "refund_id": 99}, Back(Progress.DONE, "99")),
        ({"return_code": 3, "refund_id": 99}, Back(Progress.PENDING, "99")),
        ({"return_code": 2, "sub_return_code": -23}, Back(Progress.PENDING)),
        ({"return_code": 2, "sub_return_code": -13}, Back(Progress.REFUSED, reason="-13")),
        ({"return_code": 2, "sub_return_code": -14}, Back(Progress.REFUSED, reason="-14")),
    ],
    ids=str,
)
def test_what_comes_of_giving_back(there: Overheard, said: dict[str, int], back: Back) -> None:
    there.answer = lambda _asked: said
    refund = a_refund("260822_2553_1", an_attempt("R1"))

    assert zalopay_at(there.address).give_back(refund) == back
    [(path, asked)] = there.questions
    assert path == "/v2/refund"
    words = f"2553|14226112|125000|Tra lai {CODE}|{int(MARKET_DAY.timestamp() * 1000)}"
    assert asked["mac"] == mac("key1", words)
    assert asked["m_refund_id"] == "260822_2553_1"


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ({"return_code": 1}, Back(Progress.DONE)),
        ({"return_code": 3}, Back(Progress.PENDING)),
        ({"return_code": 2, "sub_return_code": 0}, Back(Progress.REFUSED, reason="0")),
    ],
    ids=str,
)
def test_how_far_a_refund_is(there: Overheard, said: dict[str, int], back: Back) -> None:
    there.answer = lambda _asked: said
    refund = a_refund("260822_2553_1", an_attempt("R1"))

    assert zalopay_at(there.address).ask_back(refund, at=MARKET_DAY) == back
    [(path, asked)] = there.questions
    assert path == "/v2/query_refund"
    assert asked["mac"] == mac("key1", f"2553|260822_2553_1|{asked['timestamp']}")


def test_a_refund_it_knows_nothing_of(there: Overheard) -> None:
    there.answer = lambda _asked: {"return_code": 2, "sub_return_code": -101}

    with pytest.raises(Declined):
        zalopay_at(there.address).ask_back(a_refund("R", an_attempt("R1")), at=MARKET_DAY)


def test_names_begin_with_the_day_in_vietnam() -> None:
    at = NEARLY_MIDNIGHT_IN_UTC

    assert ZALOPAY.new_reference(CODE, at=at).startswith(f"261121_{CODE}_")
    assert ZALOPAY.new_refund_reference(CODE, at=at).startswith(f"261121_2553_{CODE}")
    assert len({ZALOPAY.new_reference(CODE, at=at) for _ in range(100)}) == 100
    assert len(ZALOPAY.new_reference(CODE, at=at)) <= 40


def test_credentials_keep_their_secrets() -> None:
    assert VECTOR["key1"] not in repr(ZALOPAY)
    assert VECTOR["key2"] not in repr(ZALOPAY)
