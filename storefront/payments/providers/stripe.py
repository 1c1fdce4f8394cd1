"""Stripe: cards from abroad, on a page of Stripe's own (Checkout), in đồng.

What a session collects becomes a payment intent. That is what we call the money, whether Stripe
tells of the session or of the intent itself; and that is what gives back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import parse_qs, quote, urlencode

from pydantic import BaseModel, Field, SecretStr, ValidationError

from storefront import codes, wire
from storefront.money import HIGHEST, Money
from storefront.payments.asking import in_their_words, understood
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
    Progress,
    Reply,
    Reversal,
    Setback,
)
from storefront.payments.signing import same, signed
from storefront.wire import Answer, Unreachable

SIGNATURE = "stripe-signature"
TOLERANCE = 300
"""Seconds a message may be old, or ahead of our clock."""
VERSION = "2026-10-28.endive"
"""Of the API. Endpoints for webhooks are to be made for the same."""
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23, minutes=59)
"""That a page may stand open: half an hour to a day, with a minute for the way there."""
IN_USE = 409
"""The same question is being answered at this moment."""
NEWEST = 100
LOOK_BACK = timedelta(minutes=5)


class StripeCredentials(Credentials):
    secret_key: SecretStr = Field(min_length=1)
    webhook_secret: SecretStr = Field(min_length=1)
    api_base: str = Field(default="https://api.stripe.com", pattern="^https?://.*[^/]$")


Id = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w-]+$")]
Code = Annotated[str, Field(max_length=80, pattern="^[a-z0-9_]+$")]
OurName = Annotated[str, Field(max_length=100, pattern="^[0-9A-Za-z-]+$")]


class _Session(BaseModel):
    id: str = Field(max_length=200, pattern=r"^[\w-]+$")
    client_reference_id: OurName | None = None
    status: str | None = None
    payment_status: str
    payment_intent: Id | None = None
    amount_total: int = Field(gt=0, le=HIGHEST)
    currency: str = Field(pattern="^vnd$")
    url: str | None = Field(default=None, pattern="^https?://")


class _Ours(BaseModel):
    """What we wrote on it."""

    reference: OurName | None = None


class _Evidence(BaseModel):
    due_by: int | None = Field(default=None, ge=0, lt=2**33)


class _Intent(BaseModel):
    id: Id
    status: str
    amount: int = Field(gt=0, le=HIGHEST)
    currency: str = Field(pattern="^vnd$")
    metadata: _Ours | None = None
    cancellation_reason: Code | None = None

    @property
    def reference(self) -> str | None:
        return self.metadata.reference if self.metadata else None


class _Refund(BaseModel):
    id: Id
    status: str
    failure_reason: Code | None = None


class _Backwards(BaseModel):
    """What refunds, disputes and charges have in common where money goes back."""

    id: Id
    status: Code | None = None
    amount: int = Field(gt=0, le=HIGHEST)
    amount_refunded: int = Field(default=0, ge=0, le=HIGHEST)
    currency: str = Field(pattern="^vnd$")
    payment_intent: Id
    metadata: _Ours | None = None
    evidence_details: _Evidence | None = None


class _List(BaseModel):
    """Among ours there may be other people's, of any shape: they sell elsewhere."""

    data: list[dict[str, Any]]


class _Object(BaseModel):
    object: dict[str, Any]


class _Event(BaseModel):
    type: str
    data: _Object


class _Error(BaseModel):
    type: Code
    code: Code | None = None
    decline_code: Code | None = None
    message: str = ""


class _Refusal(BaseModel):
    error: _Error


