"""What the shared contract needs to know of each provider: one small class, and a line in CASES."""

from __future__ import annotations

import enum
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256, sha512
from typing import ClassVar, Protocol
from urllib.parse import urlencode

from flask import Flask
from pydantic import SecretStr

from storefront.payments.provider import (
    Callback,
    Charge,
    Credentials,
    Gateway,
    Heard,
    Opened,
    Provider,
)
from storefront.payments.providers.casso import Casso, CassoCredentials
from storefront.payments.providers.momo import MoMo, MoMoCredentials
from storefront.payments.providers.payos import PayOS, PayOSCredentials
from storefront.payments.providers.sepay import SePay, SePayCredentials
from storefront.payments.providers.stripe import Stripe, StripeCredentials
from storefront.payments.providers.vnpay import VNPay, VNPayCredentials
from storefront.payments.providers.zalopay import ZaloPay, ZaloPayCredentials
from tests.payments.gateway_counter import a_counter
from tests.village import MARKET_DAY


class Covers(enum.Enum):
    """How much of a message its signature covers."""

    BYTES = "every byte as it came"
    VALUES = "what is said, however it is written"
    NOTHING = "it is a password, not a signature"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came, in nobody's language."""

    amount: object = 204_000
    """Whole đồng, or nonsense."""
    memo: str = "MBVCB.3278907687.CB7K2M9Q4.CT tu 0123"
    reference: str = ""
    """Of the attempt; empty gives the case's own. Messengers know of none."""
    number: int = 92_704
    """Of the transaction, at the provider."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Fields that nobody has heard of yet."""


class Case(ABC):
    covers: ClassVar[Covers]
    replies: ClassVar[Mapping[Heard, tuple[int, object]]]
    """What the provider's documents want to hear: the status, and the body as JSON or text."""
    opens_by_asking: ClassVar[bool] = True
    """Otherwise the payer's browser carries a gateway's question, and no server is asked."""
    credentials: Credentials

    @abstractmethod
    def at(self, address: str) -> Provider:
        """The provider, with its own servers at this address."""

    @abstractmethod
    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        """A genuine message of money that came. The same transfer gives the same message."""

    @abstractmethod
    def says(self, nonsense: bytes) -> Callback:
        """This instead of a message, genuine as far as nonsense can be signed."""

    def money_out(self) -> Callback | None:
        """A genuine message of money that left, where they are told of."""
        return None

    @property
    def provider(self) -> Provider:
        return self.at("http://nowhere.example")


class Counter(Protocol):
    """A gateway's own side: it stands somewhere, and payers come to it."""

    address: str

    def pay(self, opened: Opened, charge: Charge) -> Callback:
        """The payer pays; this is what the gateway then tells us."""
        ...


class GatewayCase(Case):
    gives_back: ClassVar[bool] = True

    @abstractmethod
    def at(self, address: str) -> Gateway: ...

    @property
    def provider(self) -> Gateway:
        return self.at("http://nowhere.example")

    @abstractmethod
    def counter(self, app: Flask) -> AbstractContextManager[Counter]: ...


class SignedSePay(Case):
    covers = Covers.BYTES
    replies: ClassVar = {
        Heard.BELIEVED: (200, {"success": True}),
        Heard.KNOWN: (200, {"success": True}),
        Heard.UNKNOWN: (200, {"success": True}),
        Heard.OTHER_AMOUNT: (200, {"success": True}),
        Heard.FORGED: (401, {"success": False}),
        Heard.UNREADABLE: (422, {"success": False}),
        Heard.TROUBLE: (503, {"success": False}),
    }
    credentials = SePayCredentials(
        secret=SecretStr("se-pay-secret"), token=SecretStr("se-pay-token")
    )

    def at(self, address: str) -> SePay:
        return SePay(self.credentials.model_copy(update={"api_base": address}))

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        told = self._told(transfer)
        return self._signed(json.dumps(told).encode(), at)

    def says(self, nonsense: bytes) -> Callback:
        return self._signed(nonsense, MARKET_DAY)

    def money_out(self) -> Callback:
        told = self._told(Transfer()) | {"transferType": "out"}
        return self._signed(json.dumps(told).encode(), MARKET_DAY)

    def _signed(self, body: bytes, at: datetime) -> Callback:
        return Callback(self.at("http://nowhere.example").signed_headers(body, at=at), body, at)

    @staticmethod
    def _told(transfer: Transfer) -> dict[str, object]:
        return {
            "id": transfer.number,
            "gateway": "VietinBank",
            "transactionDate": "2026-08-22 08:05:00",
            "accountNumber": "101872344821",
            "code": None,
            "content": transfer.memo,
            "transferType": "in",
            "transferAmount": transfer.amount,
            "accumulated": 19_077_000,
            "subAccount": None,
            "referenceCode": "FT26234",
            "description": "",
            **transfer.extra,
        }


