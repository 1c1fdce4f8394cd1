"""MoMo's own side, after its documents of version 2."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from pydantic import SecretStr

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
from storefront.payments.providers.momo import MoMoCredentials

OPEN_FOR = timedelta(minutes=100)
_REFUSED = {Refusal.UNKNOWN: 42, Refusal.UNPAID: 1080, Refusal.TOO_MUCH: 1081}
_MESSAGES = {0: "Thành công.", 1000: "Giao dịch đã được khởi tạo, chờ người dùng xác nhận."}


@dataclass(frozen=True, slots=True)
class MoMoSide:
    credentials: MoMoCredentials
    name: str = "momo"

    def understand(self, call: Call, *, at: datetime) -> Question:
        read: dict[str, Callable[[Said, datetime], Question]] = {
            "v2/gateway/api/create": self._opening,
            "v2/gateway/api/query": self._asking,
            "v2/gateway/api/refund": self._giving_back,
            "v2/gateway/api/refund/query": self._asking_back,
        }
        try:
            return read[call.path](json.loads(call.body), at)
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise Misheard({"resultCode": 20, "message": "Bad format request."}) from error

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        if charge is None:
            return {"resultCode": 41, "message": "Duplicated orderId."}
        return {
            "partnerCode": self.credentials.partner_code,
            "orderId": charge.reference,
            "requestId": charge.reference,
            "amount": charge.amount.dong,
            "responseTime": _milliseconds(charge.opened_at),
            "message": _MESSAGES[0],
            "resultCode": 0,
            "payUrl": page,
        }

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said:
        if charge is None:
            return {"orderId": asking.reference, "resultCode": 42, "message": "Not found."}
        code = _code(charge)
        return {
            "partnerCode": self.credentials.partner_code,
            "orderId": charge.reference,
            "extraData": "",
            "amount": _sum(charge),
            "transId": int(charge.transaction_id or 0),
            "payType": "qr",
            "resultCode": code,
            "refundTrans": [_refund(refund) for refund in charge.refunds],
            "message": _MESSAGES.get(code, ""),
            "responseTime": _milliseconds(charge.ended_at or charge.opened_at),
        }

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        """A refund that was asked for again is answered as it was."""
        if refund is None:
            return {"resultCode": _REFUSED[refusal] if refusal else 99, "message": ""}
        return {"partnerCode": self.credentials.partner_code, "message": "", **_refund(refund)}

    def told_back(self, refund: PracticeRefund | None) -> Said:
        if refund is None:
            return {"resultCode": 42, "message": "Not found."}
        return {"resultCode": 0, "message": _MESSAGES[0], "refundTrans": [_refund(refund)]}

    def notice(self, charge: PracticeCharge) -> Letter:
        return Letter(charge.tell_us_at, json.dumps(self._ending(charge), ensure_ascii=False))

    def heard(self, status: int, body: bytes) -> bool:
        return status == 204

    def way_back(self, charge: PracticeCharge) -> str:
        joint = "&" if "?" in charge.come_back_to else "?"
        return charge.come_back_to + joint + urlencode(self._ending(charge))

    def forger(self) -> MoMoSide:
        guess = {"secret_key": SecretStr("a guess")}
        return replace(self, credentials=self.credentials.model_copy(update=guess))

    def _opening(self, it: Said, at: datetime) -> Opening:
        self._check(
            it,
            f"accessKey={self.credentials.access_key}&amount={it['amount']}"
            f"&extraData={it['extraData']}&ipnUrl={it['ipnUrl']}&orderId={it['orderId']}"
            f"&orderInfo={it['orderInfo']}&partnerCode={it['partnerCode']}"
            f"&redirectUrl={it['redirectUrl']}&requestId={it['requestId']}"
            f"&requestType={it['requestType']}",
        )
        if not 1_000 <= int(it["amount"]) <= 50_000_000:
            raise Misheard({"resultCode": 22, "message": "Invalid amount."})
        return Opening(
            reference=it["orderId"],
            amount=int(it["amount"]),
            words=it["orderInfo"],
            come_back_to=it["redirectUrl"],
            tell_us_at=it["ipnUrl"],
            until=at + OPEN_FOR,
        )

    def _asking(self, it: Said, at: datetime) -> Asking:
        self._check_query(it)
        return Asking(it["orderId"])

    def _asking_back(self, it: Said, at: datetime) -> AskingBack:
        self._check_query(it)
        return AskingBack(it["orderId"])

    def _check_query(self, it: Said) -> None:
        self._check(
            it,
            f"accessKey={self.credentials.access_key}&orderId={it['orderId']}"
            f"&partnerCode={it['partnerCode']}&requestId={it['requestId']}",
        )

    def _giving_back(self, it: Said, at: datetime) -> GivingBack:
        self._check(
            it,
            f"accessKey={self.credentials.access_key}&amount={it['amount']}"
            f"&description={it['description']}&orderId={it['orderId']}"
            f"&partnerCode={it['partnerCode']}&requestId={it['requestId']}"
            f"&transId={it['transId']}",
        )
        return GivingBack(it["orderId"], str(it["transId"]), int(it["amount"]))

    def _check(self, said: Said, words: str) -> None:
        claimed = str(said["signature"]).encode()
        ours = said["partnerCode"] == self.credentials.partner_code
        if not (ours and hmac.compare_digest(self._sign(words).encode(), claimed)):
            raise Misheard({"resultCode": 13, "message": "Merchant authentication failed."})

    def _sign(self, words: str) -> str:
        key = self.credentials.secret_key.get_secret_value()
        return hmac.new(key.encode(), words.encode(), "sha256").hexdigest()

    def _ending(self, charge: PracticeCharge) -> Said:
        code = _code(charge)
        it = {
            "partnerCode": self.credentials.partner_code,
            "orderId": charge.reference,
            "requestId": charge.reference,
            "amount": _sum(charge),
            "orderInfo": charge.words,
            "orderType": "momo_wallet",
            "transId": int(charge.transaction_id or 0),
            "resultCode": code,
            "message": _MESSAGES.get(code, "Giao dịch bị từ chối bởi người dùng."),
            "payType": "qr",
            "responseTime": _milliseconds(charge.ended_at or charge.opened_at),
            "extraData": "",
        }
        words = (
            f"accessKey={self.credentials.access_key}&amount={it['amount']}&extraData="
            f"&message={it['message']}&orderId={it['orderId']}&orderInfo={it['orderInfo']}"
            f"&orderType={it['orderType']}&partnerCode={it['partnerCode']}"
            f"&payType={it['payType']}&requestId={it['requestId']}"
            f"&responseTime={it['responseTime']}&resultCode={code}&transId={it['transId']}"
        )
        return {**it, "signature": self._sign(words)}


def _code(charge: PracticeCharge) -> int:
    return {ChargeState.OPEN: 1000, ChargeState.PAID: 0, ChargeState.CANCELLED: 1006}[charge.state]


def _sum(charge: PracticeCharge) -> int:
    return (charge.paid if charge.state is ChargeState.PAID else charge.amount).dong


def _refund(refund: PracticeRefund) -> Said:
    return {
        "orderId": refund.reference,
        "amount": refund.amount.dong,
        "resultCode": 0,
        "transId": int(refund.transaction_id),
        "createdTime": _milliseconds(refund.asked_at),
    }


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
