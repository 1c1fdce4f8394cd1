"""SePay's notices: believed when signed and fresh, understood when they look like theirs."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr, ValidationError

from storefront.money import Money
from storefront.payments.provider import BadSignature, Callback, Declined, NotUnderstood
from storefront.payments.providers import sepay as sepay_module
from storefront.payments.providers.sepay import (
    AUTHORIZATION,
    SIGNATURE,
    TIMESTAMP,
    SePay,
    SePayCredentials,
)
from storefront.wire import Answer
from tests.bank import SEPAY, a_notice, heard
from tests.payments.providers.told import VECTORS
from tests.village import MARKET_DAY
from tests.wires import Question, a_server


def test_the_signature_vector() -> None:
    vector = VECTORS["sepay_hmac_synthetic"]
    sepay = SePay(SePayCredentials(secret=vector["secret"]))
    headers = {SIGNATURE: vector["x_sepay_signature"], TIMESTAMP: vector["timestamp"]}
    then = datetime.fromtimestamp(int(vector["timestamp"]), UTC)

    notice = sepay.read(Callback(headers, vector["body"].encode(), then))

    assert notice is not None
    assert (notice.transaction_id, notice.amount) == ("92704", Money(125_000))
    assert (notice.to_account, notice.memo) == ("0123499999", "NS7K2M9Q")


@pytest.mark.parametrize(
    "change",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "sha256=" + "0" * 64},
        {SIGNATURE: "chữ ký"},
        {TIMESTAMP: ""},
        {TIMESTAMP: "1700000000"},
        {TIMESTAMP: "9" * 40},
        {TIMESTAMP: "١٧٠٠٠٠٠٠٠٠"},
        {TIMESTAMP: "-5"},
    ],
    ids=str,
)
def test_a_forged_notice_is_refused(change: dict[str, str]) -> None:
    genuine = heard(a_notice())
    forged = Callback({**genuine.headers, **change}, genuine.body, MARKET_DAY)

    with pytest.raises(BadSignature):
        SEPAY.read(forged)


def test_a_changed_body_is_refused() -> None:
    genuine = heard(a_notice(transferAmount=1_000))

    with pytest.raises(BadSignature):
        SEPAY.read(Callback(genuine.headers, genuine.body.replace(b"1000", b"9000"), MARKET_DAY))


@pytest.mark.parametrize(
    ("seconds", "believed"), [(299, True), (-299, True), (302, False), (-302, False)]
)
def test_old_notices_are_not_believed(seconds: int, believed: bool) -> None:
    genuine = heard(a_notice())
    late = Callback(genuine.headers, genuine.body, MARKET_DAY + timedelta(seconds=seconds))

    if believed:
        assert SEPAY.read(late)
    else:
        with pytest.raises(BadSignature):
            SEPAY.read(late)


def test_money_that_goes_out_is_no_news() -> None:
    assert SEPAY.read(heard(a_notice(transferType="out"))) is None


@pytest.mark.parametrize(
    "change",
    [
        {"transferAmount": 0},
        {"transferAmount": -5},
        {"transferAmount": 10**30},
        {"transferAmount": 1.5},
        {"id": 10**30},
        {"id": None},
        {"accountNumber": ""},
        {"accountNumber": "1" * 31},
        {"content": "x" * 5_001},
        {"content": "\ud800"},
        {"transferType": "sideways"},
    ],
    ids=str,
)
def test_nonsense_is_not_understood(change: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        SEPAY.read(heard(a_notice(**change)))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"id":' * 50_000])
def test_what_is_no_notice_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        SEPAY.read(heard(body))


def test_a_nul_in_the_note_is_taken_out() -> None:
    notice = SEPAY.read(heard(a_notice(content="CB7K2\0M9Q4")))

    assert notice is not None
    assert notice.memo == "CB7K2M9Q4"


@pytest.mark.parametrize("both", [{}, {"secret": "a", "api_key": "b"}], ids=["neither", "both"])
def test_it_proves_itself_one_way(both: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="one of secret and api_key"):
        SePayCredentials(**both)


def test_a_key_is_kept_as_a_signature_over_the_body() -> None:
    sepay = SePay(SePayCredentials(api_key=SecretStr("the key")))
    body = a_notice()
    arrived = Callback({AUTHORIZATION: "Apikey the key"}, body, MARKET_DAY)

    kept = sepay.sealed(arrived)

    assert sepay.read(kept) == sepay.read(arrived)
    with pytest.raises(BadSignature):
        sepay.read(replace(kept, body=body.replace(b"204000", b"904000")))


# --- its list, which gives the newest first ---------------------------------------------------


class TheirList:
    """Answers as https://my.sepay.vn/userapi/transactions/list does."""

    def __init__(self, many: int) -> None:
        self.asked: list[dict[str, str]] = []
        self.rows = [self.row(number) for number in range(1, many + 1)]

    @staticmethod
    def row(number: int, **changes: Any) -> dict[str, Any]:
        minutes = timedelta(minutes=number // 3)
        told = {
            "id": str(number),
            "bank_brand_name": "VietinBank",
            "account_number": "101872344821",
            "transaction_date": f"{datetime(2026, 8, 1) + minutes:%Y-%m-%d %H:%M:%S}",  # noqa: DTZ001
            "amount_out": "0.00",
            "amount_in": "204000.00",
            "accumulated": "19077000.00",
            "transaction_content": f"CB7K2M9Q4 {number}",
            "reference_number": "677760.050523.080001",
            "code": None,
            "sub_account": None,
            "bank_account_id": "19",
        }
        return told | changes

    def __call__(self, question: Question) -> Answer:
        if question.headers.get("authorization") != "Bearer the token":
            return Answer(401, b'{"status":401}')
        asked = dict(parse_qsl(urlsplit(question.path).query))
        self.asked.append(asked)
        found = [
            row
            for row in reversed(self.rows)
            if int(row["id"]) >= int(asked.get("since_id", 0))
            and row["transaction_date"] <= asked.get("transaction_date_max", "9")
        ]
        page = found[: int(asked["limit"])]
        return Answer(200, json.dumps({"status": 200, "transactions": page}).encode())


def asking(address: str, *, key: str = "the token") -> SePay:
    secret, token = SecretStr("s"), SecretStr(key)
    return SePay(SePayCredentials(secret=secret, token=token, api_base=address))


def read_on(theirs: TheirList, cursor: str = "") -> tuple[list[str], str]:
    """Every transaction from there on, and where the list ends."""
    numbers: list[str] = []
    with a_server(theirs) as address:
        for _page in range(20):
            told = asking(address).since(cursor, at=MARKET_DAY)
            numbers += [notice.transaction_id for notice in told.notices]
            cursor = told.cursor
            if told.is_last:
                return numbers, cursor
    raise AssertionError("a list without an end")


def test_what_we_missed_is_read_like_what_we_were_told() -> None:
    theirs = TheirList(0)
    theirs.rows = [
        theirs.row(1),
        theirs.row(2, amount_in="0.00", amount_out="50000.00"),
        theirs.row(3, transaction_content=None),
    ]
    with a_server(theirs) as address:
        told = asking(address).since("", at=MARKET_DAY)

    assert [notice.transaction_id for notice in told.notices] == ["1", "3"]
    row = theirs.rows[0]
    by_webhook = a_notice(
        id=1,
        content="CB7K2M9Q4 1",
        referenceCode=row["reference_number"],
        transactionDate=row["transaction_date"],
    )
    assert told.notices[0] == SEPAY.read(heard(by_webhook))
    assert theirs.asked[0]["transaction_date_min"] == "2026-08-15 08:00:00"


@pytest.mark.parametrize("many", [0, 1, 9, 10, 11, 35])
def test_a_long_list_is_read_to_its_end(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sepay_module, "PAGE", 10)
    theirs = TheirList(many)

    numbers, cursor = read_on(theirs)

    assert {int(number) for number in numbers} == set(range(1, many + 1))
    theirs.rows.append(theirs.row(many + 1))
    again, _cursor = read_on(theirs, cursor)
    assert {int(number) for number in again} <= {many, many + 1}
    assert str(many + 1) in again


@pytest.mark.parametrize(("key", "said"), [("another", "401"), ("", "no token")])
def test_a_wrong_token_is_said(key: str, said: str) -> None:
    with a_server(TheirList(1)) as address, pytest.raises(Declined, match=said):
        asking(address, key=key).since("", at=MARKET_DAY)