class KeyedSePay(SignedSePay):
    covers = Covers.NOTHING
    credentials = SePayCredentials(api_key=SecretStr("se-pay-key"), token=SecretStr("se-pay-token"))


class SignedCasso(Case):
    covers = Covers.VALUES
    replies: ClassVar = SignedSePay.replies
    credentials = CassoCredentials(
        checksum_key=SecretStr("casso-checksum"), api_key=SecretStr("casso-key")
    )

    def at(self, address: str) -> Casso:
        return Casso(self.credentials.model_copy(update={"api_base": address}))

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        told = {
            "id": transfer.number,
            "reference": "FT26234",
            "description": transfer.memo,
            "amount": transfer.amount,
            "runningBalance": 19_077_000,
            "transactionDateTime": "2026-08-22 08:05:00",
            "accountNumber": "101872344821",
            "bankName": "VietinBank",
            "bankAbbreviation": "ICB",
            **transfer.extra,
        }
        return self._signed(json.dumps({"error": 0, "data": told}).encode(), at)

    def says(self, nonsense: bytes) -> Callback:
        try:
            return self._signed(nonsense, MARKET_DAY)
        except (ValueError, RecursionError):
            return replace(self.tells(Transfer()), body=nonsense)

    def money_out(self) -> Callback:
        return self.tells(Transfer(amount=-50_000))

    def _signed(self, body: bytes, at: datetime) -> Callback:
        return Callback(self.at("http://nowhere.example").signed_headers(body, at=at), body, at)


class VNPayCase(GatewayCase):
    covers = Covers.VALUES
    opens_by_asking = False
    replies: ClassVar = {
        Heard.BELIEVED: (200, {"RspCode": "00", "Message": "Confirm Success"}),
        Heard.KNOWN: (200, {"RspCode": "02", "Message": "Order already confirmed"}),
        Heard.UNKNOWN: (200, {"RspCode": "01", "Message": "Order not found"}),
        Heard.OTHER_AMOUNT: (200, {"RspCode": "04", "Message": "Invalid amount"}),
        Heard.FORGED: (200, {"RspCode": "97", "Message": "Invalid signature"}),
        Heard.UNREADABLE: (200, {"RspCode": "99", "Message": "Not understood"}),
        Heard.TROUBLE: (200, {"RspCode": "99", "Message": "Unknown error"}),
    }
    credentials = VNPayCredentials(tmn_code="CHOBAN01", hash_secret=SecretStr("vnpay-secret"))

    def at(self, address: str) -> VNPay:
        return VNPay(self.credentials.model_copy(update={"base_url": address}))

    def counter(self, app: Flask) -> AbstractContextManager[Counter]:
        return a_counter(app, self.provider)

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        amount = transfer.amount
        told = {
            "vnp_Amount": str(amount * 100 if isinstance(amount, int | float) else amount or ""),
            "vnp_BankCode": "NCB",
            "vnp_OrderInfo": transfer.memo,
            "vnp_ResponseCode": "00",
            "vnp_TmnCode": "CHOBAN01",
            "vnp_TransactionNo": str(transfer.number),
            "vnp_TransactionStatus": "00",
            "vnp_TxnRef": transfer.reference or "CB7K2M9Q4ABCDEFGH",
            **{f"vnp_{name}": str(value) for name, value in transfer.extra.items()},
        }
        words = urlencode(sorted((name, value) for name, value in told.items() if value))
        return self._signed(words, at)

    def says(self, nonsense: bytes) -> Callback:
        return self._signed(nonsense.decode("latin-1"), MARKET_DAY)

    def _signed(self, words: str, at: datetime) -> Callback:
        key = self.credentials.hash_secret.get_secret_value().encode()
        hash_ = hmac.new(key, words.encode(), sha512).hexdigest()
        return Callback({}, b"", at, f"{words}&vnp_SecureHash={hash_}")


