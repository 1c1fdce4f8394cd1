"""VietQR against NAPAS' samples, an independent library, a decoder of pictures, and chance."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import vietnam_qr_pay
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storefront import qr
from storefront.banks import all_banks
from storefront.money import Money
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer, Unreadable
from tests.scanners import SCANNERS, Scanner

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "payment_vectors.json").read_text())
NA_DAI = Transfer("970415", "101872344821", Money(229_000), "CB7K2M9Q4")

numbers = st.text("0123456789ABCXYZ", min_size=1, max_size=19)
memos = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789 ._-", max_size=25)
transfers = st.builds(
    Transfer,
    bank_bin=st.sampled_from(sorted(all_banks())),
    number=numbers,
    amount=st.none() | st.integers(1, 10**12).map(Money),
    memo=memos,
    to_card=st.booleans(),
)


def _transfer(vector: dict[str, Any]) -> Transfer:
    return Transfer(
        bank_bin=vector["bin"],
        number=vector["account"],
        amount=Money(vector["amount"]) if vector["amount"] else None,
        memo=vector["memo"] or "",
        to_card=vector["service"] == "QRIBFTTC",
    )


@pytest.mark.parametrize("vector", VECTORS["vietqr_peer_agreed"])
def test_we_write_what_five_libraries_write(vector: dict[str, Any]) -> None:
    assert vietqr.payload(_transfer(vector)) == vector["payload"]
    assert vietqr.read(vector["payload"]) == _transfer(vector)


@pytest.mark.parametrize("vector", VECTORS["vietqr_napas_spec_v1_0"])
def test_napas_own_samples(vector: dict[str, Any]) -> None:
    if "must" not in vector:
        assert vietqr.read(vector["payload"]).bank_bin == "970403"
        return
    with pytest.raises(Unreadable, match="tiling"):  # its checksum is right, one length is not
        vietqr.read(vector["payload"])


@pytest.mark.parametrize(("text", "crc"), VECTORS["crc16_ccitt_false"].items())
def test_checksum(text: str, crc: str) -> None:
    assert vietqr._crc(text) == crc


@given(transfers)
def test_what_is_written_reads_back(transfer: Transfer) -> None:
    assert vietqr.read(vietqr.payload(transfer)) == transfer


@given(transfers)
def test_an_independent_library_agrees(transfer: Transfer) -> None:
    theirs = vietnam_qr_pay.QRPay(vietqr.payload(transfer))

    assert theirs.is_valid
    assert (theirs.consumer.bank_bin, theirs.consumer.bank_number) == (
        transfer.bank_bin,
        transfer.number,
    )
    assert theirs.amount == (str(transfer.amount.dong) if transfer.amount else None)
    assert (theirs.additional_data.purpose or "") == transfer.memo


@given(st.text(max_size=200))
def test_noise_is_refused_by_name(noise: str) -> None:
    with pytest.raises(Unreadable):
        vietqr.read(noise)


@given(transfers, st.data())
def test_one_changed_letter_is_noticed(transfer: Transfer, data: st.DataObject) -> None:
    payload = vietqr.payload(transfer)
    place = data.draw(st.integers(0, len(payload) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    changed = payload[:place] + letter + payload[place + 1 :]

    if changed != payload:
        with pytest.raises(Unreadable):
            vietqr.read(changed)


@given(st.text("0123456789", min_size=1, max_size=80))
def test_a_right_checksum_does_not_excuse_bad_lengths(inside: str) -> None:
    body = f"00020101021138{len(inside):02}{inside}53037045802VN6304"

    with pytest.raises(Unreadable):
        vietqr.read(body + vietqr._crc(body))


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank_bin": "97041"},
        {"bank_bin": "97041x"},
        {"number": ""},
        {"number": "1" * 20},
        {"number": "12 34"},
        {"memo": "Đơn 5"},
        {"memo": "A" * 26},
        {"amount": Money(0)},
        {"amount": Money(-5)},
        {"amount": Money(10**13)},
    ],
    ids=str,
)
def test_what_no_bank_would_take_is_not_drawn(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"bank_bin": "970415", "number": "101872344821"}
    with pytest.raises(Unreadable):
        Transfer(**right | wrong)


def test_notes_are_made_plain() -> None:
    assert vietqr.plain("Đơn hàng của bà Nhình, số 5!") == "Don hang cua ba Nhinh so"
    assert vietqr.plain("CB7K2M9Q4") == "CB7K2M9Q4"


@pytest.mark.parametrize("to_card", [False, True], ids=["account", "card"])
@pytest.mark.parametrize("amount", [None, Money(229_000)], ids=["static", "dynamic"])
def test_every_bank_can_be_paid(amount: Money | None, to_card: bool) -> None:
    for bank in all_banks():
        transfer = Transfer(bank, "9704151018723448", amount, "CB7K2M9Q4", to_card)

        assert vietqr.read(vietqr.payload(transfer)) == transfer
        assert vietnam_qr_pay.QRPay(vietqr.payload(transfer)).consumer.bank_bin == bank


@pytest.mark.parametrize("scanner", SCANNERS)
@pytest.mark.parametrize("pixels", [3, 12], ids=["thumbnail", "poster"])
@pytest.mark.parametrize("transfer", [NA_DAI, replace(NA_DAI, amount=None, memo="")], ids=repr)
def test_the_picture_is_read_by_both_scanners(
    transfer: Transfer, pixels: int, scanner: Scanner
) -> None:
    payload = vietqr.payload(transfer)

    assert scanner(Image.open(BytesIO(qr.png(payload, pixels=pixels)))) == [payload]
