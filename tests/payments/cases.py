"""What the shared contract needs to know of each provider: one small class, and a line in CASES."""

from __future__ import annotations

import enum
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

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
from storefront.payments.providers.sepay import SePay, SePayCredentials
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


CASES: tuple[Case, ...] = (SignedSePay(), KeyedSePay())
