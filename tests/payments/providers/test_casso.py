"""Casso: what it signs however it is written, and its list day by day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from storefront.money import Money
from storefront.payments.provider import BadSignature, Callback, Declined, Notice, NotUnderstood
from storefront.payments.providers import casso as casso_module
from storefront.payments.providers.casso import SIGNATURE, Casso, CassoCredentials
from storefront.payments.signing import signed
from storefront.wire import Answer
from tests.payments.providers.told import VECTORS
from tests.village import MARKET_DAY
from tests.wires import Question, a_server

VECTOR = VECTORS["casso_v2_synthetic"]
KEY = SecretStr(VECTOR["checksum_key"])
NOUGHT = "0" * 128
CASSO = Casso(CassoCredentials(checksum_key=KEY))


def heard(body: str, *, wording: str | None = None) -> Callback:
    """Signed over this wording of it."""
    if wording is None:
        return Callback(
            CASSO.signed_headers(body.encode(), at=MARKET_DAY), body.encode(), MARKET_DAY
        )
    signature = signed(f"1700000000000.{wording}".encode(), KEY, "sha512")
    headers = {SIGNATURE: f"t=1700000000000,v1={signature}"}
    return Callback(headers, body.encode(), MARKET_DAY)


def test_the_signature_vector() -> None:
    told = Callback({SIGNATURE: VECTOR["header"]}, json.dumps(VECTOR["body"]).encode(), MARKET_DAY)

    notice = CASSO.read(told)

    assert notice == Notice(
        "casso",
        "1",
        "88888888",
        Money(125_000),
        "NS7K2M9Q gạo",
        bank_reference="FT26325",
        moved_on=date(2026, 11, 21),
    )


@pytest.mark.parametrize(
    "note", ["gạo 1/2", "g\\u1ea1o 1/2", "g\\u1ea1o 1\\/2"], ids=["as it is", "escaped", "as PHP"]
)
def test_however_it_wrote_what_it_signed(note: str) -> None:
    body = '{"data": {"id": 7, "amount": 5, "accountNumber": "8", "description": "gạo 1/2"}}'
    wording = f'{{"data":{{"accountNumber":"8","amount":5,"description":"{note}","id":7}}}}'

    told = CASSO.read(heard(body, wording=wording))

    assert told == Notice("casso", "7", "8", Money(5), "gạo 1/2")


def test_two_fields_of_one_name_say_what_was_signed() -> None:
    """The last one counts, for the signature and for us alike."""
    body = '{"error":0,"data":{"accountNumber":"8","amount":5,"amount":6,"description":"","id":7}}'
    said_last = body.replace('"amount":5,', "")
    wording = json.dumps(json.loads(said_last), sort_keys=True, separators=(",", ":"))

    assert CASSO.read(heard(body, wording=wording)) == CASSO.read(heard(said_last))


def test_trying_us_out_is_no_news() -> None:
    body = '{"error":0,"data":{"id":0,"amount":5,"accountNumber":"8","description":"thử"}}'

    assert CASSO.read(heard(body)) is None


def test_its_first_version_is_not_understood() -> None:
    body = json.dumps({"error": 0, "data": [VECTOR["body"]["data"]]})

    with pytest.raises(NotUnderstood):
        CASSO.read(heard(body))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1700000000000",
        "v1=" + "0" * 128,
        "t=1,v1=0",
        "t=٣,v1=" + "0" * 128,
        "t=1,v1=" + "0" * 128,
    ],
)
def test_a_signature_that_is_none(signature: str) -> None:
    body = json.dumps(VECTOR["body"]).encode()

    with pytest.raises(BadSignature):
        CASSO.read(Callback({SIGNATURE: signature}, body, MARKET_DAY))


# --- its list ---------------------------------------------------------------------------------


class TheirList:
    """Answers as https://oauth.casso.vn/v2/transactions does."""

    def __init__(self, many: int) -> None:
        self.rows = [self.row(number) for number in range(1, many + 1)]
        self.asked: list[dict[str, str]] = []

    @staticmethod
    def row(number: int, **changes: Any) -> dict[str, Any]:
        day = MARKET_DAY - timedelta(days=1) + timedelta(minutes=number)
        told = {
            "id": number,
            "tid": f"TF{number}",
            "description": f"CB7K2M9Q4 {number}",
            "amount": 204_000,
            "cusum_balance": 1_070_904,
            "when": f"{day:%Y-%m-%dT00:00:00}",
            "bankSubAccId": "101872344821",
        }
        return told | changes

    def __call__(self, question: Question) -> Answer:
        if question.headers.get("authorization") != "Apikey the key":
            return Answer(401, b'{"error":401}')
        asked = dict(parse_qsl(urlsplit(question.path).query))
        self.asked.append(asked)
        page, size = int(asked["page"]), int(asked["pageSize"])
        found = [row for row in self.rows if row["when"] >= asked["fromDate"]]
        records = found[(page - 1) * size : page * size]
        said = {"page": page, "nextPage": page + 1 if len(found) > page * size else None}
        return Answer(200, json.dumps({"error": 0, "data": {**said, "records": records}}).encode())


def asking(address: str, *, key: str = "the key") -> Casso:
    return Casso(CassoCredentials(checksum_key=KEY, api_key=SecretStr(key), api_base=address))


@pytest.mark.parametrize("many", [0, 1, 9, 10, 11, 35])
def test_the_list_is_read_to_its_end(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casso_module, "PAGE", 10)
    theirs, cursor, numbers = TheirList(many), "", []
    with a_server(theirs) as address:
        for _page in range(10):
            told = asking(address).since(cursor, at=MARKET_DAY)
            numbers += [int(notice.transaction_id) for notice in told.notices]
            cursor = told.cursor
            if told.is_last:
                break

    assert numbers == list(range(1, many + 1))
    assert theirs.asked[0]["fromDate"] == "2026-08-15"
    assert cursor == "2026-08-21|1"


def test_what_we_missed_is_read_like_what_we_were_told() -> None:
    theirs = TheirList(0)
    theirs.rows = [theirs.row(1), theirs.row(2, amount=-50_000)]
    with a_server(theirs) as address:
        told = asking(address).since("2026-08-21|1", at=MARKET_DAY)

    [notice] = told.notices
    assert notice == Notice(
        "casso",
        "1",
        "101872344821",
        Money(204_000),
        "CB7K2M9Q4 1",
        bank_reference="TF1",
        moved_on=date(2026, 8, 21),
    )


@pytest.mark.parametrize(("key", "said"), [("another", "401"), ("", "no key")])
def test_a_wrong_key_is_said(key: str, said: str) -> None:
    with a_server(TheirList(1)) as address, pytest.raises(Declined, match=said):
        asking(address, key=key).since("", at=MARKET_DAY)