class MoMoCase(GatewayCase):
    covers = Covers.VALUES
    replies: ClassVar = {
        Heard.BELIEVED: (204, ""),
        Heard.KNOWN: (204, ""),
        Heard.UNKNOWN: (204, ""),
        Heard.OTHER_AMOUNT: (204, ""),
        Heard.FORGED: (401, ""),
        Heard.UNREADABLE: (422, ""),
        Heard.TROUBLE: (503, ""),
    }
    credentials = MoMoCredentials(
        partner_code="MOMOCB", access_key="momo-access", secret_key=SecretStr("momo-secret")
    )

    def at(self, address: str) -> MoMo:
        return MoMo(self.credentials.model_copy(update={"base_url": address}))

    def counter(self, app: Flask) -> AbstractContextManager[Counter]:
        return a_counter(app, self.provider)

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        told = {
            "amount": transfer.amount,
            "extraData": "",
            "message": "Thành công.",
            "orderId": transfer.reference or "CB7K2M9Q4-ABCDEFGH",
            "orderInfo": transfer.memo,
            "orderType": "momo_wallet",
            "partnerCode": "MOMOCB",
            "payType": "qr",
            "requestId": transfer.reference or "CB7K2M9Q4-ABCDEFGH",
            "responseTime": 1_700_000_100_000,
            "resultCode": 0,
            "transId": transfer.number,
        }
        words = "&".join(f"{name}={value}" for name, value in told.items())
        key = self.credentials.secret_key.get_secret_value().encode()
        words = f"accessKey={self.credentials.access_key}&{words}"
        signature = hmac.new(key, words.encode(), sha256).hexdigest()
        body = json.dumps({**told, "signature": signature, **transfer.extra})
        return Callback({}, body.encode(), at)

    def says(self, nonsense: bytes) -> Callback:
        return Callback({}, nonsense, MARKET_DAY)


class ZaloPayCase(GatewayCase):
    covers = Covers.VALUES
    replies: ClassVar = {
        Heard.BELIEVED: (200, {"return_code": 1, "return_message": "success"}),
        Heard.KNOWN: (200, {"return_code": 2, "return_message": "known"}),
        Heard.UNKNOWN: (200, {"return_code": 1, "return_message": "success"}),
        Heard.OTHER_AMOUNT: (200, {"return_code": 1, "return_message": "success"}),
        Heard.FORGED: (200, {"return_code": -1, "return_message": "mac not equal"}),
        Heard.UNREADABLE: (200, {"return_code": -1, "return_message": "not understood"}),
        Heard.TROUBLE: (200, {"return_code": 0, "return_message": "tell us again"}),
    }
    credentials = ZaloPayCredentials(
        app_id=2553, key1=SecretStr("zalopay-key-1"), key2=SecretStr("zalopay-key-2")
    )

    def at(self, address: str) -> ZaloPay:
        return ZaloPay(self.credentials.model_copy(update={"base_url": address}))

    def counter(self, app: Flask) -> AbstractContextManager[Counter]:
        return a_counter(app, self.provider)

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        told = {
            "app_id": 2553,
            "app_trans_id": transfer.reference or "260822_CB7K2M9Q4_ABCDEFGH",
            "app_time": 1_795_239_600_000,
            "app_user": "cho-ban",
            "amount": transfer.amount,
            "embed_data": "{}",
            "item": "[]",
            "zp_trans_id": transfer.number,
            "server_time": 1_795_239_700_000,
            "channel": 38,
            **transfer.extra,
        }
        return self.says(json.dumps(told).encode())

    def says(self, nonsense: bytes) -> Callback:
        data = nonsense.decode("latin-1")
        key = self.credentials.key2.get_secret_value().encode()
        mac = hmac.new(key, data.encode(), sha256).hexdigest()
        return Callback({}, json.dumps({"data": data, "mac": mac, "type": 1}).encode(), MARKET_DAY)


