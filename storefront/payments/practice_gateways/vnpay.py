"""VNPAY's own side, after its documents of version 2.1.0."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from pydantic import SecretStr

from storefront import clock
from storefront.payments.practice_gateways.asked import (
    Asking,
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
from storefront.payments.providers.vnpay import VNPayCredentials

PAGE, API = "paymentv2/vpcpay.html", "merchant_webapi/api/transaction"
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*-._")
_REFUSED = {Refusal.UNKNOWN: "91", Refusal.UNPAID: "95", Refusal.TOO_MUCH: "95"}


@dataclass(frozen=True, slots=True)
class VNPaySide:
    credentials: VNPayCredentials
    tell_us_at: str
    """VNPAY is told by letter, not with every payment."""
    name: str = "vnpay"

    def understand(self, call: Call, *, at: datetime) -> Question:
        try:
            if call.path == PAGE:
                return self._payer(call.query, at=at)
            if call.path == API:
                return self._merchant(json.loads(call.body))
        except (ValueError, LookupError, AttributeError, RecursionError) as error:
            raise Misheard({"vnp_ResponseCode": "03"}) from error
        raise Misheard({"Message": "No HTTP resource was found"})

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        """Payers come by themselves: there is nothing to answer."""
        return {}

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said:
        if charge is None:
            return self._signed_answer("querydr", {"vnp_ResponseCode": "91"})
        refund = _refund_meant(charge, asking.number)
        about = _about_refund(refund) if refund else _about_payment(charge)
        return self._signed_answer("querydr", {**self._names(charge), **about})

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        if refusal is Refusal.AGAIN or refund is None:
            code = "94" if refusal in (Refusal.AGAIN, None) else _REFUSED[refusal]
            return self._signed_answer("refund", {"vnp_ResponseCode": code})
        about = {**_about_refund(refund), "vnp_TransactionStatus": "05"}
        return self._signed_answer("refund", {**self._names(refund.charge), **about})

    def told_back(self, refund: PracticeRefund | None) -> Said:
        """Refunds are asked for by the payment they belong to."""
        return self.told(refund.charge if refund else None, Asking(""))

    def notice(self, charge: PracticeCharge) -> Letter:
        return Letter(f"{charge.tell_us_at}?{self._ending(charge)}", None)

    def heard(self, status: int, body: bytes) -> bool:
        try:
            return status == 200 and json.loads(body)["RspCode"] in ("00", "02")
        except (ValueError, TypeError, KeyError):
            return False

    def way_back(self, charge: PracticeCharge) -> str:
        joint = "&" if "?" in charge.come_back_to else "?"
        return charge.come_back_to + joint + self._ending(charge)

    def forger(self) -> VNPaySide:
        guess = {"hash_secret": SecretStr("a guess")}
        return replace(self, credentials=self.credentials.model_copy(update=guess))

    def _payer(self, query: str, *, at: datetime) -> Opening:
        """Signed as it stands in the address bar, once its pieces are in order."""
        pieces = sorted(piece for piece in query.split("&") if "=" in piece)
        signed = [piece for piece in pieces if not piece.startswith("vnp_SecureHash")]
        fields = dict(piece.split("=", 1) for piece in pieces)
        said = {name: unquote_plus(value) for name, value in fields.items()}
        if not self._signed_by_merchant("&".join(signed), said):
            raise Misheard({"vnp_ResponseCode": "97"})
        return Opening(
            reference=said["vnp_TxnRef"],
            amount=int(said["vnp_Amount"]) // 100,
            words=said["vnp_OrderInfo"],
            come_back_to=said["vnp_ReturnUrl"],
            tell_us_at=self.tell_us_at,
            until=_moment(said["vnp_ExpireDate"]) or at + timedelta(minutes=15),
        )

    def _merchant(self, asked: Said) -> Question:
        said = {name: str(value) for name, value in asked.items()}
        return self._refund(said) if said["vnp_Command"] == "refund" else self._query(said)

    def _query(self, it: Said) -> Asking:
        self._check(
            it,
            f"{it['vnp_RequestId']}|{it['vnp_Version']}|querydr|{it['vnp_TmnCode']}|"
            f"{it['vnp_TxnRef']}|{it['vnp_TransactionDate']}|{it['vnp_CreateDate']}|"
            f"{it['vnp_IpAddr']}|{it['vnp_OrderInfo']}",
        )
        return Asking(it["vnp_TxnRef"], it.get("vnp_TransactionNo", ""))

    def _refund(self, it: Said) -> GivingBack:
        self._check(
            it,
            f"{it['vnp_RequestId']}|{it['vnp_Version']}|refund|{it['vnp_TmnCode']}|"
            f"{it['vnp_TransactionType']}|{it['vnp_TxnRef']}|{it['vnp_Amount']}|"
            f"{it.get('vnp_TransactionNo', '')}|{it['vnp_TransactionDate']}|"
            f"{it['vnp_CreateBy']}|{it['vnp_CreateDate']}|{it['vnp_IpAddr']}|{it['vnp_OrderInfo']}",
        )
        return GivingBack(it["vnp_RequestId"], it["vnp_TxnRef"], int(it["vnp_Amount"]) // 100)

    def _check(self, said: Said, words: str) -> None:
        if not self._signed_by_merchant(words, said):
            raise Misheard({"vnp_ResponseCode": "97", "vnp_Message": "Invalid checksum"})

    def _signed_by_merchant(self, words: str, said: Said) -> bool:
        claimed = said.get("vnp_SecureHash", "").encode()
        ours = said.get("vnp_TmnCode") == self.credentials.tmn_code
        return ours and hmac.compare_digest(self._hash(words).encode(), claimed)

    def _hash(self, words: str) -> str:
        key = self.credentials.hash_secret.get_secret_value()
        return hmac.new(key.encode("utf-8"), words.encode("utf-8"), "sha512").hexdigest()

    def _names(self, charge: PracticeCharge) -> Said:
        return {
            "vnp_ResponseCode": "00",
            "vnp_Message": "Success",
            "vnp_TmnCode": self.credentials.tmn_code,
            "vnp_TxnRef": charge.reference,
            "vnp_OrderInfo": charge.words,
            "vnp_BankCode": "NCB",
        }

    def _signed_answer(self, command: str, said: Said) -> Said:
        it = {"vnp_ResponseId": "practice", "vnp_Command": command, **said}
        names = [
            "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount",
            "BankCode", "PayDate", "TransactionNo", "TransactionType", "TransactionStatus",
            "OrderInfo",
        ]  # fmt: skip
        if command == "querydr":
            names += ["PromotionCode", "PromotionAmount"]
        words = "|".join(str(it.get(f"vnp_{name}", "")) for name in names)
        return {**it, "vnp_SecureHash": self._hash(words)}

    def _ending(self, charge: PracticeCharge) -> str:
        """Written as Java would: a star stays, a tilde does not."""
        is_paid = charge.state is ChargeState.PAID
        code = "00" if is_paid else "24"
        it = {
            "vnp_Amount": str((charge.paid if is_paid else charge.amount).dong * 100),
            "vnp_BankCode": "NCB",
            "vnp_CardType": "ATM",
            "vnp_OrderInfo": charge.words,
            "vnp_PayDate": _written(charge.ended_at or charge.opened_at),
            "vnp_ResponseCode": code,
            "vnp_TmnCode": self.credentials.tmn_code,
            "vnp_TransactionNo": charge.transaction_id or "0",
            "vnp_TransactionStatus": code if is_paid else "02",
            "vnp_TxnRef": charge.reference,
        }
        words = "&".join(f"{name}={_encoded(value)}" for name, value in it.items())
        return f"{words}&vnp_SecureHash={self._hash(words)}"


def _about_payment(charge: PracticeCharge) -> Said:
    status = {ChargeState.OPEN: "01", ChargeState.PAID: "00", ChargeState.CANCELLED: "02"}
    is_paid = charge.state is ChargeState.PAID
    return {
        "vnp_Amount": str((charge.paid if is_paid else charge.amount).dong * 100),
        "vnp_TransactionNo": charge.transaction_id or "0",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": status[charge.state],
        "vnp_PayDate": _written(charge.ended_at or charge.opened_at),
    }


def _about_refund(refund: PracticeRefund) -> Said:
    """Worked on, then sent to the bank, then done."""
    is_whole = refund.amount == refund.charge.paid
    return {
        "vnp_Amount": str(refund.amount.dong * 100),
        "vnp_TransactionNo": refund.transaction_id,
        "vnp_TransactionType": "02" if is_whole else "03",
        "vnp_TransactionStatus": {0: "05", 1: "06"}.get(refund.asks, "00"),
        "vnp_PayDate": _written(refund.asked_at),
    }


def _refund_meant(charge: PracticeCharge, number: str) -> PracticeRefund | None:
    """The one of this number, else the last."""
    if not number:
        return charge.refunds[-1] if charge.refunds else None
    return next((it for it in charge.refunds if it.transaction_id == number), None)


def _encoded(value: str) -> str:
    return "".join(
        "+" if byte == 32 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
        for byte in value.encode()
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(clock.VILLAGE).strftime("%Y%m%d%H%M%S")


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=clock.VILLAGE)
    except ValueError:
        return None
