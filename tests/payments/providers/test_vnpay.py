"""VNPAY: signed to the byte, believed only when both codes say so, never on a browser's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr, ValidationError

from storefront.money import Money
from storefront.payments import signed_query
from storefront.payments.provider import (
    Back,
    BadSignature,
    Declined,
    Heard,
    Notice,
    NotUnderstood,
    Progress,
    Setback,
)
from storefront.payments.providers import vnpay
from storefront.payments.providers.vnpay import VNPay, VNPayCredentials
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

SECRET = VECTORS["vnpay_pay"]["secret"]
PAID = VECTORS["vnpay_ipn"]


def vnpay_at(base_url: str = "https://vnpay.example") -> VNPay:
    credentials = VNPayCredentials(
        tmn_code="TESTTMN1", hash_secret=SecretStr(SECRET), base_url=base_url
    )
    return VNPay(credentials)


VNPAY = vnpay_at()


def signed(fields: dict[str, str]) -> str:
    words = signed_query.canonical(fields)
    return f"{words}&vnp_SecureHash={VNPAY.signature(words)}"


def told(**changes: str) -> str:
    return signed(PAID["params"] | {f"vnp_{name}": value for name, value in changes.items()})


@pytest.fixture
def there() -> Iterator[Overheard]:
    with overhearing() as there:
        yield there


def answered(names: str, **said: Any) -> Any:
    """What VNPAY says to any question, signed as it would."""

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        fields = {"vnp_TxnRef": asked["vnp_TxnRef"], "vnp_ResponseCode": "00"}
        fields |= {f"vnp_{name}": value for name, value in said.items()}
        return fields | {"vnp_SecureHash": VNPAY.signature(vnpay.barred(fields, names))}

    return answer


def test_the_payment_vector() -> None:
    vector = VECTORS["vnpay_pay"]
    fields = {name: str(value) for name, value in vector["params"].items()}

    assert signed_query.canonical(fields) == vector["canonical"]
    assert VNPAY.signature(vector["canonical"]) == vector["secure_hash"]


def test_the_address_a_payer_goes_to() -> None:
    at = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    until = datetime(2026, 11, 21, 5, 15, tzinfo=UTC)
    params = VECTORS["vnpay_pay"]["params"]

    opened = VNPAY.open(
        a_charge(
            "DH0001",
            words="Thanh toan don hang DH0001",
            come_back_to=params["vnp_ReturnUrl"],
            payer_address="127.0.0.1",
            at=at,
            until=until,
        )
    )

    asked = dict(parse_qsl(urlsplit(opened.go_to).query))
    assert opened.go_to.startswith("https://vnpay.example/paymentv2/vpcpay.html?")
    assert asked.pop("vnp_SecureHash") == VECTORS["vnpay_pay"]["secure_hash"]
    assert asked == {name: str(value) for name, value in params.items()}


@pytest.mark.parametrize(
    ("typed", "sent"), [("::1", 39), ("203.0.113.7", 11), ("", 9), ("nobody", 9)]
)
def test_any_address_of_a_payer_is_long_enough(typed: str, sent: int) -> None:
    opened = VNPAY.open(a_charge("R1", payer_address=typed))

    assert len(dict(parse_qsl(opened.go_to))["vnp_IpAddr"]) == sent


def test_words_are_sent_in_letters_that_every_language_encodes_alike() -> None:
    opened = VNPAY.open(a_charge("R1", words="Đơn *hàng* ~ CB7"))

    words = dict(parse_qsl(opened.go_to))["vnp_OrderInfo"]
    assert set(words) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-")


def test_the_notice_vector() -> None:
    query = f"{PAID['canonical']}&vnp_SecureHash={PAID['secure_hash']}"

    notice = VNPAY.read(a_message(query=query))

    assert notice == Notice(
        provider="vnpay",
        transaction_id="14226112",
        to_account="TESTTMN1",
        amount=Money(125_000),
        memo="Thanh toan don hang DH0001",
        reference="DH0001",
    )
    assert VNPAY.returned(a_message(query=query)) == "DH0001"


def test_the_order_of_what_is_said_does_not_matter() -> None:
    shuffled = "&".join(reversed(told().split("&")))

    assert isinstance(VNPAY.read(a_message(query=shuffled)), Notice)


@pytest.mark.parametrize("written", ["a%2A~", "a*%7E", "a%2A%7E", "a*~"])
def test_stars_and_tildes_in_any_languages_spelling(written: str) -> None:
    words = PAID["canonical"].replace("NCB", written)
    query = f"{words}&vnp_SecureHash={VNPAY.signature(words)}"

    assert isinstance(VNPAY.read(a_message(query=query)), Notice)


def test_what_is_empty_is_not_signed() -> None:
    query = told(BankTranNo="") + "&vnp_BankTranNo="

    assert isinstance(VNPAY.read(a_message(query=query)), Notice)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "vnp_SecureHash=",
        PAID["canonical"],
        PAID["canonical"] + "&vnp_SecureHash=" + "0" * 128,
        PAID["canonical"] + "&vnp_SecureHash=chữ",
        told().replace("12500000", "12500"),
        told().replace("DH0001", "DH0002"),
        told() + "&vnp_Amount=100",
        told() + "&vnp_Extra=1",
        "vnp_TxnRef=%ff&" + told(),
        "&".join(f"vnp_{number}=1" for number in range(60)),
    ],
)
def test_a_forged_notice_is_refused(query: str) -> None:
    with pytest.raises(BadSignature):
        VNPAY.read(a_message(query=query))
    with pytest.raises(BadSignature):
        VNPAY.returned(a_message(query=query))


@pytest.mark.parametrize(
    "change",
    [
        {"Amount": "-1"},
        {"Amount": "12500001"},
        {"Amount": "1e9"},
        {"Amount": "9" * 30},
        {"TransactionNo": "0"},
        {"TransactionNo": "abc"},
        {"ResponseCode": "zero"},
        {"TmnCode": "OTHERTMN"},
        {"TxnRef": "x" * 101},
        {"TxnRef": "R1\0"},
    ],
    ids=str,
)
def test_signed_nonsense_is_not_understood(change: dict[str, str]) -> None:
    with pytest.raises(NotUnderstood):
        VNPAY.read(a_message(query=told(**change)))


@pytest.mark.parametrize(
    ("response", "status", "news"),
    [
        ("00", "01", None),
        ("07", "00", None),
        ("07", "07", None),
        ("00", "02", "02"),
        ("00", "04", "04"),
        *(
            (code, "02", code)
            for code in ["09", "10", "11", "12", "13", "24", "51", "65", "75", "79", "99"]
        ),
    ],
)
def test_what_is_not_paid(response: str, status: str, news: str | None) -> None:
    heard = VNPAY.read(a_message(query=told(ResponseCode=response, TransactionStatus=status)))

    assert heard == (Setback("vnpay", "DH0001", news) if news else None)


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (Heard.BELIEVED, "00"),
        (Heard.KNOWN, "02"),
        (Heard.FORGED, "97"),
        (Heard.UNKNOWN, "01"),
        (Heard.OTHER_AMOUNT, "04"),
        (Heard.UNREADABLE, "99"),
        (Heard.TROUBLE, "99"),
    ],
)
def test_every_reply(heard: Heard, code: str) -> None:
    reply = VNPAY.reply(heard)

    assert (reply.status, json.loads(reply.body)["RspCode"]) == (200, code)


def test_the_query_vector(there: Overheard, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = VECTORS["vnpay_querydr"]
    request, *_, told_at, asked_at, here, words = vector["canonical"].split("|")
    fields = dict(zip(vnpay._ASKED.split(), vector["canonical"].split("|"), strict=True))

    words = vnpay.barred({f"vnp_{name}": value for name, value in fields.items()}, vnpay._ASKED)
    assert VNPAY.signature(words) == vector["secure_hash"]

    there.answer = answered(vnpay._ANSWERED, TransactionStatus="01")
    opened_at = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    at = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    assert vnpay_at(there.address).ask(an_attempt("DH0001", opened_at=opened_at), at=at) is None

    path, asked = there.questions[0]
    assert path == "/merchant_webapi/api/transaction"
    assert (asked["vnp_TransactionDate"], asked["vnp_CreateDate"]) == (told_at, asked_at)
    assert (asked["vnp_IpAddr"], len(asked["vnp_RequestId"]), request) == (here, 32, "r1")
    assert asked["vnp_SecureHash"] == VNPAY.signature(vnpay.barred(asked, vnpay._ASKED))


def test_the_refund_vector(there: Overheard) -> None:
    vector = VECTORS["vnpay_refund"]
    there.answer = answered(vnpay._ANSWERED_BACK, TransactionNo="14226999")
    opened_at = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    at = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    refund = a_refund(
        "r2", an_attempt("DH0001", opened_at=opened_at), words="refund DH0001", by="admin", at=at
    )

    assert vnpay_at(there.address).give_back(refund) == Back(Progress.PENDING, "14226999")

    assert vnpay.barred(there.last, vnpay._ASKED_BACK) == vector["canonical"]
    assert there.last["vnp_SecureHash"] == vector["secure_hash"]


def test_a_refund_whose_number_is_not_known_is_signed_with_nothing_between_bars(
    there: Overheard,
) -> None:
    there.answer = answered(vnpay._ANSWERED_BACK)
    refund = a_refund("r3", an_attempt("DH0001", transaction_id=""), amount=Money(5_000))

    vnpay_at(there.address).give_back(refund)

    assert (there.last["vnp_TransactionNo"], there.last["vnp_TransactionType"]) == ("", "03")
    assert "|DH0001|500000||" in vnpay.barred(there.last, vnpay._ASKED_BACK)


@pytest.mark.parametrize(
    ("said", "news"),
    [
        ({"TransactionStatus": "01"}, None),
        ({"TransactionStatus": "07"}, None),
        ({"TransactionStatus": "02"}, Setback("vnpay", "R1", "02")),
        ({"TransactionStatus": "04"}, Setback("vnpay", "R1", "04")),
        ({"TransactionStatus": "00", "TransactionType": "02"}, None),
        ({"TransactionStatus": "05", "TransactionType": "03"}, None),
        ({"ResponseCode": "91"}, None),
        (
            {"TransactionStatus": "00"},
            Notice("vnpay", "14226112", "TESTTMN1", Money(125_000), "", "R1"),
        ),
    ],
    ids=str,
)
def test_what_comes_of_asking(there: Overheard, said: dict[str, str], news: object) -> None:
    paid = {"Amount": 12_500_000, "TransactionNo": 14226112, "TransactionType": "01"}
    there.answer = answered(vnpay._ANSWERED, **{**paid, **said})

    assert vnpay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY) == news


@pytest.mark.parametrize("code", ["02", "03", "94", "97", "99"])
def test_questions_that_are_not_answered(there: Overheard, code: str) -> None:
    there.answer = answered(vnpay._ANSWERED, ResponseCode=code)

    with pytest.raises(Declined, match=code):
        vnpay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY)


@pytest.mark.parametrize(
    "said",
    [
        {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00", "vnp_TxnRef": "R1"},
        {"vnp_ResponseCode": "00", "vnp_SecureHash": "0" * 128},
        {"message": "An error has occurred."},
        {"vnp_ResponseCode": "00", "vnp_Amount": "lots"},
    ],
    ids=str,
)
def test_an_answer_that_is_not_theirs_is_none(there: Overheard, said: dict[str, str]) -> None:
    there.answer = lambda _asked: said

    with pytest.raises(Unreachable):
        vnpay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY)


def test_an_answer_about_something_else_is_none(there: Overheard) -> None:
    there.answer = answered(
        vnpay._ANSWERED, TxnRef="R2", TransactionStatus="00", TransactionNo="1", Amount="100"
    )

    with pytest.raises(Unreachable):
        vnpay_at(there.address).ask(an_attempt("R1"), at=MARKET_DAY)


@pytest.mark.parametrize(
    ("code", "back"),
    [
        ("00", Back(Progress.PENDING, "77")),
        ("94", Back(Progress.PENDING)),
        ("91", Back(Progress.REFUSED, reason="91")),
        ("95", Back(Progress.REFUSED, reason="95")),
    ],
)
def test_what_comes_of_giving_back(there: Overheard, code: str, back: Back) -> None:
    there.answer = answered(vnpay._ANSWERED_BACK, ResponseCode=code, TransactionNo="77")

    assert vnpay_at(there.address).give_back(a_refund("r4", an_attempt("R1"))) == back


@pytest.mark.parametrize("code", ["02", "03", "97"])
def test_refunds_that_were_not_heard(there: Overheard, code: str) -> None:
    there.answer = answered(vnpay._ANSWERED_BACK, ResponseCode=code)

    with pytest.raises(Declined):
        vnpay_at(there.address).give_back(a_refund("r4", an_attempt("R1")))


@pytest.mark.parametrize(
    ("status", "back"),
    [
        ("05", Back(Progress.PENDING, "77")),
        ("06", Back(Progress.PENDING, "77")),
        ("00", Back(Progress.DONE, "77")),
        ("09", Back(Progress.REFUSED, "77", "09")),
    ],
)
def test_how_far_a_refund_is(there: Overheard, status: str, back: Back) -> None:
    said = {"TransactionType": "03", "TransactionStatus": status, "Amount": 500_000}
    there.answer = answered(vnpay._ANSWERED, TransactionNo="77", **said)
    refund = a_refund("r4", an_attempt("R1"), amount=Money(5_000), provider_reference="77")

    assert vnpay_at(there.address).ask_back(refund, at=MARKET_DAY) == back
    assert there.last["vnp_TransactionNo"] == "77"


@pytest.mark.parametrize(
    "said",
    [
        {"TransactionType": "01", "TransactionStatus": "00", "Amount": 12_500_000},
        {"TransactionType": "03", "TransactionStatus": "00", "Amount": 500_000},
        {"ResponseCode": "91"},
    ],
    ids=str,
)
def test_a_refund_it_knows_nothing_of(there: Overheard, said: dict[str, Any]) -> None:
    there.answer = answered(vnpay._ANSWERED, TransactionNo="77", **said)

    with pytest.raises(Declined):
        vnpay_at(there.address).ask_back(a_refund("r4", an_attempt("R1")), at=MARKET_DAY)


@pytest.mark.parametrize(
    ("paid_at", "progress"),
    [("20260822130000", Progress.DONE), ("20260821130000", Progress.PENDING)],
)
def test_an_earlier_part_of_the_same_sum_is_not_taken_for_this_one(
    there: Overheard, paid_at: str, progress: Progress
) -> None:
    """Our question to give back was lost, and with it the number of the refund."""
    said = {"TransactionType": "03", "TransactionStatus": "00", "Amount": 500_000}
    there.answer = answered(vnpay._ANSWERED, TransactionNo="76", PayDate=paid_at, **said)
    at = datetime(2026, 8, 22, 6, 0, tzinfo=UTC)
    refund = a_refund("r4", an_attempt("R1"), amount=Money(5_000), at=at)

    assert vnpay_at(there.address).ask_back(refund, at=at).progress is progress


def test_names_are_new_every_time() -> None:
    names = {VNPAY.new_reference(CODE, at=MARKET_DAY) for _ in range(100)}

    assert len(names) == 100
    assert all(name.isalnum() and name.startswith(CODE) for name in names)
    assert len(VNPAY.new_refund_reference(CODE, at=MARKET_DAY)) <= 32


def test_credentials_keep_their_secret() -> None:
    assert SECRET not in repr(VNPAY)
    with pytest.raises(ValidationError):
        VNPayCredentials(tmn_code="SHORT", hash_secret=SecretStr("x"))


def test_a_contract_may_name_other_hosts(there: Overheard) -> None:
    there.answer = answered(vnpay._ANSWERED, TransactionStatus="01")
    real = VNPay(
        VNPayCredentials(
            tmn_code="TESTTMN1",
            hash_secret=SecretStr(SECRET),
            pay_url="https://pay.vnpay.example/vpcpay.html",
            api_url=f"{there.address}/api",
        )
    )

    assert real.open(a_charge("R1")).go_to.startswith("https://pay.vnpay.example/vpcpay.html?")
    assert real.ask(an_attempt("R1"), at=MARKET_DAY) is None
    assert there.questions[0][0] == "/api"
