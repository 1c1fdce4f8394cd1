"""What every bank and gateway that tells us of money has in common.

A messenger tells of transfers to accounts that are not ours to ask about; a gateway opens a
payment for us, is asked how it went, and gives money back. Neither knows tables, orders or Flask.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from storefront.errors import MarketError
from storefront.money import Money


class BadSignature(MarketError):
    """Somebody else wrote this, or it was changed, or it is too old to be believed."""


class NotUnderstood(MarketError):
    """Signed, but not what this provider's messages look like."""


class Declined(MarketError):
    """The provider answered, and will not do what we asked. Says its own code, no secrets."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.words = words
        """What it says of it, for people; see asking.in_their_words."""


class NothingToAsk(MarketError):
    """It was given only what checks messages: the first message will tell whether that is right."""


class Credentials(BaseModel):
    """What an operator fills in to go live. Secrets are `SecretStr`; the rest may be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Callback:
    """A message as it came off the wire. Header names are lower case."""

    headers: Mapping[str, str]
    body: bytes
    heard_at: datetime
    query: str = ""
    """What stood behind the question mark, as it was written."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Money came to an account, says somebody. Hearing the same transaction again is no news."""

    provider: str
    transaction_id: str
    to_account: str
    """A bank account's number, or a gateway's name for our merchant."""
    amount: Money
    memo: str
    reference: str = ""
    """Our own name for the attempt, when a gateway was asked to open one."""
    bank_reference: str = ""
    """The bank's own name for the transfer, where a messenger passes it on."""
    moved_on: date | None = None
    """The day on the bank's calendar, where it is told."""
    may_be_part: bool = False
    """Payers there may pay in several transfers, each told of by itself."""


def day_told(written: str | None) -> date | None:
    """The day of 2026-08-22 08:05:00. Nothing when it is written otherwise: it helps to know it,
    and a message without it is believed all the same."""
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Setback:
    """An attempt has ended without money. `reason` is the provider's own code."""

    provider: str
    reference: str
    reason: str


class Progress(enum.StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reversal:
    """Money that had come goes back, and not because the market asked: given back in the gateway's
    own pages, or taken back by the payer's bank."""

    provider: str
    transaction_id: str
    """Of the money that had come."""
    name: str
    """The provider's own, of this going back: it is booked once."""
    amount: Money
    progress: Progress
    """Refused: the money stays after all."""
    is_disputed: bool = False
    """The payer's bank asks for it. Somebody must answer there."""
    is_sum: bool = False
    """Of all that ever went back of this money, each part of which is told of by itself as well."""
    reference: str = ""
    """Ours, when it is a refund we asked for."""
    answer_by: datetime | None = None


News = Notice | Setback | Reversal | None
"""Nothing: it is not decided yet, or no business of ours."""


class Heard(enum.StrEnum):
    """What we made of a callback, for the provider to stop or to repeat itself."""

    BELIEVED = "believed"
    KNOWN = "known"
    """Heard before: nothing changed by hearing it again."""
    FORGED = "forged"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    """No such attempt."""
    OTHER_AMOUNT = "other_amount"
    """Kept for a person to look at, who is told of both sums."""
    TROUBLE = "trouble"
    """Ours; it should be told again."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: str = ""
    mimetype: str = "application/json"


class Provider(Protocol):
    """One file each."""

    @property
    def name(self) -> str:
        """Of letters, as in the address of its callbacks and in settings: vnpay."""
        ...

    @property
    def kept_headers(self) -> frozenset[str]:
        """What must be stored beside the body, so that the message can be checked again."""
        ...

    def read(self, callback: Callback) -> News:
        """Check the signature and say what happened. Reading moves no money.

        Raises BadSignature or NotUnderstood.
        """
        ...

    def reply(self, heard: Heard) -> Reply: ...

    def greet(self, *, at: datetime) -> None:
        """Ask something harmless that is answered only to whoever holds these credentials. What
        merely checks messages is proved by the first of them.

        Raises Unreachable, Declined with their own words, or NothingToAsk.
        """
        ...


@runtime_checkable
class Bearer(Provider, Protocol):
    """Proves itself by a secret in its headers, which is not for keeping."""

    def sealed(self, callback: Callback) -> Callback:
        """The same message, with a signature over its body where the secret was. Read likewise."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a messenger's list, oldest first, and where to go on."""

    notices: tuple[Notice, ...]
    cursor: str
    """Of this provider's own making. Empty: it was never asked, and looks back a week."""
    is_last: bool


@runtime_checkable
class Messenger(Provider, Protocol):
    """Also answers what we missed while nobody could reach us."""

    @property
    def can_be_asked(self) -> bool:
        """Whether it was given what its list wants to see."""
        ...

    def since(self, cursor: str, *, at: datetime) -> Told:
        """Raises Unreachable or Declined."""
        ...


@dataclass(frozen=True, slots=True)
class Charge:
    """What we ask a gateway to collect."""

    reference: str
    """Made by `new_reference`; never used for another attempt."""
    amount: Money
    words: str
    """What the payer reads, at most 100 letters of ASCII: Don hang CB7K2M9Q4."""
    come_back_to: str
    """Where the payer's browser goes afterwards. Proves nothing."""
    tell_us_at: str
    """Where the gateway's server calls."""
    payer_address: str
    """IP address."""
    language: str
    """vi or en."""
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    go_to: str
    """The page where the payer pays."""
    provider_reference: str = ""
    """The gateway's own name for the attempt, where asking needs it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to pay that a gateway was asked to open."""

    reference: str
    provider_reference: str
    amount: Money
    opened_at: datetime
    transaction_id: str = ""
    """Of the money that came, when it has."""


@dataclass(frozen=True, slots=True)
class GivingBack:
    """A refund we ask for: the whole attempt's amount or a part."""

    reference: str
    """Made by `new_refund_reference`; the same again is the same refund."""
    of: Attempt
    amount: Money
    words: str
    by: str
    """Who asked, as VNPAY wants to know: a short ASCII name."""
    at: datetime
    provider_reference: str = ""
    """The gateway's own name for the refund, once it has answered."""


@dataclass(frozen=True, slots=True)
class Back:
    """How far a refund is."""

    progress: Progress
    provider_reference: str = ""
    reason: str = ""


@runtime_checkable
class Gateway(Provider, Protocol):
    """Every question may raise Unreachable (nothing is known: ask by our own reference before
    trying again) or Declined."""

    smallest: ClassVar[Money]
    largest: ClassVar[Money]

    def new_reference(self, code: str, *, at: datetime) -> str:
        """For an attempt to pay what has this code. Never the same twice."""
        ...

    def new_refund_reference(self, code: str, *, at: datetime) -> str: ...

    def open(self, charge: Charge) -> Opened: ...

    def returned(self, callback: Callback) -> str:
        """The reference a browser came back with. Shows, and proves nothing.

        Raises BadSignature or NotUnderstood.
        """
        ...

    def ask(self, attempt: Attempt, *, at: datetime) -> News: ...

    def give_back(self, refund: GivingBack) -> Back: ...

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        """Raises Declined when it knows of no such refund: it may then be asked for again."""
        ...
