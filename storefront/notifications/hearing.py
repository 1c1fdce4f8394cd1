"""What phones send to the market: told by a gateway that signs, kept raw, each message once.

The gateway posts JSON (`id`, `from`, `text`) and two headers: `X-Timestamp`, in seconds, and
`X-Signature`, the HMAC-SHA256 in hex of timestamp, a dot and the body as it was sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from storefront import text
from storefront.notifications.models import Channel, HeardMessage
from storefront.rows import add_once

STALE = timedelta(minutes=10)
"""An old notice that somebody kept is not believed, even with its signature."""
LONGEST = 480
"""Letters of three joined messages; no answer is longer."""
NUMBER, PHONE = 80, 16
TIME, SIGNATURE = "x-timestamp", "x-signature"


class Forged(Exception):
    """Not signed by the gateway, or long ago."""


class Unreadable(Exception):
    """Signed, and still not a message."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message as the gateway tells of it."""

    number: str
    phone: str
    text: str


class Listener(Protocol):
    """The port: whoever hands over what phones send."""

    channel: Channel

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        """Raises Forged or Unreadable."""


class SmsListener:
    channel = Channel.SMS

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def sign(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """As the gateway does; in practice we are the gateway."""
        when = str(int(at.timestamp()))
        return {TIME: when, SIGNATURE: self._mac(when, body)}

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        when, said = headers.get(TIME, ""), headers.get(SIGNATURE, "").lower()
        if not hmac.compare_digest(self._mac(when, body).encode(), said.encode()):
            raise Forged
        if not (when.isascii() and when.isdigit()) or len(when) > 12:
            raise Forged
        if abs(at.timestamp() - int(when)) > STALE.total_seconds():
            raise Forged
        return _understood(body)

    def _mac(self, when: str, body: bytes) -> str:
        return hmac.new(self._secret, when.encode() + b"." + body, hashlib.sha256).hexdigest()


def _understood(body: bytes) -> Told:
    try:
        said = json.loads(body)
        told = Told(_word(said, "id"), _phone(_word(said, "from")), _word(said, "text"))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable from error
    if not 0 < len(told.number) <= NUMBER or not 0 < len(told.phone) <= PHONE:
        raise Unreadable
    return told


def _word(said: Any, name: str) -> str:
    return text.tidy(str(said[name]))[:LONGEST]


def _phone(said: str) -> str:
    """0912 345 678, 84912345678 and +84912345678 are one number."""
    digits = "".join(letter for letter in said if letter in "0123456789")
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return f"+{digits}" if digits else ""


def keep(told: Told, channel: Channel, raw: bytes, *, at: datetime) -> HeardMessage | None:
    """Nothing when it was heard before: of two who are told at one moment, one hears it."""
    return add_once(
        HeardMessage,
        unless=("channel", "number"),
        channel=channel,
        number=told.number,
        phone=told.phone,
        text=told.text,
        raw=raw,
        heard_at=at,
    )
