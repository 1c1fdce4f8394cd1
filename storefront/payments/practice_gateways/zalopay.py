"""ZaloPay's own side, after its documents of version 2."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from pydantic import SecretStr

from storefront import clock
from storefront.payments.practice_gateways.asked import (
    Asking,
    AskingBack,
    Call,
    GivingBack,
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
from storefront.payments.providers.zalopay import ZaloPayCredentials

MARGIN = timedelta(minutes=15)
"""How far the asker's clock may be off."""
_REFUSED = {
    Refusal.UNKNOWN: -101,
    Refusal.UNPAID: -6,
    Refusal.TOO_MUCH: -14,
    Refusal.AGAIN: -23,
}


@dataclass(frozen=True, slots=True)
class ZaloPaySide:
    credentials: ZaloPayCredentials
    name: str = "zalopay"

    def understand(self, call: Call, *, at: datetime) -> Question:
        read: dict[str, Callable[[Said, datetime], Question]] = {
            "v2/create": self._opening,
            "v2/query": self._asking,
            "v2/refund": self._giving_back,
            "v2/query_refund": self._asking_back,
        }
        try:
            return read[call.path](json.loads(call.body), at)
        except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
            raise _failed(-401) from error

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        if charge is None:
            return _failed(-68).answer
        return {
            "return_code": 1,
            "return_message": "Giao dịch thành công",
            "sub_return_code": 1,
            "zp_trans_token": f"practice{charge.id}",
            "order_url": page,
        }

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said:
        if charge is None:
            return _failed(-101).answer
        if charge.state is ChargeState.CANCELLED:
            return _failed(-329).answer
        if charge.state is ChargeState.OPEN:
            return {"return_code": 3, "sub_return_code": 0, "is_processing": True, "amount": 0}
        return {
            "return_code": 1,
            "sub_return_code": 1,
            "is_processing": False,
            "amount": charge.paid.dong,
            "zp_trans_id": int(charge.transaction_id),
        }

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        if refusal is not None or refund is None:
            return _failed(_REFUSED[refusal] if refusal else -500).answer
        return {"return_code": 3, "sub_return_code": 2, "refund_id": int(refund.transaction_id)}

    def told_back(self, refund: PracticeRefund | None) -> Said:
        if refund is None:
            return _failed(-101).answer
        return {"return_code": 1 if refund.asks else 3, "sub_return_code": 0}

    def notice(self, charge: PracticeCharge) -> Letter | None:
        """Only money is told of."""
        if charge.state is not ChargeState.PAID:
            return None
        data = json.dumps(
            {
                "app_id": self.credentials.app_id,
                "app_trans_id": charge.reference,
                "app_time": _milliseconds(charge.opened_at),
                "app_user": "cho-ban",
                "amount": charge.paid.dong,
                "embed_data": "{}",
                "item": "[]",
                "zp_trans_id": int(charge.transaction_id),
                "server_time": _milliseconds(charge.ended_at or charge.opened_at),
                "channel": 38,
                "merchant_user_id": "practice",
                "user_fee_amount": 0,
                "discount_amount": 0,
            }
        )
        body = {"data": data, "mac": _mac(self.credentials.key2, data), "type": 1}
        return Letter(charge.tell_us_at, json.dumps(body))

    def heard(self, status: int, body: bytes) -> bool:
        try:
            return status == 200 and json.loads(body)["return_code"] in (1, 2)
        except (ValueError, TypeError, KeyError):
            return False

    def way_back(self, charge: PracticeCharge) -> str:
        status = "1" if charge.state is ChargeState.PAID else "-49"
        app, amount = self.credentials.app_id, charge.amount.dong
        words = f"{app}|{charge.reference}|38||{amount}|0|{status}"
        said = {
            "appid": app,
            "apptransid": charge.reference,
            "pmcid": 38,
            "bankcode": "",
            "amount": amount,
            "discountamount": 0,
            "status": status,
            "checksum": _mac(self.credentials.key2, words),
        }
        joint = "&" if "?" in charge.come_back_to else "?"
        return charge.come_back_to + joint + urlencode(said)

    def forger(self) -> ZaloPaySide:
        guess = {"key2": SecretStr("a guess")}
        return replace(self, credentials=self.credentials.model_copy(update=guess))

    def _opening(self, it: Said, at: datetime) -> Opening:
        self._check(
            it,
            f"{it['app_id']}|{it['app_trans_id']}|{it['app_user']}|{it['amount']}|"
            f"{it['app_time']}|{it['embed_data']}|{it['item']}",
        )
        asked_at = _moment(it["app_time"])
        if abs(at - asked_at) > MARGIN or not it["app_trans_id"].startswith(_day(asked_at)):
            raise _failed(-401)
        return Opening(
            reference=it["app_trans_id"],
            amount=int(it["amount"]),
            words=it["description"],
            come_back_to=json.loads(it["embed_data"])["redirecturl"],
            tell_us_at=it["callback_url"],
            until=at + timedelta(seconds=int(it["expire_duration_seconds"])),
        )

    def _asking(self, it: Said, at: datetime) -> Asking:
        key1 = self.credentials.key1.get_secret_value()
        self._check(it, f"{it['app_id']}|{it['app_trans_id']}|{key1}")
        return Asking(it["app_trans_id"])

    def _giving_back(self, it: Said, at: datetime) -> GivingBack:
        self._check(
            it,
            f"{it['app_id']}|{it['zp_trans_id']}|{it['amount']}|{it['description']}|"
            f"{it['timestamp']}",
        )
        day = _day(_moment(it["timestamp"]))
        if not it["m_refund_id"].startswith(f"{day}{self.credentials.app_id}_"):
            raise _failed(-25)
        return GivingBack(it["m_refund_id"], str(it["zp_trans_id"]), int(it["amount"]))

    def _asking_back(self, it: Said, at: datetime) -> AskingBack:
        self._check(it, f"{it['app_id']}|{it['m_refund_id']}|{it['timestamp']}")
        return AskingBack(it["m_refund_id"])

    def _check(self, said: Said, words: str) -> None:
        ours = said["app_id"] == self.credentials.app_id
        mac = _mac(self.credentials.key1, words)
        if not (ours and hmac.compare_digest(mac.encode(), str(said["mac"]).encode())):
            raise _failed(-402)


def _failed(code: int) -> Misheard:
    return Misheard({"return_code": 2, "return_message": "FAIL", "sub_return_code": code})


def _mac(key: SecretStr, words: str) -> str:
    return hmac.new(key.get_secret_value().encode(), words.encode(), "sha256").hexdigest()


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, clock.VILLAGE)


def _day(moment: datetime) -> str:
    return f"{moment:%y%m%d}_"


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
