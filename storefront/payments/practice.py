"""The practice bank: plays what happens to transfers, signed as the real messenger would sign.

For demonstrations, lessons and tests. It knows orders only as a payer would, by what stands in
their QR code; its notices travel over HTTP like anybody's.
"""

from __future__ import annotations

import enum
import json
import secrets
from datetime import datetime
from typing import Any

from storefront import jobs, wire
from storefront.money import Money
from storefront.orders import actions as orders
from storefront.orders.models import Order
from storefront.orders.refusals import NotNow
from storefront.payments.providers.sepay import SIGNATURE, SePay

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


def play(order: Order, how: Play, *, at: datetime) -> None:
    """Ask for the notices of this play; they are delivered after the deed."""
    if order.account is None:
        raise NotNow(order.code)
    if how is Play.LATE:
        orders.run_out(order, at=at)
    for body in _bodies(order, how, at=at):
        jobs.enqueue(JOB, {"body": body, "forged": how is Play.FORGED}, at=at)


def deliver(payload: dict[str, Any], messenger: SePay, *, to: str, at: datetime) -> None:
    """Say it to the market's own door. Raises Unreachable, and is then tried again."""
    body = payload["body"].encode()
    headers = messenger.signed_headers(body, at=at)
    if payload["forged"]:
        headers[SIGNATURE] = "sha256=" + secrets.token_hex(32)
    answer = wire.post(to, body, headers={**headers, "Content-Type": "application/json"})
    if answer.status >= 500:
        raise wire.Unreachable(f"{to}: {answer.status}")


def _bodies(order: Order, how: Play, *, at: datetime) -> list[str]:
    """What the bank says, one text a notice."""
    due = order.due or order.total
    if how is Play.NEVER:
        return []
    if how is Play.REPEATED:
        return [_body(order, due, at=at)] * 3
    if how is Play.TWICE:
        return [_body(order, due, at=at) for _time in range(2)]
    amount = Money(max(due.dong - 5_000, 1)) if how is Play.SHORT else due
    return [_body(order, amount, memo=_memo(order, how), at=at)]


def _memo(order: Order, how: Play) -> str:
    code = order.code
    if how is Play.NO_CODE:
        return "chuyen tien mua hang"
    if how is Play.GARBLED:
        return f"mbvcb.9104.{code[:4].lower()} {code[4:].lower()}.CT tu 0123456789"
    return code


def _body(order: Order, amount: Money, *, memo: str | None = None, at: datetime) -> str:
    assert order.account is not None  # noqa: S101  see play()
    return json.dumps(
        {
            "id": secrets.randbelow(10**12),
            "gateway": "Practice",
            "transactionDate": f"{at:%Y-%m-%d %H:%M:%S}",
            "accountNumber": order.account.number,
            "content": order.code if memo is None else memo,
            "transferType": "in",
            "transferAmount": amount.dong,
            "referenceCode": f"TAP{secrets.randbelow(10**8):08}",
        }
    )
