"""Says what a bank would say, signed as its messenger would sign it."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

from pydantic import SecretStr

from storefront.orders.models import Order
from storefront.payments.provider import Callback
from storefront.payments.providers.sepay import SePay, SePayCredentials
from storefront.settings import SAMPLE_SECRET
from tests.village import MARKET_DAY

SEPAY = SePay(SePayCredentials(secret=SecretStr(SAMPLE_SECRET)))
_numbers = count(90_001)


def a_notice(order: Order | None = None, **changes: Any) -> bytes:
    """SePay's body for a transfer that pays this order, unless told otherwise."""
    told: dict[str, Any] = {
        "id": next(_numbers),
        "gateway": "VietinBank",
        "transactionDate": "2026-08-22 08:05:00",
        "accountNumber": "101872344821",
        "code": None,
        "content": "MBVCB.3278907687.CT",
        "transferType": "in",
        "transferAmount": 204_000,
        "accumulated": 19_077_000,
        "subAccount": None,
        "referenceCode": "FT26234",
        "description": "",
    }
    if order is not None:
        assert order.account is not None
        told["accountNumber"] = order.account.number
        told["transferAmount"] = order.due.dong
        told["content"] = f"MBVCB.3278907687.{order.code}.CT tu 0123"
    return json.dumps(told | changes).encode()


def heard(body: bytes, *, at: datetime = MARKET_DAY) -> Callback:
    return Callback(SEPAY.signed_headers(body, at=at), body, at)