_OURS = re.compile("[0-9A-Za-z-]{1,100}")
_PROGRESS = {
    "succeeded": Progress.DONE,
    "failed": Progress.REFUSED,
    "canceled": Progress.REFUSED,
}
_DISPUTE = {
    "lost": Progress.DONE,
    "won": Progress.REFUSED,
    "warning_closed": Progress.REFUSED,
}
_STATUS = {Heard.FORGED: 401, Heard.UNREADABLE: 422, Heard.TROUBLE: 503}
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Stripe:
    credentials: StripeCredentials
    name: str = "stripe"
    kept_headers: frozenset[str] = frozenset({SIGNATURE})
    smallest: ClassVar[Money] = Money(15_000)
    """Half a dollar is its least."""
    largest: ClassVar[Money] = Money(99_999_999)

    def read(self, callback: Callback) -> News:
        self._check(callback)
        try:
            event = _Event.model_validate_json(callback.body)
            return self._told(event.type, event.data.object)
        except ValidationError as error:
            raise NotUnderstood(self.name) from error

    def reply(self, heard: Heard) -> Reply:
        """It repeats itself for three days until it hears a 2xx."""
        return Reply(_STATUS.get(heard, 200), "")

    def new_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-{codes.short_code(8)}"

    def new_refund_reference(self, code: str, *, at: datetime) -> str:
        return f"{code}-back-{codes.short_code(8)}"

    def open(self, charge: Charge) -> Opened:
        until = min(max(charge.until, charge.at + SHORTEST), charge.at + LONGEST)
        back = charge.come_back_to + ("&" if "?" in charge.come_back_to else "?")
        back += urlencode({"reference": charge.reference})
        question = {
            "mode": "payment",
            "line_items[0][quantity]": 1,
            "line_items[0][price_data][currency]": "vnd",
            "line_items[0][price_data][unit_amount]": charge.amount.dong,
            "line_items[0][price_data][product_data][name]": charge.words,
            "client_reference_id": charge.reference,
            "payment_intent_data[metadata][reference]": charge.reference,
            "success_url": back,
            "cancel_url": back,
            "expires_at": int(until.timestamp()),
            "locale": charge.language,
        }
        session = self._post("checkout/sessions", question, _Session, once=charge.reference)
        if session.url is None or session.amount_total != charge.amount.dong:
            raise Unreachable(f"{self.name}: an answer about something else")
        return Opened(session.url, session.id)

    def returned(self, callback: Callback) -> str:
        """Nobody signs it."""
        try:
            [reference] = parse_qs(callback.query, max_num_fields=50).get("reference", [""])
        except ValueError:
            raise NotUnderstood(self.name) from None
        if not reference or len(reference) > 100:
            raise NotUnderstood(self.name)
        return reference

    def ask(self, attempt: Attempt, *, at: datetime) -> News:
        named = attempt.transaction_id or attempt.provider_reference
        news: News = None
        if named.startswith("pi_"):
            news = self._of_intent(self._get(f"payment_intents/{quote(named)}", _Intent))
        elif session := self._session(attempt, named):
            news = self._of_session(session)
        if news is not None and news.reference != attempt.reference:
            raise Unreachable(f"{self.name}: an answer about something else")
        return news

    def greet(self, *, at: datetime) -> None:
        """For a payment intent, whichever. That the webhook's secret is right, the first event will
        tell."""
        self._get("payment_intents?limit=1", _List)

    def give_back(self, refund: GivingBack) -> Back:
        question = {
            "payment_intent": refund.of.transaction_id,
            "amount": refund.amount.dong,
            "metadata[reference]": refund.reference,
        }
        return _back(self._post("refunds", question, _Refund, once=refund.reference))

    def ask_back(self, refund: GivingBack, *, at: datetime) -> Back:
        if refund.provider_reference:
            return _back(self._get(f"refunds/{quote(refund.provider_reference)}", _Refund))
        asked = {"payment_intent": refund.of.transaction_id, "limit": NEWEST}
        made = self._ours(f"refunds?{urlencode(asked)}", refund.reference, _Refund)
        if made is None:
            raise Declined(f"{self.name}: no such refund")
        return _back(made)

    def signed_headers(self, body: bytes, *, at: datetime) -> dict[str, str]:
        """What Stripe would send with this body: for practice and for tests."""
        timestamp = str(int(at.timestamp()))
        return {SIGNATURE: f"t={timestamp},v1={self._signature(timestamp, body)}"}

    def _check(self, callback: Callback) -> None:
        """Of several signatures one is enough: two secrets are good while one is replaced."""
        said = [part.partition("=") for part in callback.headers.get(SIGNATURE, "").split(",")]
        timestamp = next((value for name, _, value in said if name == "t"), "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise BadSignature(self.name)
        ours = self._signature(timestamp, callback.body)
        if not any(same(ours, value) for name, _, value in said if name == "v1"):
            raise BadSignature(self.name)
        if abs(callback.heard_at.timestamp() - int(timestamp)) > TOLERANCE:
            raise BadSignature(self.name)

    def _signature(self, timestamp: str, body: bytes) -> str:
        message = timestamp.encode() + b"." + body
        return signed(message, self.credentials.webhook_secret, "sha256")

    def _told(self, event: str, told: Mapping[str, Any]) -> News:
        if event.startswith(("refund.", "charge.")):
            return self._backwards(event, told)
        if not _name_on(told):
            return None
        if event.startswith("checkout.session."):
            session = _Session.model_validate(told)
            if event == "checkout.session.async_payment_failed":
                return self._setback(session.client_reference_id, "async_payment_failed")
            return self._of_session(session)
        if event in ("payment_intent.succeeded", "payment_intent.canceled"):
            return self._of_intent(_Intent.model_validate(told))
        return None

    def _backwards(self, event: str, told: Mapping[str, Any]) -> News:
        """Refunds, whoever made them, and disputes. A charge's name is not ours: whether the money
        is, its payment intent tells."""
        is_told = event.startswith(("refund.", "charge.refund", "charge.dispute."))
        if not is_told or told.get("currency") != "vnd" or not told.get("payment_intent"):
            return None
        back = _Backwards.model_validate(told)
        if event == "charge.refunded":
            return self._reversal(back, Progress.DONE, Money(back.amount_refunded), is_sum=True)
        disputed = event.startswith("charge.dispute.")
        progress = (_DISPUTE if disputed else _PROGRESS).get(back.status or "", Progress.PENDING)
        return self._reversal(back, progress, Money(back.amount), is_disputed=disputed)

    def _reversal(
        self,
        back: _Backwards,
        progress: Progress,
        amount: Money,
        *,
        is_sum: bool = False,
        is_disputed: bool = False,
    ) -> Reversal:
        due = back.evidence_details.due_by if back.evidence_details else None
        return Reversal(
            provider=self.name,
            transaction_id=back.payment_intent,
            name=back.id,
            amount=amount,
            progress=progress,
            is_disputed=is_disputed,
            is_sum=is_sum,
            reference=(back.metadata.reference if back.metadata else None) or "",
            answer_by=datetime.fromtimestamp(due, UTC) if due else None,
        )

    def _of_session(self, session: _Session) -> News:
        if session.payment_status == "paid":
            return self._paid(
                session.payment_intent, session.amount_total, session.client_reference_id
            )
        ended = session.status == "expired"
        return self._setback(session.client_reference_id, "expired") if ended else None

    def _of_intent(self, intent: _Intent) -> News:
        if intent.status == "succeeded":
            return self._paid(intent.id, intent.amount, intent.reference)
        reason = intent.cancellation_reason or "canceled"
        canceled = intent.status == "canceled"
        return self._setback(intent.reference, reason) if canceled else None

    def _paid(self, intent: str | None, amount: int, reference: str | None) -> Notice | None:
        if not (intent and reference):
            return None
        return Notice(self.name, intent, self.name, Money(amount), "", reference)

    def _setback(self, reference: str | None, reason: str) -> Setback | None:
        return Setback(self.name, reference, reason) if reference else None

    def _session(self, attempt: Attempt, named: str) -> _Session | None:
        """By its own name, or by ours when it never reached us."""
        if named.startswith("cs_"):
            return self._get(f"checkout/sessions/{quote(named)}", _Session)
        since = int((attempt.opened_at - LOOK_BACK).timestamp())
        until = int((attempt.opened_at + LOOK_BACK).timestamp())
        window = {"created[gte]": since, "created[lte]": until, "limit": NEWEST}
        listed = f"checkout/sessions?{urlencode(window)}"
        return self._ours(listed, attempt.reference, _Session)

    def _ours(self, path: str, reference: str, shape: type[Shape]) -> Shape | None:
        listed = self._get(path, _List).data
        found = next((one for one in listed if _name_on(one) == reference), None)
        try:
            return shape.model_validate(found) if found else None
        except ValidationError:
            raise Unreachable(f"{self.name}: a list that makes no sense") from None

    def _get(self, path: str, shape: type[Shape]) -> Shape:
        url = f"{self.credentials.api_base}/v1/{path}"
        return self._answer(wire.get(url, headers=self._headers), shape)

    def _post(
        self, path: str, question: Mapping[str, object], shape: type[Shape], *, once: str
    ) -> Shape:
        """The same question with the same name is answered once, however often it is asked."""
        headers = {
            **self._headers,
            "Idempotency-Key": once,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = f"{self.credentials.api_base}/v1/{path}"
        return self._answer(wire.post(url, urlencode(question).encode(), headers=headers), shape)

    @property
    def _headers(self) -> dict[str, str]:
        key = self.credentials.secret_key.get_secret_value()
        return {"Authorization": f"Bearer {key}", "Stripe-Version": VERSION}

    def _answer(self, answer: Answer, shape: type[Shape]) -> Shape:
        """Raises Unreachable or Declined."""
        if answer.status == IN_USE:
            raise Unreachable(f"{self.name}: {answer.status}")
        if 200 <= answer.status < 300:
            return understood(answer, shape, of=self.name)
        error = understood(answer, _Refusal, of=self.name).error
        words = in_their_words(error.message, self.credentials)
        raise Declined(f"{self.name}: {error.decline_code or error.code or error.type}", words)


def _name_on(told: Mapping[str, Any]) -> str | None:
    """Our name for it. What bears none was sold elsewhere with the same account of Stripe's."""
    written = told.get("metadata")
    metadata = written if isinstance(written, Mapping) else {}
    name = told.get("client_reference_id") or metadata.get("reference")
    return name if isinstance(name, str) and _OURS.fullmatch(name) else None


def _back(refund: _Refund) -> Back:
    progress = _PROGRESS.get(refund.status, Progress.PENDING)
    reason = refund.failure_reason or refund.status if progress is Progress.REFUSED else ""
    return Back(progress, refund.id, reason)
