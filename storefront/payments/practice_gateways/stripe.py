"""Stripe's own side: Checkout, refunds and events, after its documents."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl

import pydantic
from pydantic import Field, SecretStr

from storefront.payments.practice_gateways.asked import (
    Asking,
    AskingBack,
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
from storefront.payments.providers.stripe import StripeCredentials

VERSION = "2026-10-28.endive"
SESSIONS, INTENTS, REFUNDS = "v1/checkout/sessions", "v1/payment_intents", "v1/refunds"
SESSION, INTENT, REFUND = "cs_practice_", "pi_practice_", "re_practice_"
"""What its names begin with; our reference follows."""
_REFUSED = {
    Refusal.UNKNOWN: "resource_missing",
    Refusal.UNPAID: "payment_intent_unexpected_state",
    Refusal.TOO_MUCH: "amount_too_large",
}
_STATUS = {"resource_missing": 404, "invalid_api_key": 401}


@pydantic.dataclasses.dataclass(frozen=True)
class _AskingFor(Asking):
    shape: str = SESSION
    at: datetime = Field(kw_only=True)


@dataclass(frozen=True, slots=True)
class StripeSide:
    credentials: StripeCredentials
    tell_us_at: str
    """Stripe is told once, not with every payment."""
    name: str = "stripe"

    def understand(self, call: Call, *, at: datetime) -> Question:
        key = self.credentials.secret_key.get_secret_value()
        if call.headers.get("authorization") != f"Bearer {key}":
            raise _failed("invalid_api_key")
        if call.headers.get("stripe-version") != VERSION:
            raise _failed("invalid_version")
        try:
            if call.method == "POST":
                return self._posted(call, at)
            return self._asked(call, at)
        except (ValueError, LookupError, OverflowError) as error:
            raise _failed("parameter_invalid") from error

    def opened(self, charge: PracticeCharge | None, page: str) -> Said:
        return self._session(charge, page, "open") if charge else _failed("api_error").answer

    def again(self, charge: PracticeCharge, page: str, asked: Opening) -> Said:
        """Answered as before, if it is the same question."""
        if (charge.amount.dong, charge.until) != (asked.amount, asked.until):
            return _failed("idempotency_error").answer
        return self._session(charge, page, "open")

    def told(self, charge: PracticeCharge | None, asking: Asking) -> Said:
        if isinstance(asking, _AskingFor) and asking.shape == INTENTS:
            return {"object": "list", "data": []}
        if charge is None or not isinstance(asking, _AskingFor):
            return _failed("resource_missing").answer
        if asking.shape == REFUND:
            return {"object": "list", "data": [_refund(refund) for refund in charge.refunds]}
        if asking.shape == INTENT:
            return _intent(charge)
        return self._session(charge, None, _status(charge, at=asking.at))

    def gave_back(self, refund: PracticeRefund | None, refusal: Refusal | None) -> Said:
        """One that was asked for again is answered as it was."""
        if refund is None:
            return _failed(_REFUSED[refusal] if refusal else "api_error").answer
        return _refund(refund)

    def told_back(self, refund: PracticeRefund | None) -> Said:
        return _refund(refund) if refund else _failed("resource_missing").answer

    def status(self, said: Said) -> int:
        return _STATUS.get(said["error"]["code"], 400) if "error" in said else 200

    def notice(self, charge: PracticeCharge) -> Letter:
        is_paid = charge.state is ChargeState.PAID
        event = {
            "id": f"evt_practice_{charge.id}",
            "object": "event",
            "api_version": VERSION,
            "type": f"checkout.session.{'completed' if is_paid else 'expired'}",
            "data": {"object": self._session(charge, None, "complete" if is_paid else "expired")},
        }
        return Letter(self.tell_us_at, json.dumps(event))

    def headers(self, body: str, *, at: datetime) -> dict[str, str]:
        key = self.credentials.webhook_secret.get_secret_value().encode()
        timestamp = int(at.timestamp())
        mac = hmac.new(key, f"{timestamp}.{body}".encode(), "sha256").hexdigest()
        return {"Stripe-Signature": f"t={timestamp},v1={mac},v0={'0' * 64}"}

    def heard(self, status: int, body: bytes) -> bool:
        return 200 <= status < 300

    def way_back(self, charge: PracticeCharge) -> str:
        """Signed by nobody."""
        return charge.come_back_to

    def forger(self) -> StripeSide:
        guess = {"webhook_secret": SecretStr("a guess")}
        return replace(self, credentials=self.credentials.model_copy(update=guess))

    def _posted(self, call: Call, at: datetime) -> Question:
        """Whoever does not name a question may be answered twice: here that is not allowed."""
        it = dict(parse_qsl(call.body.decode(), strict_parsing=True))
        once = call.headers["idempotency-key"]
        if call.path == REFUNDS:
            of = it["payment_intent"].removeprefix(INTENT)
            return GivingBack(once, of, int(it["amount"]))
        if call.path != SESSIONS:
            raise _failed("resource_missing")
        until = datetime.fromtimestamp(int(it["expires_at"]), UTC)
        item = "line_items[0][price_data]"
        if it[f"{item}[currency]"] != "vnd" or not _is_bearable(until - at):
            raise _failed("parameter_invalid")
        return Opening(
            reference=it["client_reference_id"],
            amount=int(it[f"{item}[unit_amount]"]) * int(it["line_items[0][quantity]"]),
            words=it[f"{item}[product_data][name]"],
            come_back_to=it["success_url"],
            tell_us_at=self.tell_us_at,
            until=until,
        )

    def _asked(self, call: Call, at: datetime) -> Question:
        place, _, name = call.path.rpartition("/")
        if call.path == INTENTS:
            return _AskingFor("", shape=INTENTS, at=at)
        if call.path == REFUNDS:
            [intent] = parse_qs(call.query)["payment_intent"]
            return _AskingFor(intent.removeprefix(INTENT), shape=REFUND, at=at)
        if place == REFUNDS:
            return AskingBack(name.removeprefix(REFUND))
        if place == INTENTS:
            return _AskingFor(name.removeprefix(INTENT), shape=INTENT, at=at)
        if place == SESSIONS:
            return _AskingFor(name.removeprefix(SESSION), at=at)
        raise _failed("resource_missing")

    def _session(self, charge: PracticeCharge, page: str | None, status: str) -> Said:
        is_paid = charge.state is ChargeState.PAID
        return {
            "id": SESSION + charge.reference,
            "object": "checkout.session",
            "amount_total": charge.paid.dong if is_paid else charge.amount.dong,
            "currency": "vnd",
            "client_reference_id": charge.reference,
            "payment_intent": INTENT + charge.reference if is_paid else None,
            "payment_status": "paid" if is_paid else "unpaid",
            "status": status,
            "url": page,
        }


def _is_bearable(wait: timedelta) -> bool:
    return timedelta(minutes=30) <= wait <= timedelta(hours=24)


def _status(charge: PracticeCharge, *, at: datetime) -> str:
    if charge.state is ChargeState.PAID:
        return "complete"
    over = charge.state is ChargeState.CANCELLED or charge.until <= at
    return "expired" if over else "open"


def _intent(charge: PracticeCharge) -> Said:
    is_paid = charge.state is ChargeState.PAID
    return {
        "id": INTENT + charge.reference,
        "object": "payment_intent",
        "amount": charge.paid.dong if is_paid else charge.amount.dong,
        "currency": "vnd",
        "metadata": {"reference": charge.reference},
        "status": "succeeded" if is_paid else "requires_payment_method",
    }


def _refund(refund: PracticeRefund) -> Said:
    return {
        "id": REFUND + refund.reference,
        "object": "refund",
        "amount": refund.amount.dong,
        "currency": "vnd",
        "metadata": {"reference": refund.reference},
        "status": "succeeded" if refund.asks else "pending",
    }


def _failed(code: str) -> Misheard:
    kind = code if code in ("idempotency_error", "api_error") else "invalid_request_error"
    return Misheard({"error": {"type": kind, "code": code, "message": "practice"}})
