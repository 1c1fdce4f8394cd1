"""payOS: a page with a VietQR code for one order; the money goes to the merchant's own account.

It gives nothing back, and tells of each transfer by itself: one attempt may be paid in parts.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import parse_qs

from pydantic import BaseModel, Field, SecretStr, ValidationError

from storefront import codes, text, wire
from storefront.money import HIGHEST, Money
from storefront.payments.asking import compact, in_their_words, understood
from storefront.payments.provider import (
    Attempt,
    Back,
    BadSignature,
    Callback,
    Charge,
    Credentials,
    Declined,
    GivingBack,
    Heard,
    News,
    Notice,
    NotUnderstood,
    Opened,
    Reply,
    Setback,
    day_told,
)
from storefront.payments.signing import same, signed
from storefront.wire import Answer, Unreachable

LARGEST_REFERENCE = 2**53 - 1
"""JavaScript on their side cannot count further."""
SHORTEST_NOTE = 9
"""Letters of a transfer note that every bank account linked to payOS can carry."""
LAST_SECOND = 2**31 - 1
DONE, NOT_FOUND = "00", "101"
TRIALS = frozenset({"VQRIO123", "Ma giao dich thu nghiem"})
"""Notes of the transfers that payOS makes up to try an address out."""
_ENDED = frozenset({"EXPIRED", "CANCELLED", "FAILED"})


class PayOSCredentials(Credentials):
    client_id: str = Field(min_length=1)
    api_key: SecretStr = Field(min_length=1)
    checksum_key: SecretStr = Field(min_length=1)
    """Signs what we ask, what they answer, and webhooks."""
    api_base: str = Field(default="https://api-merchant.payos.vn", pattern="^https?://.*[^/]$")


Link = Annotated[str, Field(max_length=36, pattern="^[0-9A-Za-z-]+$")]


class _Envelope(BaseModel):
    """Around all that they say. Only `data` is signed."""

    data: dict[str, Any]
    signature: str = Field(max_length=200)


class _Code(BaseModel):
    code: str = Field(min_length=1, max_length=20, pattern="^[0-9A-Za-z_-]+$")
    desc: str = ""


class _Page(BaseModel):
    orderCode: int  # noqa: N815  their names
    amount: int
    paymentLinkId: Link  # noqa: N815
    checkoutUrl: str = Field(pattern="^https?://")  # noqa: N815


class _Transfer(BaseModel):
    reference: str = Field(max_length=40, pattern="^[ -~]+$")
    amount: int = Field(gt=0, le=HIGHEST)
    description: str = Field(default="", max_length=5_000)
    accountNumber: str = Field(min_length=1, max_length=30)  # noqa: N815
    transactionDateTime: str | None = Field(default=None, max_length=100)  # noqa: N815


class _Told(_Transfer):
    orderCode: int = Field(ge=0, le=LARGEST_REFERENCE)  # noqa: N815
    paymentLinkId: Link  # noqa: N815
    currency: str = Field(default="VND", pattern="^VND$")
    code: str = DONE


class _Request(BaseModel):
    id: Link
    orderCode: int  # noqa: N815
    status: str = Field(max_length=20)
    transactions: list[_Transfer] = []


_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class PayOS:
    credentials: PayOSCredentials
    name: str = "payos"
    kept_headers: frozenset[str] = frozenset()
    smallest: ClassVar[Money] = Money(2_000)
    largest: ClassVar[Money] = Money(499_999_999)
    """What banks pass on at once; a transfer of more takes a day."""

    def read(self, callback: Callback) -> News:
        try:
            envelope = _Envelope.model_validate_json(callback.body)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if not same(self._signature(envelope.data), envelope.signature):
            raise BadSignature(self.name)
        try:
            told = _Told.model_validate(envelope.data)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error
        if told.code != DONE or told.description in TRIALS:
            return None
        return self._notice(told, told.paymentLinkId, str(told.orderCode))

    def reply(self, heard: Heard) -> Reply:
        """Also to what we never opened: it tries an address out with an order of its own."""
        status = _STATUS.get(heard, 200)
        return Reply(status, compact({"success": status == 200}))

    def new_reference(self, code: str, *, at: datetime) -> str:
        """A number; it does not show the code, which stands in the note."""
        return str(1 + secrets.randbelow(LARGEST_REFERENCE))

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-{codes.short_code(8)}"

    def open(self, charge: Charge) -> Opened:
        question = {
            "amount": charge.amount.dong,
            "cancelUrl": charge.come_back_to,
            "description": _note(charge.words),
            "orderCode": int(charge.reference),
            "returnUrl": charge.come_back_to,
        }
        expires = min(int(charge.until.timestamp()), LAST_SECOND)
        asked = {**question, "expiredAt": expires, "signature": self._signature(question)}
        url = f"{self.credentials.api_base}/v2/payment-requests"
        page = self._answer(wire.post(url, compact(asked).encode(), headers=self._headers), _Page)
        if (page.orderCode, page.amount) != (int(charge.reference), charge.amount.dong):
            raise Unreachable(f"{self.name}: an answer about something else")
        return Opened(page.checkoutUrl, page.paymentLinkId)

    def returned(self, callback: Callback) -> str:
        """Nobody signs it."""
        try:
            [reference] = parse_qs(callback.query, max_num_fields=50).get("orderCode", [""])
        except ValueError:
            raise NotUnderstood(self.name) from None
        if not (reference.isascii() and reference.isdigit() and len(reference) <= 16):
            raise NotUnderstood(self.name)
        return reference

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        """Of several transfers the one after that we know of already."""
        said = self._answer(self._asked(attempt.reference), _Request)
        if str(said.orderCode) != attempt.reference:
            raise Unreachable(f"{self.name}: an answer about something else")
        notices = [self._notice(it, said.id, attempt.reference) for it in said.transactions]
        if notices:
            return _after(notices, attempt.transaction_id)
        if said.status in _ENDED:
            return Setback(self.name, attempt.reference, said.status)
        return None

    def greet(self, *, at: datetime) -> None:
        """After a payment that nobody has made. That the checksum key is right, the first one that
        somebody makes will tell."""
        said = self._code(self._asked(self.new_reference("", at=at)))
        if said.code not in (DONE, NOT_FOUND):
            raise self._declined(said)

    def give_back(self, refund: GivingBack) -> Back:
        raise Declined(f"{self.name}: gives nothing back; transfer it to the buyer's account")

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        return self.give_back(refund)

    def signed(self, data: dict[str, Any]) -> dict[str, Any]:
        """As payOS would say it: for the practice bank and for tests."""
        return {"code": DONE, "desc": "success", "data": data, "signature": self._signature(data)}

    @property
    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "x-client-id": self.credentials.client_id,
            "x-api-key": self.credentials.api_key.get_secret_value(),
        }

    def _signature(self, data: dict[str, Any]) -> str:
        return signed(_wording(data).encode(), self.credentials.checksum_key, "sha256")

    def _asked(self, reference: str) -> Answer:
        url = f"{self.credentials.api_base}/v2/payment-requests/{reference}"
        return wire.get(url, headers=self._headers)

    def _code(self, answer: Answer) -> _Code:
        return understood(answer, _Code, of=self.name)

    def _declined(self, said: _Code) -> Declined:
        words = in_their_words(said.desc, self.credentials)
        return Declined(f"{self.name}: {said.code}", words)

    def _answer(self, answer: Answer, shape: type[Shape]) -> Shape:
        """Raises Unreachable or Declined."""
        said = self._code(answer)
        if said.code != DONE:
            raise self._declined(said)
        envelope = understood(answer, _Envelope, of=self.name)
        try:
            if same(self._signature(envelope.data), envelope.signature):
                return shape.model_validate(envelope.data)
        except ValidationError:
            pass
        raise Unreachable(f"{self.name}: {answer.status}, an answer that is not theirs")

    def _notice(self, told: _Transfer, request: str, reference: str) -> Notice:
        return Notice(
            provider=self.name,
            transaction_id=f"{request}:{told.reference}",
            to_account=text.tidy(told.accountNumber),
            amount=Money(told.amount),
            memo=text.tidy(told.description)[:300],
            reference=reference,
            bank_reference=told.reference,
            moved_on=day_told(told.transactionDateTime),
            may_be_part=True,
        )


def _after(notices: list[Notice], known: str) -> Notice:
    """The transfer that follows the one we know of; the first, when we know of none."""
    places = [place for place, notice in enumerate(notices) if notice.transaction_id == known]
    return notices[min(places[0] + 1, len(notices) - 1)] if places else notices[0]


def _note(words: str) -> str:
    """Our code, which stands last, is all that a transfer note has room for."""
    return words.split()[-1][:SHORTEST_NOTE]


def _wording(data: dict[str, Any]) -> str:
    """What payOS signs of it: in the order of its names, nothing for nothing."""
    return "&".join(f"{name}={_written(value)}" for name, value in sorted(data.items()))


def _written(value: Any) -> str:
    if value in (None, "null", "undefined"):
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return str(value)
