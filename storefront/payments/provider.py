"""What every bank and gateway that tells us of money has in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storefront.errors import MarketError
from storefront.money import Money


class BadSignature(MarketError):
    """Somebody else wrote this, or it was changed, or it is too old to be believed."""


class NotUnderstood(MarketError):
    """Signed, but not what this provider's messages look like."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A message as it came off the wire. Header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Money came to an account, says somebody. Hearing the same transaction again is no news."""

    provider: str
    transaction_id: str
    to_account: str
    amount: Money
    memo: str


class Provider(Protocol):
    """One file each, with no knowledge of tables, orders or Flask."""

    @property
    def name(self) -> str: ...

    @property
    def kept_headers(self) -> frozenset[str]:
        """What must be stored beside the body, so that the message can be checked again."""
        ...

    @property
    def thanks(self) -> str:
        """The JSON that makes the provider stop repeating itself."""
        ...

    def read(self, callback: Callback) -> Notice | None:
        """Check the signature and say what happened; nothing when no money came in.

        Raises BadSignature or NotUnderstood. Reading moves no money.
        """
        ...
