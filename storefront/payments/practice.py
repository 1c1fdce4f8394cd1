"""The practice bank: plays what happens to transfers, signed as the real messenger would sign.

For demonstrations, lessons and tests. It knows orders only as a payer would, by what stands in
their QR code; its notices travel over HTTP like anybody's.
"""

from __future__ import annotations

import enum
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront import clock, jobs, wire
from storefront.bills.models import Bill
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments import owed
from storefront.payments.providers.casso import Casso
from storefront.payments.providers.sepay import SePay

JOB = "practice_notice"


class Play(enum.StrEnum):
    RIGHT = "right"
    SHORT = "short"
    TWICE = "twice"
    REPEATED = "repeated"
    """One transfer, told of three times."""
    GARBLED = "garbled"
    """The bank writes its own words around the code, and breaks it up."""
    NO_CODE = "no_code"
    LATE = "late"
    """After the goods went back on the shelf."""
    FORGED = "forged"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a bank's books say of money that came."""

    number: int
    account: str
    amount: Money
    note: str
    at: datetime
    """On the bank's own calendar."""

    @property
    def reference(self) -> str:
        return f"FT{self.number:012}"


def play(order: Order | Bill, how: Play, *, told_by: str = "sepay", at: datetime) -> None:
    """Ask for the notices of this play; they are delivered after the deed."""
    if order.account is None:
        raise NotNow(order.code)
    if how is Play.LATE and isinstance(order, Order):
        orders.run_out(order, at=at)
    for transfer in _transfers(order, how, at=at):
        body = json.dumps(_WRITTEN[told_by](transfer), ensure_ascii=False)
        told = {"provider": told_by, "body": body, "forged": how is Play.FORGED}
        jobs.enqueue(JOB, told, at=at)


def deliver(
    payload: dict[str, Any], messenger: SePay | Casso, *, market: str, at: datetime
) -> None:
    """Say it at the market's own door. Raises Unreachable, and is then tried again."""
    body = payload["body"].encode()
    headers = messenger.signed_headers(body, at=at)
    if payload["forged"]:
        headers = {name: _spoiled(value) for name, value in headers.items()}
    to = f"{market}/payments/notices/{messenger.name}"
    answer = wire.post(to, body, headers={**headers, "Content-Type": "application/json"})
    if answer.status >= 500:
        raise wire.Unreachable(f"{to}: {answer.status}")


def _spoiled(signature: str) -> str:
    return signature[:-1] + ("0" if signature[-1] != "0" else "1")


def _transfers(order: Order | Bill, how: Play, *, at: datetime) -> list[Transfer]:
    """What comes to the account, one for each notice."""
    due = owed.asked(order) or order.total
    if how is Play.NEVER:
        return []
    if how is Play.REPEATED:
        return [_transfer(order, due, order.code, at=at)] * 3
    if how is Play.TWICE:
        return [_transfer(order, due, order.code, at=at) for _time in range(2)]
    amount = Money(max(due.dong - 5_000, 1)) if how is Play.SHORT else due
    return [_transfer(order, amount, _note(order, how), at=at)]


def _note(order: Order | Bill, how: Play) -> str:
    code = order.code
    if how is Play.NO_CODE:
        return "chuyen tien mua hang"
    if how is Play.GARBLED:
        return f"mbvcb.9104.{code[:4].lower()} {code[4:].lower()}.CT tu 0123456789"
    return code


def _transfer(order: Order | Bill, amount: Money, note: str, *, at: datetime) -> Transfer:
    assert order.account is not None  # noqa: S101  see play()
    number = secrets.randbelow(10**12)
    return Transfer(number, order.account.number, amount, note, clock.village_time(at))


def _as_sepay(it: Transfer) -> dict[str, Any]:
    return {
        "id": it.number,
        "gateway": "Practice",
        "transactionDate": f"{it.at:%Y-%m-%d %H:%M:%S}",
        "accountNumber": it.account,
        "content": it.note,
        "transferType": "in",
        "transferAmount": it.amount.dong,
        "referenceCode": it.reference,
    }


def _as_casso(it: Transfer) -> dict[str, Any]:
    told = {
        "id": it.number,
        "reference": it.reference,
        "description": it.note,
        "amount": it.amount.dong,
        "transactionDateTime": f"{it.at:%Y-%m-%d %H:%M:%S}",
        "accountNumber": it.account,
        "bankName": "Practice",
        "counterAccountName": "NGUYỄN VĂN A",
    }
    return {"error": 0, "data": told}


_WRITTEN = {"sepay": _as_sepay, "casso": _as_casso}

TELLERS = tuple(_WRITTEN)
"""Messengers whose words the practice bank knows. payOS is played by the practice gateways."""
