"""What a gateway may be asked, in nobody's language, and how its own side is played."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from pydantic import Field
from pydantic.dataclasses import dataclass

from storefront.money import HIGHEST
from storefront.payments.practice_gateways.models import PracticeCharge, PracticeRefund

Said: TypeAlias = dict[str, Any]
"""An answer, before it is written as JSON."""

Name = Annotated[str, Field(max_length=200, pattern="^[^\\x00]*$")]
Address = Annotated[str, Field(max_length=2_000, pattern="^https?://[^\\x00]*$")]
Amount = Annotated[int, Field(gt=0, le=HIGHEST)]


class Call(NamedTuple):
    """A question as it came over the wire. Header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Opening:
    reference: Name
    amount: Amount
    words: Name
    come_back_to: Address
    tell_us_at: Address
    until: datetime


@dataclass(frozen=True)
class Asking:
    reference: Name
    number: Name = ""
    """The gateway's own, of one transaction among several."""


@dataclass(frozen=True)
class GivingBack:
    reference: Name
    of: Name
    """Our reference, or the gateway's number of the payment."""
    amount: Amount


@dataclass(frozen=True)
class AskingBack:
    reference: Name


Question: TypeAlias = Opening | Asking | GivingBack | AskingBack


class Misheard(Exception):
    """The question is not one of theirs, or not signed by the merchant it names."""

    def __init__(self, answer: Said) -> None:
        super().__init__(answer)
        self.answer = answer


class Refusal(enum.Enum):
    """Why nothing is given back."""

    UNKNOWN = "no such payment"
    UNPAID = "nothing came"
    TOO_MUCH = "more than came"
    AGAIN = "asked for before"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a gateway's server sends to ours."""

    url: str
    body: str | None
    """None: it is all in the address."""


class Side(Protocol):
    """A gateway's own half."""

    @property
    def name(self) -> str: ...

    def understand(self, call: Call, *, at: datetime) -> Question:
        """Raises Misheard."""
        ...

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        """Nothing: its reference was used before."""
        ...

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said: ...

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        """With AGAIN comes the refund that was asked for before."""
        ...

    def told_back(self, refund: PracticeRefund | None) -> Said: ...

    def notice(self, charge: PracticeCharge) -> Letter | None:
        """Nothing, when this gateway does not tell of such an end."""
        ...

    def heard(self, status: int, body: bytes) -> bool:
        """Whether our answer to a notice satisfies it. Else it repeats itself."""
        ...

    def way_back(self, charge: PracticeCharge) -> str:
        """Where the payer's browser is sent."""
        ...

    def forger(self) -> Side:
        """Somebody who knows how it writes, and not its secret."""
        ...


@runtime_checkable
class Wordy(Side, Protocol):
    """One that says more than JSON: a status with its answers, headers with its notices."""

    def again(self, charge: PracticeCharge, page: str, asked: Opening) -> Said:
        """The reference of this charge was used before."""
        ...

    def status(self, said: Said) -> int: ...

    def headers(self, body: str, *, at: datetime) -> dict[str, str]:
        """What goes with a notice that is sent at this moment."""
        ...