class PayOSCase(GatewayCase):
    gives_back = False
    covers = Covers.VALUES
    replies: ClassVar = SignedSePay.replies
    credentials = PayOSCredentials(
        client_id="cho-ban",
        api_key=SecretStr("payos-api-key"),
        checksum_key=SecretStr("payos-checksum"),
    )

    def at(self, address: str) -> PayOS:
        return PayOS(self.credentials.model_copy(update={"api_base": address}))

    def counter(self, app: Flask) -> AbstractContextManager[Counter]:
        return a_counter(app, self.provider)

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        data = {
            "orderCode": int(transfer.reference or 5_316_911_983_139_663),
            "amount": transfer.amount,
            "description": transfer.memo,
            "accountNumber": "101872344821",
            "reference": f"FT{transfer.number}",
            "transactionDateTime": "2026-08-22 08:05:00",
            "currency": "VND",
            "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
            "code": "00",
            "desc": "Thành công",
            "counterAccountName": None,
            **transfer.extra,
        }
        body = self.at("http://nowhere.example").signed(data)
        return Callback({}, json.dumps(body).encode(), at)

    def says(self, nonsense: bytes) -> Callback:
        return Callback({}, nonsense, MARKET_DAY)


class StripeCase(GatewayCase):
    covers = Covers.BYTES
    replies: ClassVar = {
        heard: (status, "")
        for status, told in {
            200: (Heard.BELIEVED, Heard.KNOWN, Heard.UNKNOWN, Heard.OTHER_AMOUNT),
            401: (Heard.FORGED,),
            422: (Heard.UNREADABLE,),
            503: (Heard.TROUBLE,),
        }.items()
        for heard in told
    }
    credentials = StripeCredentials(
        secret_key=SecretStr("sk_test_cho_ban"), webhook_secret=SecretStr("whsec_cho_ban")
    )

    def at(self, address: str) -> Stripe:
        return Stripe(self.credentials.model_copy(update={"api_base": address}))

    def counter(self, app: Flask) -> AbstractContextManager[Counter]:
        return a_counter(app, self.provider)

    def tells(self, transfer: Transfer, *, at: datetime = MARKET_DAY) -> Callback:
        reference = transfer.reference or "CB7K2M9Q4-abcdefgh"
        session = {
            "id": f"cs_test_{transfer.number}",
            "object": "checkout.session",
            "amount_total": transfer.amount,
            "currency": "vnd",
            "client_reference_id": reference,
            "payment_intent": f"pi_{transfer.number}",
            "payment_status": "paid",
            "status": "complete",
            "url": None,
            **transfer.extra,
        }
        event = {
            "id": f"evt_{transfer.number}",
            "object": "event",
            "type": "checkout.session.completed",
            "data": {"object": session},
        }
        return self._signed(json.dumps(event).encode(), at)

    def says(self, nonsense: bytes) -> Callback:
        return self._signed(nonsense, MARKET_DAY)

    def _signed(self, body: bytes, at: datetime) -> Callback:
        return Callback(self.at("http://nowhere.example").signed_headers(body, at=at), body, at)


CASES: tuple[Case, ...] = (
    SignedSePay(),
    KeyedSePay(),
    SignedCasso(),
    PayOSCase(),
    StripeCase(),
    VNPayCase(),
    MoMoCase(),
    ZaloPayCase(),
)
