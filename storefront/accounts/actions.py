from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront.accounts.models import Consent, ConsentMode, Person, Purpose, Trace
from storefront.rows import put

CONSENT_TEXT = "2026-07-01"
"""The version of the words read aloud before a household agrees. Old consents keep theirs."""


def trace(
    verb: str,
    subject: str,
    *,
    actor: Person | None,
    for_id: int | None = None,
    detail: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """Write down who pressed what, and for whom."""
    trace_each(verb, [(subject, for_id)], actor=actor, detail=detail, at=at)


def trace_each(
    verb: str,
    subjects: Iterable[tuple[str, int | None]],
    *,
    actor: Person | None,
    detail: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """The same pressed once for several things, each of them for somebody."""
    pressed = {
        "at": at, "actor_id": actor.id if actor else None, "verb": verb, "detail": detail or {}
    }  # fmt: skip
    put(Trace, *(pressed | {"subject": it, "for_id": for_id} for it, for_id in subjects))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody said yes to, and how."""

    purposes: frozenset[Purpose]
    mode: ConsentMode
    witness: str | None = None
    language: str = "vi"
    text_version: str = CONSENT_TEXT


def record_consents(person: Person, agreement: Agreement, *, by: Person, at: datetime) -> None:
    """Keep one row a purpose. What was agreed to before stays as it is."""
    for purpose in _new(agreement.purposes, person):
        person.consents.append(
            Consent(
                purpose=purpose,
                text_version=agreement.text_version,
                language=agreement.language,
                mode=agreement.mode,
                witness=agreement.witness,
                collector=by,
                given_at=at,
            )
        )


def withdraw_consent(person: Person, purpose: Purpose, *, by: Person, at: datetime) -> None:
    """Take an agreement back. Doing it twice changes nothing."""
    for consent in person.consents:
        if consent.purpose is purpose and consent.withdrawn_at is None:
            consent.withdrawn_at = at
            trace("consent.withdraw", f"consent:{purpose}", actor=by, for_id=person.id, at=at)


def contest(deed: Trace, *, by: Person, at: datetime) -> None:
    """Say "that was not me, and I did not ask for it". The deed itself stays written."""
    trace("contest", f"trace:{deed.id}", actor=by, for_id=by.id, at=at)


def _new(purposes: Iterable[Purpose], person: Person) -> list[Purpose]:
    return [purpose for purpose in Purpose if purpose in purposes and not person.agrees_to(purpose)]
