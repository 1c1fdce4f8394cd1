"""payOS' own side, after its documents of version 2."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pydantic
from pydantic import Field, SecretStr

from storefront import clock
from storefront.payments.practice_gateways.asked import (
    Asking,
    Call,
    Letter,
    Misheard,
    Opening,
    Question,
    Refusal,
    Said,
)
from storefront.payments.practice_gateways.models import (
    ChargeState,
    PracticeCharge,
    PracticeRefund,
)
from storefront.payments.providers.payos import PayOSCredentials

REQUESTS = "v2/payment-requests"
ACCOUNT = "113366668888"
"""Where its merchant's money comes to."""


@pydantic.dataclasses.dataclass(frozen=True)
class _AskingNow(Asking):
    at: datetime = Field(kw_only=True)


@dataclass(frozen=True, slots=True)
class PayOSSide:
    credentials: PayOSCredentials
    tell_us_at: str
    """payOS is told once, not with every payment."""
    name: str = "payos"

    def understand(self, call: Call, *, at: datetime) -> Question:
        key = self.credentials.api_key.get_secret_value()
        ours = {"x-client-id": self.credentials.client_id, "x-api-key": key}
        if any(call.headers.get(name) != value for name, value in ours.items()):
            raise _failed("401")
        try:
            if (call.method, call.path) == ("POST", REQUESTS):
                return self._opening(json.loads(call.body))
            if call.method == "GET" and call.path.startswith(f"{REQUESTS}/"):
                return _AskingNow(call.path.removeprefix(f"{REQUESTS}/"), at=at)
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
            raise _failed("20") from error
        raise _failed("404")

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        if charge is None:
            return _failed("231").answer
        return self._signed(
            {
                "bin": "970422",
                "accountNumber": ACCOUNT,
                "accountName": "CHO BAN",
                "amount": charge.amount.dong,
                "description": charge.words,
                "orderCode": int(charge.reference),
                "currency": "VND",
                "paymentLinkId": _link(charge),
                "status": "PENDING",
                "expiredAt": int(charge.until.timestamp()),
                "checkoutUrl": page,
                "qrCode": "practice",
            }
        )

    def again(self, charge: PracticeCharge, page: str, asked: Opening) -> Said:
        return self.opened(None, page)

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said:
        if charge is None or not isinstance(asking, _AskingNow):
            return _failed("101").answer
        return self._signed(
            {
                "id": _link(charge),
                "orderCode": int(charge.reference),
                "amount": charge.amount.dong,
                "amountPaid": charge.paid.dong,
                "amountRemaining": charge.amount.dong - charge.paid.dong,
                "status": _status(charge, at=asking.at),
                "createdAt": clock.village_time(charge.opened_at).isoformat(),
                "transactions": [_transfer(charge)] if charge.paid else [],
                "canceledAt": None,
                "cancellationReason": None,
            }
        )

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        """There is no such question."""
        return _failed("404").answer

    def told_back(self, refund: PracticeRefund | None) -> Said:
        return _failed("404").answer

    def status(self, said: Said) -> int:
        return {"401": 401, "404": 404}.get(said["code"], 200)

    def notice(self, charge: PracticeCharge) -> Letter | None:
        """Only money is told of."""
        if charge.state is not ChargeState.PAID:
            return None
        told = {
            **_transfer(charge),
            "orderCode": int(charge.reference),
            "currency": "VND",
            "paymentLinkId": _link(charge),
            "code": "00",
            "desc": "Thành công",
        }
        said = {**self._signed(told), "success": True}
        return Letter(self.tell_us_at, json.dumps(said, ensure_ascii=False))

    def headers(self, body: str, *, at: datetime) -> dict[str, str]:
        return {}

    def heard(self, status: int, body: bytes) -> bool:
        return 200 <= status < 300

    def way_back(self, charge: PracticeCharge) -> str:
        """Signed by nobody."""
        is_paid = charge.state is ChargeState.PAID
        said = {
            "code": "00",
            "id": _link(charge),
            "cancel": "false" if is_paid else "true",
            "status": "PAID" if is_paid else "CANCELLED",
            "orderCode": charge.reference,
        }
        joint = "&" if "?" in charge.come_back_to else "?"
        return charge.come_back_to + joint + urlencode(said)

    def forger(self) -> PayOSSide:
        guess = {"checksum_key": SecretStr("a guess")}
        return replace(self, credentials=self.credentials.model_copy(update=guess))

    def _opening(self, it: Said) -> Opening:
        words = (
            f"amount={it['amount']}&cancelUrl={it['cancelUrl']}&description={it['description']}"
            f"&orderCode={it['orderCode']}&returnUrl={it['returnUrl']}"
        )
        if not hmac.compare_digest(self._mac(words).encode(), str(it["signature"]).encode()):
            raise _failed("201")
        if not (0 < it["orderCode"] < 2**53 and len(it["description"]) <= 9):
            raise _failed("20")
        return Opening(
            reference=str(it["orderCode"]),
            amount=int(it["amount"]),
            words=it["description"],
            come_back_to=it["returnUrl"],
            tell_us_at=self.tell_us_at,
            until=datetime.fromtimestamp(it["expiredAt"], UTC),
        )

    def _signed(self, data: dict[str, Any]) -> Said:
        words = "&".join(f"{name}={_word(data[name])}" for name in sorted(data))
        return {"code": "00", "desc": "success", "data": data, "signature": self._mac(words)}

    def _mac(self, words: str) -> str:
        key = self.credentials.checksum_key.get_secret_value().encode()
        return hmac.new(key, words.encode(), "sha256").hexdigest()


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _status(charge: PracticeCharge, *, at: datetime) -> str:
    if charge.state is ChargeState.CANCELLED:
        return "CANCELLED"
    if charge.state is ChargeState.PAID:
        return "PAID" if charge.paid >= charge.amount else "UNDERPAID"
    return "EXPIRED" if charge.until <= at else "PENDING"


def _transfer(charge: PracticeCharge) -> dict[str, Any]:
    paid_at = clock.village_time(charge.ended_at or charge.opened_at)
    return {
        "reference": f"FT{charge.transaction_id}",
        "amount": charge.paid.dong,
        "accountNumber": ACCOUNT,
        "description": f"VQRIO {charge.words}",
        "transactionDateTime": f"{paid_at:%Y-%m-%d %H:%M:%S}",
        "virtualAccountName": None,
        "virtualAccountNumber": None,
        "counterAccountName": "NGUYỄN VĂN A",
    }


def _link(charge: PracticeCharge) -> str:
    return f"{int(charge.reference):032x}"


def _failed(code: str) -> Misheard:
    return Misheard({"code": code, "desc": "practice", "data": None})
