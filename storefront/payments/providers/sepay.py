"""SePay: watches bank accounts and tells of every transfer by a signed webhook."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from storefront import text
from storefront.money import HIGHEST, Money
from storefront.payments.provider import (
    BadSignature,
    Callback,
    Heard,
    Notice,
    NotUnderstood,
    Reply,
)

SIGNATURE, TIMESTAMP = "x-sepay-signature", "x-sepay-timestamp"
TOLERANCE = 300
"""Seconds a notice may be old, or ahead of our clock."""


class _Told(BaseModel):
    """The fields we use of https://docs.sepay.vn webhooks; there are more."""

    id: int = Field(ge=0, lt=10**20)
    accountNumber: str = Field(min_length=1, max_length=30)  # noqa: N815  their names
    content: str = Field(default="", max_length=5_000)
    transferType: Literal["in", "out"]  # noqa: N815
    transferAmount: int = Field(gt=0, le=HIGHEST)  # noqa: N815


_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}


@dataclass(frozen=True, slots=True)
class SePay:
    secret: bytes
    name: str = "sepay"
    kept_headers: frozenset[str] = frozenset({SIGNATURE, TIMESTAMP})

    def read(self, callback: Callback) -> Notice | None:
        self._check(callback)
        try:
            told = _Told.model_validate_json(callback.body)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if told.transferType == "out":
            return None
        return Notice(
            provider=self.name,
            transaction_id=str(told.id),
            to_account=text.tidy(told.accountNumber),
            amount=Money(told.transferAmount),
            memo=text.tidy(told.content)[:300],
        )

    def reply(self, heard: Heard) -> Reply:
        """It repeats itself until it hears a 2xx."""
        status = _STATUS.get(heard, 200)
        return Reply(status, '{"success": true}' if status == 200 else '{"success": false}')

    def signature(self, body: bytes, *, timestamp: str) -> str:
        signed = timestamp.encode() + b"." + body
        return "sha256=" + hmac.new(self.secret, signed, sha256).hexdigest()

    def signed_headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """What SePay would send with this body: for the practice bank and for tests."""
        timestamp = str(int(at.timestamp()))
        return {TIMESTAMP: timestamp, SIGNATURE: self.signature(body, timestamp=timestamp)}

    def _check(self, callback: Callback) -> None:
        timestamp = callback.headers.get(TIMESTAMP, "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise BadSignature(self.name)
        claimed = callback.headers.get(SIGNATURE, "")
        ours = self.signature(callback.body, timestamp=timestamp)
        if not hmac.compare_digest(ours.encode(), claimed.encode()):
            raise BadSignature(self.name)
        if abs(callback.heard_at.timestamp() - int(timestamp)) > TOLERANCE:
            raise BadSignature(self.name)
