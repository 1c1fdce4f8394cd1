"""Is this QR one of ours? What somebody typed, pasted or scanned, and what we know about it."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from storefront import codes
from storefront.bills import queries as bills
from storefront.orders import queries as orders
from storefront.payments import vietqr
from storefront.payments.vietqr import Transfer, Unreadable
from storefront.posters import queries as posters
from storefront.posters.models import Poster
from storefront.shops.models import PaymentAccount, Shop

LONGEST = 600


class Verdict(enum.StrEnum):
    GOOD = "good"
    WITHDRAWN = "withdrawn"
    """It was ours, and is not to be trusted any more."""
    OLD_ACCOUNT = "old_account"
    """A household of ours was paid there once."""
    STRANGER = "stranger"
    """It pays somebody we do not know."""
    MISMATCH = "mismatch"
    """Its note names something of ours that is paid elsewhere: made to look like ours."""
    BROKEN = "broken"
    """Its parts contradict each other, or it is cut off."""
    ELSEWHERE = "elsewhere"
    """An address that is not ours."""
    UNKNOWN = "unknown"
    """A serial we never gave out, or no QR at all."""


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    shop: Shop | None = None
    account: PaymentAccount | None = None
    """Where the money goes."""
    poster: Poster | None = None
    transfer: Transfer | None = None
    """As the QR itself asks for it."""
    is_poster: bool = True
    """Something that hangs somewhere; not one order's own QR."""


def look_at(text: str, *, home: str) -> Finding:
    """`home` is the market's own address."""
    text = text.strip()[:LONGEST]
    serial = serial_in(text)
    if serial:
        return by_serial(serial)
    if text.startswith("000201"):
        return _transfer(text)
    if re.match(r"https?://|[\w.-]+\.\w+/", text, re.IGNORECASE):
        return _address(text, home=home)
    return Finding(Verdict.UNKNOWN)


def by_serial(serial: str) -> Finding:
    """What is printed under a QR: a poster's serial, the code of an order or a bill."""
    if not codes.is_code(serial, codes.POSTER):
        return _asked_once(serial)
    poster = posters.by_serial(serial)
    if poster is None:
        return Finding(Verdict.UNKNOWN)
    verdict = Verdict.GOOD if poster.is_good else Verdict.WITHDRAWN
    account = poster.account or poster.shop.household.account
    return Finding(verdict, poster.shop, account, poster)


def serial_in(text: str) -> str | None:
    """QR7K2M9Q4 from 'qr7k 2m9q4'."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper()) if len(text) < 20 else ""
    return bare if any(codes.is_code(bare, prefix) for prefix in codes.PREFIXES) else None


def _asked_once(code: str) -> Finding:
    """The QR of one order or one bill is good as long as that waits for a transfer."""
    owed = orders.by_code(code) if codes.is_code(code) else bills.by_code(code)
    if owed is None or owed.account is None:
        return Finding(Verdict.UNKNOWN, is_poster=False)
    verdict = Verdict.GOOD if owed.due else Verdict.WITHDRAWN
    return Finding(verdict, owed.shop, owed.account, is_poster=False)


def _transfer(text: str) -> Finding:
    try:
        transfer = vietqr.read(text)
    except Unreadable:
        return Finding(Verdict.BROKEN)
    named = serial_in(transfer.memo)
    known = by_serial(named) if named else None
    if known and known.verdict in (Verdict.GOOD, Verdict.WITHDRAWN):
        return _as_named(transfer, known)
    return _account(transfer)


def _as_named(transfer: Transfer, known: Finding) -> Finding:
    """The note names something of ours: then the money must go where that says."""
    if known.account is None or not _pays(transfer, known.account):
        return Finding(Verdict.MISMATCH, transfer=transfer)
    return Finding(
        known.verdict, known.shop, known.account, known.poster, transfer, known.is_poster
    )


def _account(transfer: Transfer) -> Finding:
    found = posters.accounts_at(transfer.bank_bin, transfer.number)
    if not found or transfer.to_card:
        return Finding(Verdict.STRANGER, transfer=transfer)
    account = found[0]
    verdict = Verdict.GOOD if account.retired_at is None else Verdict.OLD_ACCOUNT
    return Finding(verdict, account.household.shop, account, transfer=transfer)


def _pays(transfer: Transfer, account: PaymentAccount) -> bool:
    same = (transfer.bank_bin, transfer.number) == (account.bank_bin, account.number)
    return same and not transfer.to_card


def _address(text: str, *, home: str) -> Finding:
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE)
    rest = bare.removeprefix(re.sub(r"^https?://", "", home))
    if rest == bare or not rest.startswith("/"):
        return Finding(Verdict.ELSEWHERE)
    parts = rest.strip("/").split("?")[0].split("/")
    if len(parts) == 2 and parts[0] == "check":
        serial = serial_in(parts[1])
        return by_serial(serial) if serial else Finding(Verdict.UNKNOWN)
    shop = posters.shop_called(parts[1]) if len(parts) == 2 and parts[0] == "shops" else None
    if shop is None:
        return Finding(Verdict.UNKNOWN)
    return Finding(Verdict.GOOD, shop, shop.household.account)
