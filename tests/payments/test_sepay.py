"""SePay's notices: believed when signed and fresh, understood when they look like theirs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storefront.money import Money
from storefront.payments.provider import BadSignature, Callback, NotUnderstood
from storefront.payments.providers.sepay import SIGNATURE, TIMESTAMP, SePay, SePayCredentials
from tests.bank import SEPAY, a_notice, heard
from tests.village import MARKET_DAY

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "payment_vectors.json").read_text())


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
