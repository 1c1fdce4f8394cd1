"""VietQR: what a Vietnamese banking app scans to fill in a transfer (NAPAS 247, EMVCo TLV).

Pure. A static code carries no amount and stands on a stall; a dynamic one asks for one order.
"""

from __future__ import annotations

import re
import unicodedata
from binascii import crc_hqx
from dataclasses import dataclass

from storefront.money import Money

LONGEST_MEMO = 25
_NAPAS = "A000000727"
_TO_ACCOUNT, _TO_CARD = "QRIBFTTA", "QRIBFTTC"
_DONG, _VIETNAM = "704", "VN"
_MEMO = re.compile(r"[A-Za-z0-9 ._-]{0,25}")
_NUMBER = re.compile(r"[A-Za-z0-9]{1,19}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")


class Unreadable(ValueError):
    """Not a VietQR transfer, or one whose parts contradict each other."""


@dataclass(frozen=True, slots=True)
class Transfer:
    bank_bin: str
    number: str
    """Of the account, or of the card when `to_card`."""
    amount: Money | None = None
    memo: str = ""
    """What the transfer note says: an order code. Banks keep only plain ASCII of it."""
    to_card: bool = False

    def __post_init__(self) -> None:
        _must(re.fullmatch(r"[0-9]{6}", self.bank_bin), f"bank {self.bank_bin!r}")
        _must(_NUMBER.fullmatch(self.number), f"number {self.number!r}")
        _must(_MEMO.fullmatch(self.memo), f"memo {self.memo!r}")
        _must(self.amount is None or _AMOUNT.fullmatch(str(self.amount.dong)), "amount")


def plain(memo: str) -> str:
    """A note every bank passes on: no diacritics, few signs, at most 25 letters."""
    apart = unicodedata.normalize("NFD", memo.replace("đ", "d").replace("Đ", "D"))
    bare = re.sub(r"[^A-Za-z0-9 ._-]", "", apart)
    return " ".join(bare.split())[:LONGEST_MEMO].rstrip()


def payload(transfer: Transfer) -> str:
    """The text inside the QR code."""
    service = _TO_CARD if transfer.to_card else _TO_ACCOUNT
    beneficiary = _field("00", transfer.bank_bin) + _field("01", transfer.number)
    body = (
        _field("00", "01")
        + _field("01", "12" if transfer.amount else "11")
        + _field("38", _field("00", _NAPAS) + _field("01", beneficiary) + _field("02", service))
        + _field("53", _DONG)
        + (_field("54", str(transfer.amount.dong)) if transfer.amount else "")
        + _field("58", _VIETNAM)
        + (_field("62", _field("08", transfer.memo)) if transfer.memo else "")
        + "6304"
    )
    return body + _crc(body)


def read(text: str) -> Transfer:
    """The transfer a code asks for. Raises Unreadable.

    NAPAS' own first sample has a right checksum over a wrong inner length; readers that trust the
    checksum pay another account. So every length must tile its parent exactly.
    """
    _must(text.isascii() and len(text) < 600, "letters")
    _must(text[-8:-4] == "6304" and _crc(text[:-4]) == text[-4:], "checksum")
    fields = _tiles(text[:-8])
    _must(next(iter(fields.items()), None) == ("00", "01"), "format")
    _must(fields.get("53") == _DONG and fields.get("58") == _VIETNAM, "country")
    _must(fields.get("01") in ("11", "12"), "point of initiation")
    account = _tiles(fields.get("38", ""))
    beneficiary = _tiles(account.get("01", ""))
    service = account.get("02")
    _must(account.get("00") == _NAPAS and service in (_TO_ACCOUNT, _TO_CARD), "service")
    _must(_AMOUNT.fullmatch(fields.get("54", "1")), "amount")
    return Transfer(
        bank_bin=beneficiary.get("00", ""),
        number=beneficiary.get("01", ""),
        amount=Money(int(fields["54"])) if "54" in fields else None,
        memo=_tiles(fields.get("62", "")).get("08", ""),
        to_card=service == _TO_CARD,
    )


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def _tiles(text: str) -> dict[str, str]:
    """Tag, length, value, again and again until nothing is left over."""
    fields: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        _must((tag + length).isdigit() and len(length) == 2 and tag not in fields, "tiling")
        value = text[4 : 4 + int(length)]
        _must(value and len(value) == int(length), "tiling")
        fields[tag] = value
        text = text[4 + len(value) :]
    return fields


def _crc(text: str) -> str:
    """CRC-16/CCITT-FALSE, four upper-case digits, leading zeros kept."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _must(holds: object, what: str) -> None:
    if not holds:
        raise Unreadable(what)
